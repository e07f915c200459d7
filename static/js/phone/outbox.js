// What was written on this phone and has no receipt yet; and, for three days, what has one.
//
// A row of `records`: id, kind, visit, place, cadre, saved_at (ms), state, attempts (0 = never left the phone), outcome,
// v (1), sealed (the item, as it is sent), shown (plate, name, group: for lists), answer (the receipt), sent_at.
// State: waiting | refused (stays until mended or dropped) | sent | held (both final) | dropped (for the undo bar; cleared later).
// A row of `photos`: id, visit, cadre, saved_at, state (draft | waiting | refused | sent | dropped), size, type, sent (bytes
// the server has), keep_place, attempts, v, name, answer; its sealed bytes are a row of their own (store.bytesKey).
import { offset } from "./clock.js";
import { askToPersist, bytesKey, photoRows, store } from "./store.js";
import { keyFor, openWith, seal } from "./sealing.js";
import { uuid7, uuidTime } from "./uuid.js";

export const RECORD_FORMAT = 1;
const OUTBOX_KEPT = 3 * 24 * 3600 * 1000; // receipts are shown for three days
const OUTBOX_UNDO = 3600 * 1000; // what was dropped can be taken back that long
const OUTBOX_ROWS = typeof IDBKeyRange === "undefined" ? null : IDBKeyRange.upperBound("~", true); // without the bytes of photos
const CORRECTION_LEAVES_OUT = ["phone_at", "clock_offset_ms", "issue", "promise", "kept_promises", "place", "visit", "why"];

// ── who wants to know ──
const outboxListeners = new Set();
let outboxChannel = null;

function outboxWire() {
  if (!outboxChannel && typeof BroadcastChannel !== "undefined") {
    outboxChannel = new BroadcastChannel("doorstep-outbox");
    outboxChannel.onmessage = () => outboxListeners.forEach((callback) => callback());
  }
  return outboxChannel;
}

// Calls back after every change, also one made in another tab or by the worker.
export function changed(callback) {
  outboxListeners.add(callback);
  if (!outboxWire() && typeof document !== "undefined") {
    addEventListener("focus", callback);
    document.addEventListener("visibilitychange", callback);
  }
  return () => outboxListeners.delete(callback);
}

export function tellChanged() {
  outboxListeners.forEach((callback) => callback());
  const wire = outboxWire();
  if (wire) wire.postMessage("changed");
}

// ── writing ──

// Saves one item; resolves when it is on the disk of the phone, rejects (store.isFull) when there is no room.
// `also`: photos = ids of draft photos that go with it; draft = key of the draft that is done with.
// The same form saved twice is an edit: nothing that may have left the phone is written over.
export async function add(item, shown, also = {}) {
  if (await (await store()).getKey("records", item.id)) return edit(item.id, item, shown, also);
  const row = await outboxRow(item, shown);
  await outboxWrite((tx) => outboxPut(tx, row, also));
  askToPersist().catch(() => {});
  return row.id;
}

// Many at once, all or none: the evening list, a building. Pairs of {item, shown, also}, with ids of their own.
export async function addAll(pairs) {
  const rows = [];
  for (const { item, shown, also } of pairs) rows.push([await outboxRow(item, shown), also || {}]);
  await outboxWrite((tx) => Promise.all(rows.map(async ([row, also]) => {
    const before = await tx.objectStore("records").get(row.id);
    if (!before || outboxIsOpen(before)) await outboxPut(tx, row, also);
  })));
  askToPersist().catch(() => {});
  return rows.map(([row]) => row.id);
}

// Changes what was written: in place while it never left the phone or was refused; afterwards by a correction.
// Gives the id of the record that carries the change. A correction carries no issue and no promise: a form that
// edits a record with attempts > 0 does not offer them.
export async function edit(id, item, shown, also = {}) {
  const known = await (await store()).get("records", id);
  const visit = known ? known.visit : id;
  const isVisit = known && known.kind === "visit";
  const at = await outboxAfter(visit);
  const inPlace = await outboxRow(isVisit ? { ...item, kind: "visit", id } : { ...correctionOf(visit, item, at), id }, shown);
  const correction = { ...(await outboxRow(correctionOf(visit, item, at), shown)), saved_at: at };
  return outboxWrite(async (tx) => {
    const records = tx.objectStore("records");
    const before = await records.get(id);
    if (before && outboxIsOpen(before)) return outboxPut(tx, { ...inPlace, saved_at: before.saved_at }, also);
    const rows = await records.getAll();
    const pending = rows.filter((row) => row.kind === "correction" && row.visit === visit && outboxIsOpen(row));
    pending.forEach((row) => records.delete(row.id)); // the newest content is the one that is meant
    return outboxPut(tx, { ...correction, place: correction.place || (before && before.place) || null }, also);
  });
}

