/* Addresses that leave the site: copied, and kept when the language is switched. Each page is whole
   without this file. */
"use strict";

(() => {
  /* Where the site is, and where it says that it will be. */
  const { root, site } = document.documentElement.dataset;
  const here = new URL(root || ".", window.location.href).href;

  /* On the web a reader gets the address at which the page stands; from disk the one that it is
     published at, as nobody else has that disk. */
  function placed(text) {
    return site && here.startsWith("http") ? text.replaceAll(site, here) : text;
  }

  for (const field of document.querySelectorAll(".share textarea:not([id$='-cite'])")) {
    const away = !site && field.dataset.path;
    field.value = away ? new URL(field.dataset.path, here).href : placed(field.value);
  }

  async function put(text, field) {
    if (navigator.clipboard) return navigator.clipboard.writeText(text);
    // Without encryption browsers have the old way alone.
    if (field.select) field.select();
    else window.getSelection().selectAllChildren(field);
    if (!document.execCommand("copy")) throw new Error("copy");
  }

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    const field = document.getElementById(button.dataset.copy);
    const told = button.closest(".share, section").querySelector(".told");
    told.textContent = "";
    try {
      await put(field.value ?? field.textContent, field);
      told.textContent = button.dataset.done;
    } catch {
      told.textContent = button.dataset.failed;
    }
  });
  for (const button of document.querySelectorAll("[data-copy]")) button.hidden = false;

  /* Of two forms the one that is linked to is shown; and the one that is shown stands in the address,
     but where a picture that was chosen does. */
  function show() {
    const { hash } = window.location;
    const linked = hash && document.getElementById(hash.slice(1));
    const form = linked && linked.closest(".boundaries > .then, .boundaries > .now");
    if (!form) return;
    const value = form.classList.contains("now") ? "now" : "then";
    form.parentElement.querySelector(`.switch [value="${value}"]`)?.click();
    form.scrollIntoView();
  }
  window.addEventListener("hashchange", show);
  show();
  document.addEventListener("change", ({ target }) => {
    const form = target.closest(".switch")?.parentElement.querySelector(`:scope > .${target.value}[id]`);
    if (form && !window.location.hash.includes("=")) window.history.replaceState(null, "", `#${form.id}`);
  });

  /* The same part of the page, or the same picture, in the other language. */
  const language = document.querySelector("a.language");
  function follow() {
    language.href = language.getAttribute("href").replace(/[?#].*/s, "") +
      window.location.search + window.location.hash;
  }
  for (const kind of ["pointerdown", "focus", "click"]) language.addEventListener(kind, follow);

  /* Of the page at `path` within the site. */
  function addressOf(path) {
    return (site && !here.startsWith("http") ? site : here) + path;
  }

  /* Where it will be, if that is known. */
  const publishedAt = (path) => (site || here) + path;

  window.opendataShare = { here, addressOf, publishedAt };
})();
