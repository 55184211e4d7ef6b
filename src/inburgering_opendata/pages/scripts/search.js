/* Finding a municipality by its name, by another name, by a place in it or by its code. */

/* What a text can mean, as `Names.search` in municipalities/names.py says it of the same index. */
function finder({ municipalities, marks, places }) {
  const LISTED = 12, WITHIN = 3, SHORT = 5, LEAST = 3;
  const bare = (name) => name.replace(/\([^()]*\)/g, "");
  const put = (map, name, hit) => (map.has(name) ? map.get(name).push(hit) : map.set(name, [hit]));
  const rows = municipalities.map(([code, name, until, province, ...others]) =>
    ({ code, name, until, place: "", marks: marks[province], own: folded(name), bare: folded(bare(name)), others }));
  const exact = new Map(), listed = new Map(), inPlaces = new Map();
  for (const row of rows) {
    for (const name of [row.own, ...row.others]) put(exact, name, row);
    for (const name of new Set([row.own, ...row.others, row.bare])) put(listed, name, row);
  }
  const named = places.flatMap(([number, ...names]) =>
    names.map((place) => ({ ...rows[number], place, own: folded(place), bare: folded(bare(place)) })));
  named.sort((a, b) => order(a.own, b.own) || order(a.code, b.code));
  for (const hit of named) put(inPlaces, hit.own, hit);

  function order(a, b) { return a < b ? -1 : a > b ? 1 : 0; }
  const marked = (hits, name) =>
    hits.filter((hit) => hit.bare === name || hit.marks.some((mark) => hit.bare + mark === name));
  const numbered = (typed) => /^(?:gm)?\s*([0-9]{1,4})$/i.exec(typed.trim());
  const holding = (wanted) => [listed, inPlaces].flatMap((map) =>
    [...map].filter(([name]) => wanted(name)).flatMap(([, hits]) => hits));

  /* Letters to be added, left out, changed or swapped, counted no further than most + 1. */
  function slips(one, other, most) {
    if (Math.abs(one.length - other.length) > most) return most + 1;
    let above = [], before = [], row = [...Array(other.length + 1).keys()];
    for (let i = 1; i <= one.length; i += 1) {
      [above, before, row] = [before, row, [i]];
      for (let j = 1; j <= other.length; j += 1) {
        let cost = Math.min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (one[i - 1] !== other[j - 1]));
        if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) {
          cost = Math.min(cost, above[j - 2] + 1);
        }
        row.push(cost);
      }
      if (Math.min(...row) > most) return most + 1;
    }
    return Math.min(row[other.length], most + 1);
  }

  function nearest(wanted) {
    let most = wanted.length <= SHORT ? 1 : 2, found = new Set();
    if (wanted.length < LEAST) return found;
    for (const name of [...listed.keys(), ...inPlaces.keys()]) {
      const number = slips(wanted, name, most);
      if (number < most) [most, found] = [number, new Set()];
      if (number === most) found.add(name);
    }
    return found;
  }

  return function search(typed) {
    const name = folded(typed), code = numbered(typed);
    const called = code ? rows.filter((row) => row.code === `GM${code[1].padStart(4, "0")}`)
      : exact.get(name) || marked(rows, name);
    if (!name || (code && !called.length)) return { called: name ? called : [], places: [], others: [], guessed: false };
    const there = inPlaces.get(name) || marked(named, name);
    let others = called.length ? [...there] : [];
    others.push(...holding((other) => other.startsWith(name)));
    if (name.length >= WITHIN) others.push(...holding((other) => other.includes(name)));
    if (bare(typed) !== typed && !others.length) {
      const plain = search(bare(typed));
      others = [plain.called, plain.places, plain.others].find((hits) => hits.length) || [];
    }
    const guessed = !(called.length || there.length || others.length);
    if (guessed) {
      const close = nearest(name);
      others = holding((other) => close.has(other));
    }
    const known = new Set((called.length ? called : there).map((hit) => hit.code));
    others = others.filter(({ code: one }) => !known.has(one) && known.add(one));
    return { called, places: called.length ? [] : there, others: others.slice(0, LISTED), guessed };
  };
}

/* The index is loaded when somebody begins to search, once for all fields of a page. */
let finding;
function found(address) {
  finding ??= loaded(address).then(() => finder(window.opendataSearch));
  return finding;
}

function filled(text, values) {
  return text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

function searching(form) {
  const { index, municipality, ended, within, none, one, several, choose, guess } = form.dataset;
  const input = form.querySelector("input");
  const count = form.querySelector(".count");
  const list = form.querySelector(".results");
  const today = (code) => window.opendataSearch.today[code] || [];

  /* Who ended before the first figure has a page without any: that of today has them. */
  function address(code) {
    const [now] = today(code);
    const elsewhere = now && window.opendataSearch.unfigured.includes(code);
    return municipality.replace("CODE", elsewhere ? now[0] : code);
  }

  function told({ code, name, until, place }) {
    if (place) return filled(within, { place, name });
    const names = today(code).map(([, other]) => other).join(", ");
    return until ? filled(ended, { name, today: names }) : name;
  }

  async function show() {
    const search = await found(index);
    const { called, places, others, guessed } = search(input.value);
    const all = [...called, ...places, ...others];
    list.replaceChildren(...all.map((hit) => {
      const item = element("li");
      item.append(element("a", told(hit), { href: address(hit.code) }));
      return item;
    }));
    const number = all.length === 1 ? one : filled(several, { number: all.length });
    count.textContent = !input.value.trim() ? "" : !all.length ? none : guessed ? guess : number;
    // Who is meant: of several with one name, and of what is only spelled alike, the reader chooses.
    const meant = [called, places, guessed ? [] : others].find((hits) => hits.length) || [];
    return { meant, all, guessed };
  }

  async function go() {
    const { meant, all, guessed } = await show();
    if (meant.length === 1) window.location.href = address(meant[0].code);
    else if (all.length) {
      if (!guessed) count.textContent += ` ${choose}`;
      list.querySelector("a").focus();
    }
  }

  const failed = (error) => { count.textContent = error.message; };
  input.addEventListener("focus", () => found(index).catch(failed));
  input.addEventListener("input", () => show().catch(failed));
  form.addEventListener("submit", (event) => { event.preventDefault(); go().catch(failed); });
  const asked = new URLSearchParams(window.location.search).get("q");
  if (asked) { input.value = asked; show().catch(failed); }
}

for (const form of document.querySelectorAll("form.search")) searching(form);