// Not wanted any more. What may have reached the server is withdrawn there; the rest is dropped, for the undo bar.
export async function discard(id) {
  const doubtful = await outboxWrite(async (tx) => {
    const row = await tx.objectStore("records").get(id);
    if (!row) return null;
    if (row.state === "waiting" && row.attempts > 0) return row;
    await outboxDrop(tx, row);
    return null;
  });
  if (doubtful && doubtful.kind === "visit") await withdraw(doubtful.id, "");
  return id;
}

export async function discardPhoto(id) {
  return outboxWrite(async (tx) => {
    const row = await tx.objectStore("photos").get(id);
    if (row) tx.objectStore("photos").put({ ...row, state: "dropped", was: row.state, dropped_at: Date.now() });
    return id;
  });
}

// A photo that goes with a visit that is sent already.
export async function release(photoId) {
  return outboxWrite(async (tx) => {
    const row = await tx.objectStore("photos").get(photoId);
    if (row && row.state === "draft") tx.objectStore("photos").put({ ...row, state: "waiting" });
    return photoId;
  });
}

// The undo of both: what was dropped is back as it was.
export async function restore(id) {
  return outboxWrite(async (tx) => {
    const taken = (await tx.objectStore("records").getAll()).filter((row) => row.kind === "withdrawal" && row.visit === id);
    taken.filter(outboxIsOpen).forEach((row) => tx.objectStore("records").delete(row.id));
    for (const name of ["records", "photos"]) {
      const dropped = (row) => row.state === "dropped" && (row.id === id || (row.with || "") === id);
      for (const row of (await tx.objectStore(name).getAll(OUTBOX_ROWS)).filter(dropped)) {
        tx.objectStore(name).put({ ...row, state: row.was });
      }
    }
    return id;
  });
}

// Takes a visit back: dropped when it never left the phone, else withdrawn on the server.
export async function withdraw(visitId, why, cadre) {
  const known = await (await store()).get("records", visitId);
  const by = cadre || (known ? known.cadre : outboxPageCadre());
  const at = await outboxAfter(visitId);
  const row = { ...(await outboxRow({ kind: "withdrawal", id: uuid7(at), visit: visitId, by, why: why || "" }, {})), saved_at: at };
  return outboxWrite(async (tx) => {
    const records = tx.objectStore("records");
    const visit = await records.get(visitId);
    const rows = (await records.getAll()).filter((other) => other.visit === visitId && other.id !== visitId);
    if (rows.some((other) => other.kind === "withdrawal" && other.state !== "dropped" && other.state !== "refused")) return visitId;
    if (visit && outboxIsOpen(visit)) {
      await outboxDrop(tx, visit);
      return visitId;
    }
    rows.filter((other) => other.kind === "correction" && outboxIsOpen(other)).forEach((other) => records.delete(other.id));
    await outboxDropPhotos(tx, visitId, visitId);
    return outboxPut(tx, visit ? { ...row, place: visit.place, shown: visit.shown, outcome: visit.outcome } : row, {});
  });
}

// ── reading ──

// Every record of a cadre, opened, oldest first: row + item, shown, said (the receipt).
export async function list(cadre) {
  const rows = await (await store()).getAllFromIndex("records", "cadre", cadre);
  return outboxOpened(rows.filter((row) => row.state !== "dropped"));
}

export async function photosOf(cadre) {
  const rows = (await photoRows()).filter((row) => row.cadre === cadre);
  const wanted = rows.filter((row) => row.state !== "dropped" && row.state !== "draft");
  const key = wanted.length ? await keyFor("outbox") : null;
  return Promise.all(wanted.map(async (row) => ({ ...row, said: await outboxOpen(key, row.answer) })));
}

export async function unsent(cadre) {
  const db = await store();
  const rows = await db.getAllFromIndex("records", "cadre", cadre);
  const photos = (await photoRows()).filter((row) => row.cadre === cadre);
  const counted = (all, state) => all.filter((row) => row.state === state).length;
  return {
    records: counted(rows, "waiting"),
    photos: counted(photos, "waiting"),
    refused: counted(rows, "refused") + counted(photos, "refused"),
    refusedRecords: counted(rows, "refused"),
  };
}

// How many records of somebody else this phone still holds.
export async function ofOthers(cadre) {
  const waiting = await (await store()).getAllFromIndex("records", "state", "waiting");
  const refused = await (await store()).getAllFromIndex("records", "state", "refused");
  return waiting.concat(refused).filter((row) => row.cadre !== cadre).length;
}

// What has its receipt since three days at most, newest first.
export async function recent(cadre) {
  const from = Date.now() - OUTBOX_KEPT;
  const rows = await list(cadre);
  return rows.filter((row) => (row.state === "sent" || row.state === "held") && row.sent_at >= from).reverse();
}

export async function record(id) {
  const row = await (await store()).get("records", id);
  return row && row.state !== "dropped" ? (await outboxOpened([row]))[0] : null;
}

