// Toast and undo bars leave after eight seconds, never while a finger, the pointer or the keyboard is on them.
const STAY = 8000;

export function watch(bar) {
  if (bar.dataset.watched) return;
  bar.dataset.watched = "yes";
  let timer;
  const start = () => {
    clearTimeout(timer);
    timer = setTimeout(() => bar.remove(), STAY);
  };
  const hold = () => clearTimeout(timer);
  for (const name of ["pointerenter", "focusin"]) bar.addEventListener(name, hold);
  for (const name of ["pointerleave", "focusout"]) bar.addEventListener(name, start);
  start();
}

const watchAll = () => document.querySelectorAll("[data-floating]").forEach(watch);

watchAll();
document.addEventListener("htmx:afterSettle", watchAll);
