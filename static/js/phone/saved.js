// The undo bar of what was saved on this phone: shown on the page after, for eight seconds; taking back is kept and sent like
// a record. What it says stands in the page, translated: <template id="saved-bar">.
import { watch } from "../floating.js";
import { withdraw } from "./outbox.js";
import { send } from "./sending.js";

const SAVED_NAME = "doorstep.saved";
const SAVED_FRESH = 30000; // a page that took longer to come shows no undo
const SAVED_PATIENCE = 1500;

export function rememberSaved(told) {
  try {
    sessionStorage.setItem(SAVED_NAME, JSON.stringify({ ...told, at: Date.now() }));
  } catch (problem) {
    // without it there is no undo bar; the outbox page takes back as well
  }
}

function recallSaved() {
  try {
    const told = JSON.parse(sessionStorage.getItem(SAVED_NAME) || "null");
    sessionStorage.removeItem(SAVED_NAME); // it names a household: no longer than needed
    return told && Date.now() - told.at < SAVED_FRESH ? told : null;
  } catch (problem) {
    return null;
  }
}

// Shows the bar; `told`: {ids, cadre, words: {saved, undone, back}, undone: true when it was taken back already}.
export function showSaved(told) {
  const template = document.querySelector("#saved-bar");
  const messages = document.querySelector("#messages");
  if (!template || !messages) return;
  const bar = document.importNode(template.content.firstElementChild, true);
  bar.querySelector("[data-said]").textContent = told.undone ? told.words.undone || template.dataset.undone : told.words.saved;
  const button = bar.querySelector("button");
  if (told.undone) button.remove();
  else button.addEventListener("click", () => takeBack(told, bar, button, template.dataset.why));
  messages.replaceChildren(bar);
  watch(bar);
}

async function takeBack(told, bar, button, why) {
  button.disabled = true;
  for (const id of told.ids) await withdraw(id, why, told.cadre);
  const tried = new Promise((done) => { setTimeout(done, SAVED_PATIENCE); });
  const result = await Promise.race([send({ reason: "saved" }), tried]).catch(() => null);
  const undone = { ...told, undone: true };
  const hasWorker = "serviceWorker" in navigator && navigator.serviceWorker.controller;
  if (told.words.back && (hasWorker || (navigator.onLine && !(result && result.state === "offline")))) {
    rememberSaved(undone);
    location.assign(told.words.back);
  } else {
    showSaved(undone);
  }
}

const recalled = typeof document === "undefined" ? null : recallSaved();
if (recalled) showSaved(recalled);
