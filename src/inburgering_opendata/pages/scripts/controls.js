/* The panel in which a reader chooses a picture, a figure and municipalities. Its state is in the
   address, so that a picture can be linked to: #view=ranking&figure=…&chosen=GM0344,GM0363 */

function stateOf(hash) {
  const asked = new URLSearchParams(hash.slice(1));
  return { view: asked.get("view"), figure: asked.get("figure"), embed: asked.has("embed"),
    size: asked.get("size"), chosen: (asked.get("chosen") || "").split(",").filter(Boolean) };
}

/* A text as the name of a file. */
function fileName(text) {
  return text.toLowerCase().normalize("NFKD").replace(/[\u0300-\u036f]/g, "")
    .replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
}

function exploring(form) {
  const part = (name) => form.querySelector(`.${name}`);
  const { view, figure, boundaries, size, municipality, walk } = form.elements;
  let chosen = [], figures, drawing = Promise.resolve();
  /* What of the address that the reader came with is unknown, in words. */
  let unknown = "";

  /* The figures, needed to choose; and the program that draws. Each is loaded once. */
  async function known() {
    if (figures) return;
    await loaded(form.dataset.figures);
    const data = window.opendataExplore;
    figures = figuresOf(data);
    const names = Object.values(data.municipalities).map(([name]) => name).sort();
    part("names").replaceChildren(...names.map((name) => element("option", "", { value: name })));
  }

  /* The figure that is chosen, on the boundaries that are. */
  function shownId() {
    const now = `${figure.value}.now`;
    const known_ids = window.opendataExplore?.figures.map(({ id }) => id) || [now];
    return boundaries.value === "now" && known_ids.includes(now) ? now : figure.value;
  }

  /* What the circles of a map are as large as. */
  const sizedBy = (asked) => (size.value === "figure" && canBeSize(asked) ? "figure" : "inhabitants");

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
  function showTable({ table, bins, heads: own, lines: ownLines }, asked) {
    const { words } = figures;
    const heads = own || (bins ? [words.from, words.below, words.count] : [words.rank, words.code, words.name, asked.title]);
    const number = (text, value) => element("td", text, { class: "number", "data-value": value });
    const write = figures.written[asked.unit];
    const lines = ownLines ? ownLines.map((cells) => cells.map((cell, at) => (at ? number(cell, cell) : element("th", cell, { scope: "row" }))))
      : bins
      ? bins.map((bin) => [number(write(bin.low), bin.low), number(write(bin.high), bin.high), number(bin.of, bin.of)])
      : table.map((row) => [number(row.rank, row.rank), element("td", row.code),
          element("th", row.name, { scope: "row" }), number(row.text, row.value)]);
    const filled = (cells) => { const row = element("tr"); row.append(...cells); return row; };
    part("rows").tHead.replaceChildren(filled(heads.map((head) => element("th", head, { scope: "col" }))));
    part("rows").tBodies[0].replaceChildren(...lines.map(filled));
  }

  function showWords(all, asked) {
    const { words } = figures;
    // Over time it is no figure of one half-year, and means something else.
    const told = view.value === "time" ? { ...asked, ...window.opendataExplore.time } : asked;
    const last = all[all.length - 1];
    const marked = all.filter((row) => chosen.includes(row.code))
      .map((row) => filled(words.marked, { name: row.name, value: row.text, rank: row.rank })).join(" ");
    const text = filled(words[`${view.value}_alternative`], { title: asked.title, all: all.length,
      first: all[0].name, most: all[0].text, last: last.name, least: last.text });
    part("under").textContent = told.under;
    part("source").textContent = told.foot[told.foot.length - 1];
    part("title").textContent = view.value === "time" ? words.time_title : `${words[view.value]}: ${asked.title}`;
    part("basis").textContent = `${words.basis}: ${told.basis}.`;
    part("marked").textContent = marked;
    part("canvas").setAttribute("aria-label", `${text} ${marked}`);
    tellMeaning(told);
  }

  function state() {
    const asked = new URLSearchParams({ view: view.value, figure: shownId() });
    if (view.value === "map" && size.value === "figure") asked.set("size", "figure");
    if (chosen.length) asked.set("chosen", chosen.join(","));
    return asked.toString().replaceAll("%2C", ",");
  }

  /* What is drawn inside the picture when it is saved, and how it is linked to and cited. */
  function tellMeaning(asked) {
    const { version, citation } = window.opendataExplore;
    const page = window.opendataShare.addressOf(form.dataset.page);
    const address = `${page}#${state()}`;
    const title = part("title").textContent;
    const names = chosen.map((code) => window.opendataExplore.municipalities[code][0]);
    const named = ["comparison", "time"].includes(view.value) && names.length < 4 ? names : [];
    const shown = view.value === "time" ? [] : [figures.words[view.value]];
    if (view.value === "map" && sizedBy(asked) === "figure") shown.push(figures.words.size_file);
    Object.assign(part("picture").dataset, {
      title, under: asked.under, foot: [...asked.foot, address.replace(/^https:\/\//, "")].join("\n"),
      meaning: JSON.stringify(asked.meaning),
      save: [fileName([asked.file, ...shown, ...named].join(" ")), version].filter(Boolean).join("-"),
    });
    const fields = form.elements;
    fields["explore-link"].value = address;
    const framed = element("iframe", "", { src: `${page}#embed=1&${state()}`, title, width: "100%",
      height: "720", loading: "lazy" });
    fields["explore-embed"].value = framed.outerHTML;
    // Cited is what was published, wherever somebody reads it.
    const published = `${window.opendataShare.publishedAt(form.dataset.page)}#${state()}`;
    fields["explore-cite"].value = filled(citation, { title, address: published });
    for (const [kind, path] of Object.entries(asked.addresses)) {
      part(`address-${kind}`).href = new URL(path, window.opendataShare.here).href;
    }
    part("whole").href = address;
  }

  async function drawNow() {
    await known();
    const { targets } = window.opendataExplore;
    const alone = view.value === "comparison", time = view.value === "time";
    // Over time there is one figure: the target, on the boundaries of today.
    figure.disabled = time;
    boundaries.disabled = time;
    const id_shown = time ? targets[targets.length - 1][1] : shownId();
    const asked = window.opendataExplore.figures.find(({ id }) => id === id_shown);
    const all = figures.ranked(asked);
    const has = (code) => code in asked.values;
    const without = time ? [] : chosen.filter((code) => !has(code)).map((code) =>
      filled(figures.words.without, { name: window.opendataExplore.municipalities[code][0] }));
    size.disabled = view.value !== "map";
    const unsized = view.value === "map" && size.value !== sizedBy(asked) && figures.words.unsized;
    const same = boundaries.value === "now" && !time && !asked.id.endsWith(".now") && figures.words.same;
    part("message").textContent = [unknown, ...without, same, unsized].filter(Boolean).join(" ");
    part("walking").hidden = view.value !== "map";
    showChosen();
    if ((alone && !chosen.some(has)) || (time && !chosen.length)) {
      part("picture").hidden = true;
      part("message").textContent ||= figures.words.none_chosen;
      return;
    }
    part("picture").hidden = false;
    if (time) part("message").textContent ||= figures.words.time_boundaries;
    const shown = VIEWS[view.value]({ all, chosen, figures, figure: asked, sized: sizedBy(asked) });
    showTable(shown, asked);
    showWords(all, asked);
    if (shown.svg) part("canvas").replaceChildren(shown.svg);
    else {
      if (!window.vega) await loaded(form.dataset.program);
      await drawInto(part("canvas"), specification(shown.kind, shown.chart, part("canvas").clientWidth));
    }
    if (shown.walked) walkAlong(shown.walked, shown.places);
  }

  /* With the keyboard, or a finger: one municipality after the other, marked on the map and said. */
  function walkAlong(rows, places) {
    Object.assign(walk, { min: 0, max: rows.length, value: 0 });
    part("walked").textContent = "";
    walk.oninput = () => {
      const svg = part("canvas").querySelector("svg");
      svg.querySelector(".walked")?.remove();
      const row = rows[walk.value - 1];
      part("walked").textContent = row ? filled(figures.words.marked, { name: row.name, value: row.text, rank: row.rank }) : "";
      walk.setAttribute("aria-valuetext", part("walked").textContent);
      if (!row) return;
      const mark = ring(places[row.code], "#000000");
      mark.classList.add("walked");
      svg.append(mark);
    };
  }

  /* One drawing after the other: the last one asked for is the one that stays. */
  function draw() {
    const embedded = document.documentElement.classList.contains("embedded") ? "embed=1&" : "";
    window.history.replaceState(null, "", `#${embedded}${state()}`);
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

  /* Show what an address asks for; of what is unknown it is said, and nothing else is drawn in its
     place. */
  async function start(asked) {
    const offers = (select, value) => [...select.options].some((option) => option.value === value);
    document.documentElement.classList.toggle("embedded", asked.embed);
    await known();
    const { words } = figures;
    const base = (asked.figure || "").replace(/\.now$/, "");
    const known_codes = window.opendataExplore.municipalities;
    const strange = asked.chosen.filter((code) => !(code in known_codes));
    chosen = asked.chosen.filter((code) => code in known_codes);
    unknown = [
      asked.view && !offers(view, asked.view) && filled(words.unknown_view, { view: asked.view }),
      asked.size && !offers(size, asked.size) && filled(words.unknown_size, { size: asked.size }),
      asked.figure && !offers(figure, base) && filled(words.unknown_figure, { figure: asked.figure }),
      strange.length && filled(words.unknown_codes, { codes: strange.join(", ") }),
    ].filter(Boolean).join(" ");
    const shown = (!asked.view || offers(view, asked.view)) && (!asked.size || offers(size, asked.size));
    if (!shown || (asked.figure && !offers(figure, base)) || (strange.length && !chosen.length)) {
      showChosen();
      part("picture").hidden = true;
      part("message").textContent = unknown;
      return;
    }
    view.value = asked.view || view.options[0].value;
    figure.value = base || figure.options[0].value;
    size.value = asked.size || size.options[0].value;
    boundaries.value = (asked.figure || "").endsWith(".now") ? "now" : "then";
    if (view.value === "comparison" && chosen.length === 1) chosen = figures.neighbours(chosen[0]);
    await draw();
  }

  function followAddress() {
    const asked = stateOf(window.location.hash);
    if (asked.view || asked.figure || asked.chosen.length) {
      start(asked).catch((error) => { part("message").textContent = `${form.dataset.failed} (${error.message})`; });
    }
  }

  form.hidden = false;
  const anew = () => { unknown = ""; return draw(); };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    unknown = "";
    if (municipality.value) add(); else draw();
  });
  for (const control of [view, figure, boundaries, size]) control.addEventListener("change", anew);
  municipality.addEventListener("focus", () => found(form.dataset.index).catch(() => {}));
  window.addEventListener("hashchange", () => { followAddress(); if (stateOf(window.location.hash).view) form.scrollIntoView(); });
  followAddress();
}

for (const form of document.querySelectorAll("form.explore")) exploring(form);
