/* Finding a municipality by its name or code. */

/* Those that are called so, then those whose names begin with it, then those that contain it. */
function matches(typed) {
  const wanted = folded(typed);
  const number = /^(gm)?\d{1,4}$/.test(wanted) ? wanted.replace("gm", "").padStart(4, "0") : "";
  const called = [], begun = [], held = [];
  if (wanted) for (const row of window.opendataMunicipalities || []) {
    const [code, , , names] = row;
    if (names.includes(wanted) || code === `GM${number}`) called.push(row);
    else if (names.some((name) => name.startsWith(wanted))) begun.push(row);
    else if (names.some((name) => name.includes(wanted))) held.push(row);
  }
  const all = [...called, ...begun, ...held];
  // A mark of a province behind a name, as in Hengelo (Ov), only narrows what is listed anyway.
  const bare = typed.replace(/\([^()]*\)/g, "");
  return all.length || bare === typed ? { called, all } : matches(bare);
}

function searching(form) {
  const { municipality, none, found, ended } = form.dataset;
  const input = form.querySelector("input");
  const count = form.querySelector(".count");
  const list = form.querySelector(".results");
  const address = (code) => municipality.replace("CODE", code);
  function show() {
    const rows = matches(input.value).all;
    list.replaceChildren(...rows.slice(0, 12).map(([code, name, until]) => {
      const item = element("li");
      item.append(element("a", name + (until ? ` (${ended})` : ""), { href: address(code) }));
      return item;
    }));
    count.textContent = !input.value.trim() ? "" : rows.length ? `${rows.length} ${found}` : none;
  }
  input.addEventListener("input", show);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    // Of several with one name the reader chooses.
    const { called, all: [best] } = matches(input.value);
    if (best && called.length < 2) window.location.href = address(best[0]);
    else show();
  });
  const asked = new URLSearchParams(window.location.search).get("q");
  if (asked) { input.value = asked; show(); }
}

for (const form of document.querySelectorAll("form.search")) searching(form);