// Clears what nobody asks for any more: old receipts, what was dropped. Nothing without a receipt is touched.
export async function sweepOutbox() {
  const now = Date.now();
  const old = (row) => (row.state === "dropped" ? row.dropped_at < now - OUTBOX_UNDO
    : (row.state === "sent" || row.state === "held") && row.sent_at < now - OUTBOX_KEPT);
  const tx = (await store()).transaction(["records", "photos"], "readwrite");
  const photos = await tx.objectStore("photos").getAll(OUTBOX_ROWS);
  const needed = new Set(photos.filter((row) => !old(row)).map((row) => row.visit));
  photos.filter(old).forEach((row) => [row.id, bytesKey(row.id)].forEach((key) => tx.objectStore("photos").delete(key)));
  const records = await tx.objectStore("records").getAll();
  records.filter((row) => old(row) && !needed.has(row.id)).forEach((row) => tx.objectStore("records").delete(row.id));
  await tx.done;
}

// ── inside ──

// Never on the server: it can be replaced or dropped without a word to anybody.
function outboxIsOpen(row) {
  return row.state === "refused" || (row.state === "waiting" && row.attempts === 0);
}

// When something more is written about a visit: now, but after all that was. A clock that was put back must not make
// the newest word look like the oldest, here (the order of sending) or on the server (the order of ids).
async function outboxAfter(visitId) {
  const rows = (await (await store()).getAll("records")).filter((row) => row.visit === visitId);
  return rows.reduce((latest, row) => Math.max(latest, row.saved_at + 1, uuidTime(row.id) + 1), Date.now());
}

function correctionOf(visitId, item, at) {
  const content = Object.fromEntries(Object.entries(item).filter(([name]) => !CORRECTION_LEAVES_OUT.includes(name)));
  return { ...content, kind: "correction", id: uuid7(at), visit: visitId, why: item.why || "" };
}

function outboxPageCadre() {
  return typeof document === "undefined" ? 0 : Number(document.body.dataset.cadre || 0);
}

async function outboxRow(item, shown) {
  const known = item.kind === "visit" || !item.kind ? await offset() : 0;
  const timed = "phone_at" in item;
  const whole = timed && known !== null ? { ...item, clock_offset_ms: known } : item;
  return {
    id: item.id, kind: item.kind || "visit", visit: item.visit || item.id, place: item.place || (shown && shown.place) || null,
    cadre: item.by, saved_at: Date.now(), state: "waiting", attempts: 0, outcome: item.outcome || "", v: RECORD_FORMAT,
    clock_known: !timed || known !== null,
    sealed: await seal("outbox", whole), shown: await seal("outbox", shown || {}), answer: null, sent_at: null,
  };
}

// One transaction over records, photos and drafts; resolves with what `work` gives once it is complete.
async function outboxWrite(work) {
  // Strict: on the disk before it is said to be saved, where the browser knows the word; others pass over it.
  const tx = (await store()).transaction(["records", "photos", "drafts"], "readwrite", { durability: "strict" });
  let result;
  try {
    result = await work(tx);
  } catch (problem) {
    tx.done.catch(() => {});
    try { tx.abort(); } catch (gone) { /* it is over already */ }
    throw problem;
  }
  await tx.done;
  tellChanged();
  return result;
}

async function outboxPut(tx, row, also) {
  tx.objectStore("records").put(row).catch(() => {}); // the transaction itself tells why
  for (const id of also.photos || []) {
    const photo = await tx.objectStore("photos").get(id);
    if (photo) tx.objectStore("photos").put({ ...photo, state: photo.state === "draft" ? "waiting" : photo.state, visit: row.visit }).catch(() => {});
  }
  if (also.draft) tx.objectStore("drafts").delete(also.draft);
  return row.id;
}

async function outboxDrop(tx, row) {
  const records = tx.objectStore("records");
  records.put({ ...row, state: "dropped", was: row.state, dropped_at: Date.now() });
  if (row.kind !== "visit") return;
  for (const other of await records.getAll()) { // what corrects a visit that never was goes with it
    if (other.visit === row.id && other.id !== row.id && outboxIsOpen(other)) {
      records.put({ ...other, state: "dropped", was: other.state, with: row.id, dropped_at: Date.now() });
    }
  }
  await outboxDropPhotos(tx, row.id, row.id);
}

async function outboxDropPhotos(tx, visitId, withId) {
  for (const photo of await tx.objectStore("photos").index("visit").getAll(visitId)) {
    if (photo.state === "waiting" || photo.state === "refused") {
      tx.objectStore("photos").put({ ...photo, state: "dropped", was: photo.state, with: withId, dropped_at: Date.now() });
    }
  }
}

async function outboxOpened(rows) {
  if (!rows.length) return [];
  const key = await keyFor("outbox");
  const opened = await Promise.all(rows.map(async ({ sealed, ...row }) => ({
    ...row,
    item: await outboxOpen(key, sealed),
    shown: (await outboxOpen(key, row.shown)) || {},
    said: await outboxOpen(key, row.answer),
  })));
  return opened.sort((a, b) => a.saved_at - b.saved_at || (a.id < b.id ? -1 : 1));
}

// What cannot be opened is still there, and is shown as it is: nothing is cleared for that.
async function outboxOpen(key, sealed) {
  return sealed ? openWith(key, sealed).catch(() => null) : null;
}
