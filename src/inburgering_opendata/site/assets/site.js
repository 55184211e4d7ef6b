"use strict";
/* What pages can do more when scripts run. Each page is whole without this file. */

/* A name without case, accents, spaces, punctuation or the word gemeente, as in the index. */
function folded(name) {
  return name.toLowerCase().normalize("NFKD").replace(/gemeente/g, "").replace(/[^\p{L}\p{N}]/gu, "");
}

/* Municipalities whose name or code begins with what was typed, then those that contain it. */
function matches(typed) {
  const wanted = folded(typed);
  if (!wanted) return [];
  const first = [], later = [];
  for (const row of window.opendataMunicipalities || []) {
    const [code, , name] = row;
    if (name.startsWith(wanted) || code.toLowerCase().startsWith(wanted)) first.push(row);
    else if (name.includes(wanted)) later.push(row);
  }
  return first.concat(later);
}

function element(name, text, attributes) {
  const made = document.createElement(name);
  made.textContent = text || "";
  for (const [key, value] of Object.entries(attributes || {})) made.setAttribute(key, value);
  return made;
}

function searching(form) {
  const { municipality, none, found, ended } = form.dataset;
  const input = form.querySelector("input");
  const count = form.querySelector(".count");
  const list = form.querySelector(".results");
  const address = (code) => municipality.replace("CODE", code);
  function show() {
    const rows = matches(input.value);
    list.replaceChildren(...rows.slice(0, 12).map(([code, name, , until]) => {
      const item = element("li");
      item.append(element("a", name + (until ? ` (${ended})` : ""), { href: address(code) }));
      return item;
    }));
    count.textContent = !input.value.trim() ? "" : rows.length ? `${rows.length} ${found}` : none;
  }
  input.addEventListener("input", show);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const [best] = matches(input.value);
    if (best) window.location.href = address(best[0]);
    else show();
  });
  const asked = new URLSearchParams(window.location.search).get("q");
  if (asked) { input.value = asked; show(); }
}

/* A folded part that is linked to opens. */
function unfold() {
  const target = window.location.hash && document.getElementById(window.location.hash.slice(1));
  if (target && target.tagName === "DETAILS") target.open = true;
}

for (const form of document.querySelectorAll("form.search")) searching(form);
window.addEventListener("hashchange", unfold);
unfold();
