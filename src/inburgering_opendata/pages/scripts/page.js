/* What pages can do more when scripts run. Each page is whole without this file. */

function element(name, text, attributes) {
  const made = document.createElement(name);
  made.textContent = text || "";
  for (const [key, value] of Object.entries(attributes || {})) made.setAttribute(key, value);
  return made;
}

/* A name without case, accents, spaces, punctuation or the word gemeente, as in the index. */
function folded(name) {
  return name.toLowerCase().normalize("NFKD").replace(/gemeente/g, "").replace(/[^\p{L}\p{N}]/gu, "");
}

/* Another script of this site, once it has run. */
function loaded(address) {
  return new Promise((resolve, reject) => {
    const script = element("script", "", { src: address });
    script.addEventListener("load", resolve);
    script.addEventListener("error", () => reject(new Error(address)));
    document.head.append(script);
  });
}

/* A folded part that is linked to opens. */
function unfold() {
  const target = window.location.hash && document.getElementById(window.location.hash.slice(1));
  if (target && target.tagName === "DETAILS") target.open = true;
}

window.addEventListener("hashchange", unfold);
unfold();

/* On paper nothing can be unfolded: what belongs there is opened. */
window.addEventListener("beforeprint", () => {
  for (const part of document.querySelectorAll("details.print")) part.open = true;
});

/* Whether a table is wider than its place, so that it says so. */
const measured = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    const wider = target.scrollWidth > target.clientWidth;
    target.classList.toggle("wider", wider);
    target.classList.toggle("fits", !wider);
  }
});
for (const part of document.querySelectorAll(".scroll")) measured.observe(part);
