/* Pictures that a reader chooses, drawn by Vega without eval or, maps and times, by map.js. The
   program is loaded when asked. */

const RANKED = 20, BAR_NAMES = 190, BAR_VALUES = 120;

/* What a view shows of a figure: the rows of its chart, its table, and a text that replaces it. */
const VIEWS = {
  map: (asked) => mapOf(asked),
  time: (asked) => timeOf(asked),
  distribution({ all, chosen, figures, figure }) {
    const write = figures.written[figure.unit];
    const bins = figures.bins(all).map((bin) => ({ ...bin, of: bin.rows.length,
      text: filled(figures.words.between, { low: write(bin.low), high: write(bin.high) }),
      own: bin.rows.some((row) => chosen.includes(row.code)) }));
    const chart = bins.map(({ low, text, own, of }) => ({
      name: write(low), value: of, label: own ? `▼ ${of}` : String(of), hint: `${text}: ${of}`, own }));
    return { kind: "distribution", chart, bins };
  },
  ranking({ all, chosen }) {
    const shown = all.filter((row, place) => place < RANKED || chosen.includes(row.code));
    return { kind: "bars", chart: bars(shown, chosen), table: all };
  },
  comparison({ all, chosen }) {
    const shown = all.filter((row) => chosen.includes(row.code));
    return { kind: "bars", chart: bars(shown, []), table: shown };
  },
};

function bars(rows, chosen) {
  return rows.map((row) => ({ name: `${row.rank}. ${row.name}`, value: row.amount, label: row.text,
    hint: `${row.name}: ${row.text}`, own: chosen.includes(row.code) }));
}

/* The chart `kind` with rows of its own, as wide as there is room for. */
function specification(kind, rows, room) {
  const spec = structuredClone(window.opendataExplore.charts[kind]);
  spec.data[0].values = rows;
  if (kind === "bars") spec.width = Math.max(Math.min(room, 760) - BAR_NAMES - BAR_VALUES, 90);
  return spec;
}

async function drawInto(canvas, spec) {
  const { vega, opendataExplore } = window;
  vega.numberFormatDefaultLocale(opendataExplore.format);
  const place = element("div");
  canvas.replaceChildren(place);
  const view = new vega.View(vega.parse(spec, {}, { ast: true }), {
    expr: vega.expressionInterpreter, renderer: "svg", container: place, hover: false,
    logLevel: 1,
  });
  await view.runAsync();
  // The canvas is one picture with a text of its own.
  for (const name of ["role", "aria-label", "aria-roledescription"]) place.removeAttribute(name);
}
