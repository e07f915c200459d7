// What the server said about records that were sent: only a receipt with a record's own id ends its waiting.
import { patience } from "./asking.js";
import { openWith, keyFor, seal } from "./sealing.js";
import { bytesKey, isFull, store } from "./store.js";
import { tellChanged } from "./outbox.js";

const RECEIPT_REST = 15 * 60 * 1000; // until one that waits for another is sent again
const RECEIPT_ROWS = typeof IDBKeyRange === "undefined" ? null : IDBKeyRange.upperBound("~", true); // photos without bytes
const RECEIPT_STATES = { received: "sent", held: "held", refused: "refused", waiting: "waiting", not_yours: "waiting" };

// A full phone keeps no receipts: those that are final only make room.
export async function dropReceipts() {
  const tx = (await store()).transaction(["records", "photos"], "readwrite");
  for (const name of ["records", "photos"]) {
    for (const state of ["sent", "held", "dropped"]) {
      const rows = (await tx.objectStore(name).getAll(name === "photos" ? RECEIPT_ROWS : null)).filter((row) => row.state === state);
      rows.forEach((row) => [row.id, bytesKey(row.id)].slice(0, name === "photos" ? 2 : 1).forEach((key) => tx.objectStore(name).delete(key)));
    }
  }
  await tx.done;
}

// What has arrived, where there is no room to write that down.
async function receiptForget(believed) {
  const tx = (await store()).transaction("records", "readwrite");
  believed.filter(({ status }) => status === "received" || status === "held").forEach(({ id }) => tx.store.delete(id));
  await tx.done;
}

// Marks the rows that went along in one request; gives the receipts that were believed.
export async function applyReceipts(sentIds, receipts) {
  const asked = new Set(sentIds);
  const believed = (Array.isArray(receipts) ? receipts : []).filter((receipt) => (
    receipt && asked.has(receipt.id) && Object.prototype.hasOwnProperty.call(RECEIPT_STATES, receipt.status)
  ));
  const answers = await Promise.all(believed.map((receipt) => seal("outbox", receipt)));
  try {
    await receiptWrite(believed, answers);
  } catch (problem) {
    if (!isFull(problem)) throw problem;
    await receiptForget(believed);
  }
  if (believed.length) tellChanged();
  return believed;
}

async function receiptWrite(believed, answers) {
  const arrived = new Set();
  const mended = await receiptMended(believed.filter((receipt) => receipt.status === "refused"));
  const tx = (await store()).transaction("records", "readwrite");
  for (let place = 0; place < believed.length; place += 1) {
    const row = await tx.store.get(believed[place].id);
    if (!row || row.state !== "waiting") continue; // another tab was quicker
    if (mended.has(row.id) && (await receiptOvertaken(tx.store, row, mended.get(row.id)))) continue;
    const state = RECEIPT_STATES[believed[place].status];
    const isFinal = state === "sent" || state === "held";
    const rests = state === "waiting" ? Date.now() + RECEIPT_REST * patience() : 0;
    tx.store.put({ ...row, state, answer: answers[place], unread: 0, not_before: rests, sent_at: isFinal ? Date.now() : null }).catch(() => {});
    if (isFinal) arrived.add(row.id);
  }
  if (arrived.size) await receiptWakes(tx.store, arrived);
  await tx.done;
}

// A visit that was refused while a newer word about it waits: what the newest correction makes of it, or null where it
// was taken back. {change: the row of the correction or withdrawal, sealed, outcome}.
async function receiptMended(refusals) {
  const found = new Map();
  if (!refusals.length) return found;
  const rows = (await (await store()).getAll("records")).filter((row) => row.state === "waiting");
  const key = await keyFor("outbox");
  for (const { id } of refusals) {
    const visit = rows.find((row) => row.id === id && row.kind === "visit");
    const changes = rows.filter((row) => row.visit === id && row.id !== id).sort((a, b) => a.saved_at - b.saved_at);
    const change = changes.find((row) => row.kind === "withdrawal") || changes.pop();
    if (!visit || !change) continue;
    if (change.kind === "withdrawal") found.set(id, { change });
    else found.set(id, { change, sealed: await receiptMerged(key, visit, change), outcome: change.outcome });
  }
  return found;
}

async function receiptMerged(key, visit, change) {
  const [item, { kind, id, visit: _visit, why, ...content }] = [await openWith(key, visit.sealed), await openWith(key, change.sealed)];
  return seal("outbox", { ...item, ...content });
}

// The refused visit never was on the server: it takes over the newer word, or goes with what took it back.
async function receiptOvertaken(records, row, { change, sealed, outcome }) {
  const others = (await records.getAll()).filter((other) => other.visit === row.id && other.id !== row.id);
  if (!others.some((other) => other.id === change.id && other.state === "waiting")) return false;
  others.filter((other) => other.state === "waiting").forEach((other) => records.delete(other.id));
  if (sealed) records.put({ ...row, sealed, outcome, attempts: 0, unread: 0 });
  else records.put({ ...row, state: "dropped", was: "refused", dropped_at: Date.now() });
  return true;
}

// The visit is there: what corrects it goes at once.
async function receiptWakes(records, arrived) {
  for (const row of await records.getAll()) {
    if (arrived.has(row.visit) && row.state === "waiting" && row.not_before) records.put({ ...row, not_before: 0 });
  }
}

const RECEIPT_PATIENCE = 3; // a single record must be turned away as a whole that often before a person is asked

// A single record that the server would not even read (too big, not to be read): the third time in a row a person looks at it.
export async function countUnread(id, problem) {
  const said = problem && (problem.detail || problem.title);
  const answer = await seal("outbox", { id, status: "refused", said: said || "", problems: [], code: (problem && problem.code) || "unread" });
  const tx = (await store()).transaction("records", "readwrite");
  const row = await tx.store.get(id);
  if (row && row.state === "waiting") {
    const unread = (row.unread || 0) + 1;
    tx.store.put(unread < RECEIPT_PATIENCE ? { ...row, unread } : { ...row, unread: 0, state: "refused", answer });
  }
  await tx.done;
  tellChanged();
}
