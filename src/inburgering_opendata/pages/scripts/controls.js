/* The panel in which a reader chooses a picture, a figure and municipalities. Its state is in the
   address, so that a picture can be linked to: #view=ranking&figure=…&chosen=GM0344,GM0363 */

function stateOf(hash) {
  const asked = new URLSearchParams(hash.slice(1));
  return { view: asked.get("view"), figure: asked.get("figure"),
    chosen: (asked.get("chosen") || "").split(",").filter(Boolean) };
}

function exploring(form) {
  const part = (name) => form.querySelector(`.${name}`);
  const { view, figure, municipality } = form.elements;
  let chosen = [], figures, drawing = Promise.resolve();

  /* The figures, needed to choose; and the program that draws. Each is loaded once. */
  async function known() {
    if (figures) return;
    await loaded(form.dataset.figures);
    const data = window.opendataExplore;
    figures = figuresOf(data);
    const names = Object.values(data.municipalities).map(([name]) => name).sort();
    part("names").replaceChildren(...names.map((name) => element("option", "", { value: name })));
  }

  async function ready() {
    await known();
    if (!window.vega) await loaded(form.dataset.program);
  }

  /* The municipalities with figures that are meant: one, or those among which must be chosen. */
  async function meant(typed) {
    await known();
    const search = await found(form.dataset.index);
    const { called, places, others, guessed } = search(typed);
    const has = ({ code }) => code in window.opendataExplore.municipalities;
    const groups = [called, places, others].map((hits) => hits.filter(has));
    const hits = groups.find((group) => group.length) || [];
    return { hits, sure: hits.length === 1 && !(guessed && hits === groups[2]) };
  }

  function showChosen() {
    const items = chosen.map((code) => {
      const [name] = window.opendataExplore.municipalities[code];
      const button = element("button", `${name} ×`, { type: "button",
        "aria-label": `${figures.words.remove} ${name}` });
      button.addEventListener("click", () => {
        chosen = chosen.filter((other) => other !== code);
        municipality.focus();
        draw();
      });
      const item = element("li");
      item.append(button);
      return item;
    });
    part("chosen").replaceChildren(...items);
  }

  /* The table below the picture; a number keeps its published form in data-value. */
  function showTable({ table, bins }, asked) {
    const { words } = figures;
    const heads = bins ? [words.from, words.below, words.count] : [words.rank, words.code, words.name, asked.title];
    const number = (text, value) => element("td", text, { class: "number", "data-value": value });
    const write = figures.written[asked.unit];
    const lines = bins
      ? bins.map((bin) => [number(write(bin.low), bin.low), number(write(bin.high), bin.high), number(bin.of, bin.of)])
      : table.map((row) => [number(row.rank, row.rank), element("td", row.code),
          element("th", row.name, { scope: "row" }), number(row.text, row.value)]);
    const filled = (cells) => { const row = element("tr"); row.append(...cells); return row; };
    part("rows").tHead.replaceChildren(filled(heads.map((head) => element("th", head, { scope: "col" }))));
    part("rows").tBodies[0].replaceChildren(...lines.map(filled));
  }

  function showWords(all, asked) {
    const { words } = figures;
    const last = all[all.length - 1];
    const marked = all.filter((row) => chosen.includes(row.code))
      .map((row) => filled(words.marked, { name: row.name, value: row.text, rank: row.rank })).join(" ");
    const text = filled(words[`${view.value}_alternative`], { title: asked.title, all: all.length,
      first: all[0].name, most: all[0].text, last: last.name, least: last.text });
    part("title").textContent = `${words[view.value]}: ${asked.title}`;
    part("basis").textContent = `${words.basis}: ${asked.basis}.`;
    part("marked").textContent = marked;
    part("canvas").setAttribute("aria-label", `${text} ${marked}`);
    part("picture").dataset.save = `${view.value}-${asked.id}`;
  }

  async function drawNow() {
    await ready();
    const asked = window.opendataExplore.figures.find(({ id }) => id === figure.value);
    const all = figures.ranked(asked);
    const has = (code) => code in asked.values;
    part("message").textContent = chosen.filter((code) => !has(code)).map((code) =>
      filled(figures.words.without, { name: window.opendataExplore.municipalities[code][0] })).join(" ");
    showChosen();
    if (view.value === "comparison" && !chosen.some(has)) {
      part("picture").hidden = true;
      part("message").textContent ||= figures.words.none_chosen;
      return;
    }
    part("picture").hidden = false;
    const shown = VIEWS[view.value]({ all, chosen, figures, figure: asked });
    showTable(shown, asked);
    showWords(all, asked);
    const room = part("canvas").clientWidth;
    await drawInto(part("canvas"), specification(shown.kind, shown.chart, asked, figures.axis[asked.unit], room));
  }

  /* One drawing after the other: the last one asked for is the one that stays. */
  function draw() {
    const asked = new URLSearchParams({ view: view.value, figure: figure.value });
    if (chosen.length) asked.set("chosen", chosen.join(","));
    window.history.replaceState(null, "", `#${asked.toString().replaceAll("%2C", ",")}`);
    drawing = drawing.then(drawNow).catch((error) => {
      part("message").textContent = `${form.dataset.failed} (${error.message})`;
    });
    return drawing;
  }

  async function add() {
    const { hits, sure } = await meant(municipality.value);
    if (!sure) {
      const names = hits.slice(0, 6).map(({ name, place }) => (place ? `${name} (${place})` : name)).join(", ");
      part("message").textContent = names ? filled(figures.words.several, { names }) : figures.words.unknown;
      return;
    }
    const [{ code }] = hits;
    if (!chosen.includes(code)) chosen.push(code);
    municipality.value = "";
    await draw();
  }

  async function start(asked) {
    if (asked.view) view.value = asked.view;
    if (asked.figure) figure.value = asked.figure;
    await known();
    chosen = asked.chosen.filter((code) => code in window.opendataExplore.municipalities);
    if (view.value === "comparison" && chosen.length === 1) chosen = figures.neighbours(chosen[0]);
    await draw();
  }

  form.hidden = false;
  form.addEventListener("submit", (event) => { event.preventDefault(); if (municipality.value) add(); else draw(); });
  for (const control of [view, figure]) control.addEventListener("change", draw);
  municipality.addEventListener("focus", () => found(form.dataset.index).catch(() => {}));
  const asked = stateOf(window.location.hash);
  if (asked.view || asked.chosen.length) start(asked);
}

for (const form of document.querySelectorAll("form.explore")) exploring(form);
