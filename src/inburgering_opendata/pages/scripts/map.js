/* The map of a figure and the targets over time, drawn as pages/drawn_map.py draws: no program. */

function drawing(name, attributes, text) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text) made.textContent = text;
  return made;
}

const EDGE = "#66727d", CHOSEN = "#8a3700";

/* An empty drawing, and what stands in it: who frames the drawing keeps only what is within. */
function sheet(width, height, size) {
  const svg = drawing("svg", { width, height, viewBox: `0 0 ${width} ${height}` });
  const inside = drawing("g", { "font-family": FAMILY, "font-size": size, "text-anchor": "middle" });
  inside.append(drawing("rect", { width, height, fill: "#ffffff" }));
  svg.append(inside);
  return [svg, inside];
}

const isDark = (colour) => {
  const [r, g, b] = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
  return 299 * r + 587 * g + 114 * b < 130000;
};

function brokenAt(text, length) {
  const lines = [""];
  for (const word of text.split(" ")) {
    if (lines.at(-1) && lines.at(-1).length + word.length >= length) lines.push("");
    lines[lines.length - 1] = `${lines.at(-1)} ${word}`.trim();
  }
  return lines;
}

function legendOf(svg, title, sized, labels, colours) {
  const place = drawing("g", { "text-anchor": "start", fill: "#333333", "font-size": 10 });
  const lines = brokenAt(title, 24);
  lines.forEach((line, at) => place.append(drawing("text", { x: 8, y: 16 + 12 * at, "font-weight": "bold" }, line)));
  labels.forEach((label, at) => {
    const y = 22 + 12 * lines.length + 15 * at;
    place.append(drawing("rect", { x: 8, y: y - 9, width: 11, height: 11, fill: colours[at], stroke: EDGE }));
    place.append(drawing("text", { x: 24, y }, label));
  });
  const below = 25 + 12 * lines.length + 15 * labels.length;
  brokenAt(sized, 24).forEach((line, at) => place.append(drawing("text", { x: 8, y: below + 12 * at }, line)));
  svg.append(place);
}

/* A circle a municipality, as large as its inhabitants or the figure, and coloured by the figure. */
function mapOf({ all, chosen, figures, figure, sized }) {
  const { maps, size, municipalities } = window.opendataExplore;
  const [width, height, label, ground] = size;
  const places = sized === "figure" ? arrangedBy(figure) : maps[figure.map], [steps, colours] = figure.colours;
  const write = figures.written[figure.unit];
  const rows = new Map(all.map((row) => [row.code, row]));
  const rank = (value) => steps.filter((step) => step <= value).length;
  const [whole, svg] = sheet(width, height, label);
  for (const [x, y, r, tint] of Object.values(places)) {
    svg.append(drawing("circle", { cx: x, cy: y, r: r + ground, fill: tint }));
  }
  const names = [];
  for (const [code, [x, y, r]] of Object.entries(places)) {
    const row = rows.get(code), [name, province] = municipalities[code];
    const fill = row ? colours[rank(row.value)] : "#ffffff";
    const circle = drawing("circle", { cx: x, cy: y, r, fill, stroke: EDGE, "stroke-width": 0.5, "data-code": code });
    circle.append(drawing("title", {}, `${name} (${province}): ${row ? row.text : figures.words.not_known}`));
    svg.append(circle);
    if (name.length * label * 0.56 <= 2 * r - 2) {
      names.push(drawing("text", { x, y: y + label / 3, fill: isDark(fill) ? "#ffffff" : "#333333",
        "pointer-events": "none" }, name));
    }
  }
  svg.append(...names);
  for (const code of chosen.filter((one) => one in places)) svg.append(ring(places[code], CHOSEN));
  const labels = steps.length
    ? [`< ${write(steps[0])}`, ...steps.slice(1).map((high, at) => `${write(steps[at])} – ${write(high)}`), `≥ ${write(steps.at(-1))}`]
    : [];
  if (Object.keys(places).length > all.length) labels.push(figures.words.not_known);
  legendOf(svg, figure.meaning.unit, figures.words[`sized_${sized}`], labels, [...colours.slice(0, steps.length ? steps.length + 1 : 0), "#ffffff"]);
  return { svg: whole, table: all, places, walked: all.filter((row) => row.code in places) };
}

function ring([x, y, r], colour) {
  return drawing("circle", { cx: x, cy: y, r: r + 1.5, fill: "none", stroke: colour, "stroke-width": 3, class: "ring" });
}

/* The targets of the chosen municipalities by half-year, what was realised as a line across. */
const SERIES = ["#0072b2", "#b34700", "#56b4e9", "#333333"];

function timeOf({ chosen, figures }) {
  const { targets, realised, municipalities } = window.opendataExplore;
  const byId = new Map(window.opendataExplore.figures.map((figure) => [figure.id, figure]));
  const shown = chosen.slice(0, SERIES.length);
  const value = (id, code) => byId.get(id).values[code];
  const most = Math.max(1, ...targets.flatMap(([period, id]) =>
    shown.flatMap((code) => [value(id, code) || 0, (realised[period] || {})[code] || 0])));
  const [left, top, high, band] = [44, 34, 250, 58], width = left + band * targets.length + 16;
  const [whole, svg] = sheet(width, top + high + 34, 11), y = (number) => top + high * (1 - number / most);
  for (const part of [0, 0.5, 1]) {
    svg.append(drawing("line", { x1: left, x2: width - 8, y1: y(part * most), y2: y(part * most), stroke: "#d9d9d9" }));
    svg.append(drawing("text", { x: left - 6, y: y(part * most) + 3, "text-anchor": "end", fill: "#333333" },
      figures.written.persons(Math.round(part * most))));
  }
  targets.forEach(([period, id], at) => {
    const bar = (band - 10) / shown.length;
    shown.forEach((code, number) => {
      const x = left + 5 + band * at + bar * number, of = value(id, code), done = (realised[period] || {})[code];
      const [name] = municipalities[code];
      if (of !== undefined) {
        const column = drawing("rect", { x, y: y(of), width: bar - 1, height: y(0) - y(of), fill: SERIES[number] });
        column.append(drawing("title", {}, `${name}, ${period}: ${of}`));
        svg.append(column);
      }
      if (done !== undefined) {
        const line = drawing("line", { x1: x - 2, x2: x + bar + 1, y1: y(done), y2: y(done), stroke: "#000000", "stroke-width": 3 });
        line.append(drawing("title", {}, `${name}, ${period}, ${figures.words.housed}: ${done}`));
        svg.append(line);
      }
    });
    svg.append(drawing("text", { x: left + band * (at + 0.5), y: top + high + 16, fill: "#333333" }, period));
  });
  shown.forEach((code, number) => {
    const x = left + number * 130;
    svg.append(drawing("rect", { x, y: 8, width: 11, height: 11, fill: SERIES[number] }));
    svg.append(drawing("text", { x: x + 16, y: 17, "text-anchor": "start", "font-size": 11, fill: "#333333" }, municipalities[code][0].slice(0, 20)));
  });
  const { words } = figures;
  const heads = [words.period, ...shown.flatMap((code) => [
    `${municipalities[code][0]}: ${words.target_of}`, `${municipalities[code][0]}: ${words.housed}`])];
  const lines = targets.map(([period, id]) => [period, ...shown.flatMap((code) =>
    [value(id, code) ?? "", (realised[period] || {})[code] ?? ""])]);
  return { svg: whole, heads, lines, table: [] };
}
