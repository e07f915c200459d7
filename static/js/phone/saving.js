// Saved on this phone first, then sent while the next page is on its way; whoever saves may take it back for eight seconds.
import { add, addAll, list } from "./outbox.js";
import { rememberSaved, showSaved } from "./saved.js";
import { send } from "./sending.js";

const SAVING_PATIENCE = 1500; // ms for the first try; after that it is sent from the next page

// Keeps one record or many, tries to send, goes on to `then`. A row: {item, shown, also}; `also` as outbox.add takes it.
// `words`: {saved, undone, back}: what the undo bar says, what it says once taken back, and the page to go to then; or the
// sentence alone. `refused(rows)` is asked when the server refused something at once; true keeps the page.
// `kept()` is told as soon as they lie safe: from then on the same form saves no more.
// Rejects when this phone could not keep it (store.isFull tells why); then nothing was kept.
export async function saveMany(rows, { then, words, refused = null, kept = () => {} }) {
  const ids = rows.length === 1 ? [await add(rows[0].item, rows[0].shown, rows[0].also)] : await addAll(rows);
  kept();
  return goOn(ids, rows[0].item.by, { then, words, refused });
}

// After the saving itself: also for a record that was changed.
export async function goOn(ids, cadre, { then, words, refused = null }) {
  const result = await Promise.race([send({ reason: "saved" }), pause(SAVING_PATIENCE)]).catch(() => null);
  if (refused && result && result.refused) {
    const known = (await list(cadre)).filter((row) => ids.includes(row.id) && row.state === "refused");
    if (known.length && refused(known)) return;
  }
  const told = { ids, cadre, words: typeof words === "string" ? { saved: words } : words };
  if (canOpen(result)) {
    rememberSaved(told);
    location.assign(then);
  } else {
    showSaved(told); // no network, and nobody who keeps pages: the page stays, so that the record is seen
  }
}

function canOpen(result) {
  const hasWorker = "serviceWorker" in navigator && navigator.serviceWorker.controller;
  return hasWorker || (navigator.onLine && !(result && result.state === "offline"));
}

function pause(ms) {
  return new Promise((done) => { setTimeout(done, ms); });
}
