/* Pictures that are not files: saved as SVG, PNG and CSV from what the page shows. What they mean is
   drawn inside, and stands in the first columns: it is in the data of the figure, and may change. */

const NARROWEST = 480, MARGIN = 14, FAMILY = "Arial, sans-serif";

function save(name, blob) {
  const link = element("a", "", { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

/* A text in lines of at most `room` pixels; a word that alone is too long is broken as well. */
function broken(text, font, room) {
  const context = element("canvas").getContext("2d");
  context.font = font;
  const fits = (line) => context.measureText(line).width <= room;
  const lines = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line && fits(`${line} ${word}`)) { line += ` ${word}`; continue; }
    if (line) lines.push(line);
    line = word;
    while (!fits(line)) {
      let end = line.length - 1;
      while (end > 1 && !fits(line.slice(0, end))) end -= 1;
      lines.push(line.slice(0, end));
      line = line.slice(end);
    }
  }
  return [...lines, line];
}

/* The drawing between its title above and its basis, source and address below. */
function framed(figure) {
  const make = (name, attributes, text) => {
    const made = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.textContent = text || "";
    return made;
  };
  const chart = figure.querySelector("svg").cloneNode(true);
  const { width, height } = chart.viewBox.baseVal;
  const whole = Math.max(width, NARROWEST), room = whole - 2 * MARGIN;
  const texts = [];
  let y = MARGIN;
  const write = (text, size, weight, step, fill) => {
    for (const line of broken(text, `${weight} ${size}px ${FAMILY}`, room)) {
      y += step;
      texts.push(make("text", { x: MARGIN, y: y - 3, "font-size": `${size}px`, fill,
        "font-weight": weight, "font-family": FAMILY }, line));
    }
  };
  const { title, under, foot } = figure.dataset;
  write(title, 16, "bold", 20, "#17212b");
  write(under, 12, "normal", 16, "#434d57");
  for (const [name, value] of Object.entries({ x: (whole - width) / 2, y: y + 6, width, height })) {
    chart.setAttribute(name, value);
  }
  y += height + 14;
  for (const line of foot.split("\n")) write(line, 10.5, "normal", 14, "#434d57");
  y += MARGIN;
  const svg = make("svg", { width: whole, height: y, viewBox: `0 0 ${whole} ${y}` });
  svg.append(make("rect", { width: whole, height: y, fill: "#fff" }), chart, ...texts);
  return { text: new XMLSerializer().serializeToString(svg), width: whole, height: y };
}

/* A drawing as PNG, at twice its size. */
async function png({ text, width, height }) {
  const image = new Image();
  image.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(text);
  await image.decode();
  const canvas = element("canvas", "", { width: 2 * width, height: 2 * height });
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
}

/* The table of a picture as CSV, behind what it means; a cell has its number without separators in
   data-value. */
function csvText(figure) {
  const meaning = JSON.parse(figure.dataset.meaning);
  const quoted = (text) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const line = (row, place) => [...(place ? Object.values(meaning) : Object.keys(meaning)),
    ...[...row.cells].map((cell) => cell.dataset.value ?? cell.textContent)].map(quoted).join(",");
  return [...figure.querySelector("table").rows].map((row, place) => line(row, place) + "\n").join("");
}

function saving(picture) {
  const offered = {
    SVG: () => new Blob([framed(picture).text], { type: "image/svg+xml" }),
    PNG: () => png(framed(picture)),
    CSV: () => new Blob([csvText(picture)], { type: "text/csv" }),
  };
  const place = picture.querySelector(".downloads");
  place.hidden = false;
  for (const [kind, make] of Object.entries(offered)) {
    const button = element("button", kind, { type: "button" });
    button.addEventListener("click", async () =>
      save(`${picture.dataset.save}.${kind.toLowerCase()}`, await make()));
    place.append(" ", button);
  }
}

for (const picture of document.querySelectorAll("[data-save]")) saving(picture);
