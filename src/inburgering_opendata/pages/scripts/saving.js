/* Pictures that are not files: saved as SVG, PNG and CSV from what the page shows. */

function save(name, blob) {
  const link = element("a", "", { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

function svgText(figure) {
  const copy = figure.querySelector("svg").cloneNode(true);
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  return new XMLSerializer().serializeToString(copy);
}

/* A drawing as PNG, at twice its size and on white. */
async function png(figure) {
  const { width, height } = figure.querySelector("svg").viewBox.baseVal;
  const image = new Image();
  image.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(svgText(figure));
  await image.decode();
  const canvas = element("canvas", "", { width: 2 * width, height: 2 * height });
  const context = canvas.getContext("2d");
  context.fillStyle = "#fff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
}

/* The table of a picture as CSV; a cell has its number without separators in data-value. */
function csvText(table) {
  const quoted = (text) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const line = (row) => [...row.cells].map((c) => quoted(c.dataset.value ?? c.textContent)).join(",");
  return [...table.rows].map((row) => line(row) + "\n").join("");
}

function saving(picture) {
  const name = picture.dataset.save;
  const offered = {
    SVG: async () => new Blob([svgText(picture)], { type: "image/svg+xml" }),
    PNG: () => png(picture),
    CSV: async () => new Blob([csvText(picture.querySelector("table"))], { type: "text/csv" }),
  };
  const place = picture.querySelector(".downloads");
  place.hidden = false;
  for (const [kind, make] of Object.entries(offered)) {
    const button = element("button", kind, { type: "button" });
    button.addEventListener("click", async () => save(`${name}.${kind.toLowerCase()}`, await make()));
    place.append(" ", button);
  }
}

for (const picture of document.querySelectorAll("[data-save]")) saving(picture);
