// The store of this phone in the browser: one database, opened once a page. What names a household lies in it sealed (sealing.js).
import { openDB } from "../../vendor/idb/index.js";

export const STORE_NAME = "doorstep";
const STORE_VERSION = 1;
let storeOpening = null;

function storeUpgrade(db, from) {
  if (from >= 1) return;
  db.createObjectStore("keys");
  const records = db.createObjectStore("records", { keyPath: "id" });
  records.createIndex("state", "state");
  records.createIndex("cadre", "cadre");
  db.createObjectStore("photos", { keyPath: "id" }).createIndex("visit", "visit");
  db.createObjectStore("drafts", { keyPath: "key" });
  db.createObjectStore("kept", { keyPath: "key" });
  db.createObjectStore("meta");
}

export function store() {
  if (!storeOpening) {
    storeOpening = openDB(STORE_NAME, STORE_VERSION, {
      upgrade: storeUpgrade,
      blocking: (_from, _to, event) => { storeOpening = null; event.target.close(); }, // a newer page wants to change the shape
      terminated: () => { storeOpening = null; },
    });
    storeOpening.catch(() => { storeOpening = null; });
  }
  return storeOpening;
}

export async function readMeta(key) {
  return (await store()).get("meta", key);
}

export async function writeMeta(key, value) {
  return (await store()).put("meta", value, key);
}

export async function forgetMeta(key) {
  return (await store()).delete("meta", key);
}

// Read and write in one transaction: `change(value)` gives the new value, or undefined to leave it as it is.
export async function changeMeta(key, change) {
  const tx = (await store()).transaction("meta", "readwrite");
  const value = change(await tx.store.get(key));
  if (value !== undefined) tx.store.put(value, key);
  await tx.done;
  return value;
}

// ── photos: a row says what it is, a second one holds its bytes, so that counting does not read every picture ──
const STORE_BYTES = "~"; // before the id; sorts behind every id

export async function photoRows() {
  return (await store()).getAll("photos", IDBKeyRange.upperBound(STORE_BYTES, true));
}

export function bytesKey(id) {
  return STORE_BYTES + id;
}

export async function photoBytes(id) {
  const row = await (await store()).get("photos", bytesKey(id));
  return row ? row.sealed : null;
}

const STORE_LOW = 20 * 1024 * 1024; // bytes left under which a form says so before anything is typed

// Whether little room is left on this phone; where the browser does not tell, no.
export async function isLow() {
  try {
    const { quota, usage } = await navigator.storage.estimate();
    return quota - usage < STORE_LOW;
  } catch (problem) {
    return false;
  }
}

export function isFull(problem) {
  return Boolean(problem) && (problem.name === "QuotaExceededError" || (problem.cause && problem.cause.name === "QuotaExceededError"));
}

// Asked once, after the first save: the browser does not clear the store when the phone gets full.
export async function askToPersist() {
  const storage = typeof navigator === "undefined" ? null : navigator.storage;
  if (!storage || !storage.persist || typeof document === "undefined") return;
  if (await changeMeta("persist", (asked) => (asked ? undefined : "asked"))) {
    const granted = await storage.persist().catch(() => false);
    await writeMeta("persist", granted ? "granted" : "not granted");
  }
}
