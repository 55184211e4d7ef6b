/* Tables that a reader searches, filters and sorts. Each page is whole without this file. */
"use strict";
(() => {
  const PAGE = 25;
  const DUTCH = document.documentElement.lang === "nl";
  // A language that the program does not speak says how it writes numbers.
  const { thousands, decimal } = document.documentElement.dataset;
  const [THOUSANDS, DECIMAL] = decimal ? [thousands, decimal] : DUTCH ? [".", ","] : [",", "."];
  const MONTHS = (DUTCH
    ? "januari februari maart april mei juni juli augustus september oktober november december"
    : "January February March April May June July August September October November December").split(" ");
  const ORDER = new Intl.Collator(DUTCH ? "nl" : "en", { numeric: true });

  function element(name, text, attributes) {
    const made = document.createElement(name);
    made.textContent = text || "";
    for (const [key, value] of Object.entries(attributes || {})) made.setAttribute(key, value);
    return made;
  }

  const filled = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const folded = (text) => text.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "").replace(/[‘’]/g, "'");
  const grouped = (digits) => digits.replace(/\B(?=(\d{3})+$)/g, THOUSANDS);
  const whole = (value) => (value[0] === "-" ? `-${grouped(value.slice(1))}` : grouped(value));

  function moment(value) {
    const [day, time] = value.replace("Z", "").split("T");
    const [year, month, date] = day.split("-");
    const seconds = time.slice(5);
    return `${Number(date)} ${MONTHS[month - 1]} ${year}, ${time.slice(0, 5)}${seconds === ":00" ? "" : seconds} UTC`;
  }

  /* A value as the page writes it; toolkit/publish/site/cells.py does the same. */
  function written(column, value) {
    if (!value) return "";
    if (column.labels && value in column.labels) return column.labels[value];
    if (column.type === "integer") {
      if (column.before && !column.cents) return column.before + whole(value);
      if (column.before && value[0] !== "-") {
        const cents = value.padStart(3, "0");
        return `${column.before}${whole(cents.slice(0, -2))}${DECIMAL}${cents.slice(-2)}`;
      }
      return column.unit ? whole(value) : value;
    }
    if (column.type === "number") {
      const [digits, rest] = value.split(".");
      return rest === undefined ? whole(digits) : `${whole(digits)}${DECIMAL}${rest}`;
    }
    if (column.type === "datetime") return moment(value);
    if (column.type === "boolean") return column.words[value === "true" ? "yes" : "no"];
    return value;
  }

  const numeric = (column) => column.type === "integer" || column.type === "number";

  /* What somebody typed as a number, in the unit of the table; NaN for what is none. */
  function amount(column, typed) {
    const bare = typed.replace(/[^\d.,-]/g, "").replaceAll(THOUSANDS, "").replace(DECIMAL, ".");
    const number = bare === "" ? NaN : Number(bare);
    return column.cents ? number * 100 : number;
  }

  /* A filter of numbers as the address keeps it, the same in both languages, and back. */
  const neutral = (typed) => typed.split("..").map((part) => part.replaceAll(THOUSANDS, "").replace(DECIMAL, ".")).join("..");
  const local = (kept) => kept.split("..").map((part) => part.replace(".", DECIMAL)).join("..");

  /* Whether a row passes a filter: a choice, a text that the cell contains, or for numbers also
     >10, <=20 and 10..20. */
  function passing(column, asked) {
    if (column.choices) return (row) => row.values[column.place] === asked;
    if (numeric(column)) {
      const number = (row) => (row.values[column.place] === "" ? NaN : Number(row.values[column.place]));
      const [, low, high] = /^(.+)\.\.(.+)$/.exec(asked) || [];
      if (low) return (row) => number(row) >= amount(column, low) && number(row) <= amount(column, high);
      const [, sign, rest] = /^(>=|<=|>|<|=)?(.+)$/.exec(asked);
      const limit = amount(column, rest);
      const holds = { ">": (n) => n > limit, "<": (n) => n < limit, ">=": (n) => n >= limit,
        "<=": (n) => n <= limit, "=": (n) => n === limit };
      if (!Number.isNaN(limit)) return (row) => holds[sign || "="](number(row));
    }
    const wanted = folded(asked);
    return (row) => folded(`${row.texts[column.place]} ${row.values[column.place]}`).includes(wanted);
  }

  /* Empty cells are last, whichever way round the rest is. */
  function compared(column, down) {
    return (one, other) => {
      const [a, b] = [one.values[column.place], other.values[column.place]];
      if (a === "" || b === "") return (a === "") - (b === "") || one.place - other.place;
      const order = numeric(column) ? Number(a) - Number(b) : ORDER.compare(one.texts[column.place], other.texts[column.place]);
      return (down ? -order : order) || one.place - other.place;
    };
  }

  function loaded(address) {
    return new Promise((resolve, reject) => {
      const script = element("script", "", { src: address });
      script.addEventListener("load", resolve);
      script.addEventListener("error", () => reject(new Error(address)));
      document.head.append(script);
    });
  }

  /* Rows that stand in the page itself. */
  function standing(table, columns) {
    const rows = [...table.tBodies[0].rows].map((line, place) => {
      const texts = [...line.cells].map((cell) => cell.dataset.text ?? cell.textContent.trim());
      return { place, line, texts, values: [...line.cells].map((cell, at) => cell.dataset.value ?? texts[at]),
        found: folded(line.textContent) };
    });
    for (const column of columns) {
      if (column.choices) column.choices = [...new Set(rows.map((row) => row.values[column.place]))]
        .filter(Boolean).sort(ORDER.compare).map((value) => [value, value]);
    }
    return { total: rows.length, all: async () => rows, part: async (from, to) => rows.slice(from, to) };
  }

  /* Rows in pieces, each fetched when it is needed. */
  function fetched(place, columns) {
    const pieces = place.dataset.pieces.split(" ").map((each) => {
      const [path, rows] = each.split("#");
      return { path, rows: Number(rows) };
    });
    let before = 0;
    for (const piece of pieces) { piece.from = before; before += piece.rows; }

    function made(every, number) {
      // Of columns that say the same in two languages the page has one.
      const values = columns.map((column) => every[column.at]);
      const texts = values.map((value, at) => written(columns[at], value));
      return { place: number, texts, values, found: folded(`${texts.join(" ")} ${values.join(" ")}`) };
    }

    function rowsOf(piece) {
      piece.read ??= loaded(place.dataset.root + piece.path).then(() =>
        window.opendataPieces[piece.path].map((values, at) => made(values, piece.from + at)));
      piece.read.catch(() => { piece.read = undefined; });
      return piece.read;
    }

    const read = async (some) => (await Promise.all(some.map(rowsOf))).flat();
    return {
      total: before,
      all: () => read(pieces),
      async part(from, to) {
        const some = pieces.filter((piece) => piece.from < to && piece.from + piece.rows > from);
        const first = some.length ? some[0].from : 0;
        return (await read(some)).slice(from - first, to - first);
      },
    };
  }

  function lineOf(row, columns) {
    if (row.line) return row.line;
    const line = element("tr");
    for (const column of columns) {
      const text = row.texts[column.place];
      const kind = numeric(column) ? "number" : column.type.startsWith("date") ? "day" : text.length > 36 ? "long" : "";
      const cell = element("td", "", { ...(kind && { class: kind }), ...(text && column.lang && { lang: column.lang }) });
      // As the macro `text_or_link` of the page does.
      if (/^https?:\/\//.test(text)) {
        if (/^https?:\/\/[^/]+\/?$/.test(text)) cell.append(`${text} (${column.words.unfound})`);
        else cell.append(element("a", text, { href: text, rel: "noreferrer" }));
      } else cell.append(text);
      line.append(cell);
    }
    return line;
  }

  function columnsOf(table, words) {
    return [...table.tHead.rows[0].cells].map((head, place) => {
      const { name, at, type, unit, lang, labels, choose, before, cents } = head.dataset;
      const column = { head, place, at, lang, name: name || String(place), title: head.textContent.trim(),
        type: type || (head.classList.contains("number") ? "integer" : "string"), unit, words,
        // What stands before an amount of money, and whether it is in hundredths.
        before, cents: cents !== undefined };
      if (labels) column.labels = JSON.parse(labels);
      if (column.labels) column.choices = Object.entries(column.labels);
      if (column.type === "boolean") column.choices = [["true", words.yes], ["false", words.no]];
      if (choose !== undefined) column.choices = [];
      return column;
    });
  }

  function browsing(place) {
    const words = place.dataset;
    const table = place.querySelector("table");
    const columns = columnsOf(table, words);
    const rows = words.pieces ? fetched(place, columns) : standing(table, columns);
    const asked = { q: "", sort: "", down: false, page: 0, filters: {} };
    let turn = 0;

    /* Controls above the table. */
    const form = element("form", "", { class: "panel browse", role: "search" });
    const box = element("input", "", { type: "search", autocomplete: "off", spellcheck: "false" });
    const label = element("label", words.search);
    label.append(box);
    form.append(label, element("p", words.hint, { class: "hint" }));
    const filters = new Map();
    const more = element("details");
    more.append(element("summary", words.filter));
    if (columns.some((column) => numeric(column) && !column.choices)) {
      more.append(element("p", words.numbers, { class: "hint" }));
    }
    const grid = element("div", "", { class: "controls" });
    for (const column of columns) {
      if (column.head.dataset.plain !== undefined) continue;
      const control = column.choices ? element("select") : element("input", "", { type: "text", autocomplete: "off" });
      if (column.choices) {
        control.append(element("option", words.any, { value: "" }));
        for (const [value, text] of column.choices) control.append(element("option", text, { value }));
      }
      const own = element("label", column.title);
      own.append(control);
      grid.append(own);
      filters.set(column.name, control);
    }
    more.append(grid);
    if (filters.size) form.append(more);
    const clear = element("button", words.clear, { type: "reset", hidden: "" });
    const status = element("p", words.shown || "", { class: "status", role: "status" });
    form.append(clear, status);
    place.prepend(form);

    /* Pages below it. */
    const pages = element("nav", "", { class: "paging", "aria-label": words.pages });
    const [back, on] = [element("button", words.back, { type: "button" }), element("button", words.on, { type: "button" })];
    pages.append(back, on);
    place.append(pages);
    pages.hidden = rows.total <= PAGE;
    back.disabled = true;

    for (const column of columns) {
      if (column.head.dataset.plain !== undefined) continue;
      const button = element("button", "", { type: "button", class: "sort" });
      button.append(...column.head.childNodes);
      column.head.append(button);
      button.addEventListener("click", () => {
        if (asked.sort !== column.name) Object.assign(asked, { sort: column.name, down: false });
        else if (!asked.down) asked.down = true;
        else Object.assign(asked, { sort: "", down: false });
        asked.page = 0;
        show();
      });
    }

    async function wanted() {
      const tests = Object.entries(asked.filters).map(([name, value]) =>
        passing(columns.find((column) => column.name === name), value));
      const words_ = folded(asked.q).split(/\s+/).filter(Boolean);
      const from = asked.page * PAGE;
      if (!tests.length && !words_.length && !asked.sort) {
        return { total: rows.total, shown: await rows.part(from, from + PAGE) };
      }
      const found = (await rows.all()).filter((row) =>
        words_.every((word) => row.found.includes(word)) && tests.every((test) => test(row)));
      const column = columns.find(({ name }) => name === asked.sort);
      if (column) found.sort(compared(column, asked.down));
      return { total: found.length, shown: found.slice(from, from + PAGE) };
    }

    /* The state stands in the address, so that it can be kept, shared and, by share.js, read in the
     other language. */
    function remember() {
      if (words.state === undefined) return;
      const state = new URLSearchParams();
      if (asked.q) state.set("q", asked.q);
      if (asked.sort) state.set("sort", (asked.down ? "-" : "") + asked.sort);
      for (const [name, value] of Object.entries(asked.filters)) {
        const column = columns.find((each) => each.name === name);
        state.set(`is.${name}`, numeric(column) && !column.choices ? neutral(value) : value);
      }
      if (asked.page) state.set("page", String(asked.page + 1));
      const text = state.toString();
      const { hash, pathname, search } = window.location;
      if (text || hash.includes("=")) window.history.replaceState(null, "", text ? `#${text}` : pathname + search);
    }

    function recall() {
      const { hash } = window.location;
      if (words.state === undefined || !hash.includes("=")) return false;
      const state = new URLSearchParams(hash.slice(1));
      const sort = state.get("sort") || "";
      const known = (name) => columns.some((column) => column.name === name);
      Object.assign(asked, { q: state.get("q") || "", down: sort.startsWith("-"),
        sort: known(sort.replace("-", "")) ? sort.replace("-", "") : "",
        page: Math.max(Number.parseInt(state.get("page") || "1", 10) - 1, 0) || 0, filters: {} });
      box.value = asked.q;
      for (const [name, control] of filters) {
        const column = columns.find((each) => each.name === name);
        const kept = state.get(`is.${name}`) || "";
        control.value = numeric(column) && !column.choices ? local(kept) : kept;
        if (control.value) { asked.filters[name] = control.value; more.open = true; }
      }
      return true;
    }

    async function show() {
      turn += 1;
      const mine = turn;
      status.textContent = words.loading;
      try {
        let { total, shown } = await wanted();
        if (mine !== turn) return;
        if (!shown.length && asked.page) { asked.page = 0; ({ total, shown } = await wanted()); }
        const from = asked.page * PAGE;
        table.tBodies[0].replaceChildren(...shown.map((row) => lineOf(row, columns)));
        const count = (number) => grouped(String(number));
        status.textContent = !total ? words.none : filled(words.status,
          { from: count(from + 1), to: count(from + shown.length), found: count(total), all: count(rows.total) });
        pages.hidden = total <= PAGE;
        back.disabled = !asked.page;
        on.disabled = from + PAGE >= total;
        clear.hidden = !(asked.q || asked.sort || Object.keys(asked.filters).length);
        for (const { head, name } of columns) {
          if (name === asked.sort) head.setAttribute("aria-sort", asked.down ? "descending" : "ascending");
          else head.removeAttribute("aria-sort");
        }
        remember();
      } catch (error) {
        status.textContent = `${words.failed} (${error.message})`;
      }
    }

    function typed() {
      asked.q = box.value.trim();
      asked.filters = {};
      for (const [name, control] of filters) if (control.value.trim()) asked.filters[name] = control.value.trim();
      asked.page = 0;
      show();
    }

    let waiting;
    form.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(typed, 150); });
    form.addEventListener("submit", (event) => { event.preventDefault(); clearTimeout(waiting); typed(); });
    form.addEventListener("reset", () => {
      Object.assign(asked, { sort: "", down: false });
      setTimeout(() => { typed(); box.focus(); });
    });
    back.addEventListener("click", () => { asked.page -= 1; show(); });
    on.addEventListener("click", () => { asked.page += 1; show(); });
    window.addEventListener("hashchange", () => { if (recall()) show(); });
    if (recall()) show();
    else if (!words.pieces && rows.total > PAGE) show();
  }

  for (const place of document.querySelectorAll(".browsed")) browsing(place);
})();
