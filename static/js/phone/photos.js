// Photos leave in pieces of 64 KB: what the server has, it has, and the next try goes on from there.
import { ask } from "./asking.js";
import { tellChanged } from "./outbox.js";
import { open, seal } from "./sealing.js";
import { bytesKey, isFull, photoBytes, photoRows, store } from "./store.js";

const PHOTO_PIECE = 64 * 1024;
const PHOTO_TRIES = 3; // answers without progress

// The photos of a cadre that may leave: not those of a visit that waits for its writer or was dropped.
export async function photosToSend(cadre) {
  const db = await store();
  const rows = (await photoRows()).filter((row) => row.cadre === cadre && row.state === "waiting");
  const fit = await Promise.all(rows.map(async (row) => {
    const visit = await db.get("records", row.visit);
    return !visit || (visit.state !== "refused" && visit.state !== "dropped");
  }));
  return rows.filter((_row, place) => fit[place]);
}

// Sends one photo piece by piece; gives the kind of the last answer, "ok" when the server has it whole or refused it.
export async function sendPhoto(row, token, breathe) {
  let bytes;
  try {
    bytes = await open("outbox", await photoBytes(row.id));
  } catch (problem) {
    return photoTold(row, { status: "refused", said: "", code: "unopened" });
  }
  let at = row.sent || 0;
  let stuck = 0;
  for (;;) {
    await breathe();
    const answer = await ask("/api/v1/photos", { method: "POST", body: photoForm(row, bytes, at), headers: { "X-CSRFToken": token() } });
    if (answer.kind !== "ok") return photoTrouble(row, answer);
    const { id, status, received } = answer.told;
    if (id !== row.id) return "trouble";
    if (status === "received" || status === "refused") return photoTold(row, answer.told);
    if (status !== "partial" || !Number.isInteger(received) || received < 0) return "trouble";
    stuck = received > at ? 0 : stuck + 1;
    at = Math.min(received, bytes.byteLength);
    const isWanted = await photoChange(row.id, { sent: at, attempts: (row.attempts || 0) + 1 }).catch((problem) => {
      if (!isFull(problem)) throw problem;
      return true; // a full phone asks again how far it was
    });
    if (!isWanted) return "ok"; // dropped meanwhile
    if (stuck >= PHOTO_TRIES) return "trouble";
  }
}

function photoForm(row, bytes, at) {
  const form = new FormData();
  const fields = { id: row.id, visit: row.visit, by: row.cadre, size: bytes.byteLength, offset: at };
  Object.entries(fields).forEach(([name, value]) => form.append(name, String(value)));
  if (row.keep_place) form.append("keep_place", "on");
  form.append("part", new Blob([bytes.slice(at, at + PHOTO_PIECE)], { type: "application/octet-stream" }), "part");
  return form;
}

async function photoTold(row, told) {
  const state = told.status === "received" ? "sent" : "refused";
  const answer = await seal("outbox", told);
  const done = state === "sent" ? { sent: row.size, sent_at: Date.now() } : {};
  await photoChange(row.id, { ...done, state, answer, unread: 0 }).catch(async (problem) => {
    if (!isFull(problem)) throw problem;
    if (state === "sent") await (await store()).delete("photos", row.id); // no room for a receipt
  });
  if (state === "sent") await (await store()).delete("photos", bytesKey(row.id));
  return "ok";
}

// Turned away as a whole, three times in a row: a person looks at it.
async function photoTrouble(row, answer) {
  if (answer.kind !== "too_big" && answer.kind !== "unreadable") return answer.kind;
  const unread = (row.unread || 0) + 1;
  if (unread >= PHOTO_TRIES) return photoTold(row, { status: "refused", said: (answer.told && (answer.told.detail || answer.told.title)) || "", code: "unread" });
  await photoChange(row.id, { unread });
  return "trouble";
}

async function photoChange(id, values) {
  const tx = (await store()).transaction("photos", "readwrite");
  const row = await tx.store.get(id);
  const isWanted = Boolean(row) && row.state === "waiting";
  if (isWanted) tx.store.put({ ...row, ...values }).catch(() => {}); // the transaction tells why
  await tx.done;
  tellChanged();
  return isWanted;
}
