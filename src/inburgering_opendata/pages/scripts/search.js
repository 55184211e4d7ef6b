/* Finding a municipality by its name or code. */

/* Those whose name or code begins with what was typed, then those that contain it. */
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

for (const form of document.querySelectorAll("form.search")) searching(form);
