// A form posts once: its buttons rest until the answer is there. What htmx could not fetch says so, in words, with a way to try again.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  // After this turn, so that the pressed button's own name and value still go along.
  setTimeout(() => form.querySelectorAll("button:not([type=button])").forEach((button) => { button.disabled = true; }));
});

// Back from the page cache: the buttons work again.
addEventListener("pageshow", (event) => {
  if (event.persisted) document.querySelectorAll("form button:disabled").forEach((button) => { button.disabled = false; });
});

// A part that did not arrive: follow the plain link, or load the page again, so that the server says what is wrong.
for (const name of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
  document.addEventListener(name, (event) => {
    const asked = event.detail.elt;
    const note = document.querySelector("#part-failed");
    if (!note || asked.closest("[data-own-errors]")) return;
    note.content.querySelector("a").href = asked.getAttribute("href") || location.href;
    const shown = document.importNode(note.content, true);
    const target = event.detail.target || asked;
    if (!target.querySelector(".part-failed")) target.prepend(shown);
  });
}
