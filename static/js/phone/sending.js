// Sends what the outbox holds: records in batches, then photos, then word of this phone. One sender over all tabs and the worker.
import { ask, patience } from "./asking.js";
import { offset } from "./clock.js";
import { deviceId, deviceName } from "./device.js";
import { changed, sweepOutbox, tellChanged, unsent } from "./outbox.js";
import { photosToSend, sendPhoto } from "./photos.js";
import { applyReceipts, countUnread, dropReceipts } from "./receipts.js";
import { dropCopy, keyFor, openWith, seal } from "./sealing.js";
import { changeMeta, isFull, photoRows, readMeta, store, writeMeta } from "./store.js";
import { uuid4 } from "./uuid.js";

const SEND_BATCH = 20;
const SEND_SINGLY = 4; // failures in a row after which records go one by one, and the next follows one that failed
const SEND_FIRST = 2000; // ms until the second try; doubles, with jitter
const SEND_LONGEST = 5 * 60 * 1000;
const SEND_EVERY = 60 * 1000;
const SEND_LEASE = 30 * 1000; // where the browser has no locks; longer than one request
const SEND_SESSION = 10 * 60 * 1000; // who is logged in is asked again after this
const SEND_CONTACT = 30 * 60 * 1000; // an opening after such a rest counts as one

const sendHolder = uuid4();
let sendRunning = null;
let sendAgain = false;
let sendSession = null; // {cadre, csrf, at}: asked once a page, and again after a 403

// Gives {state, received, held, refused}. State: done | offline | portal | login | trouble | slow_down | later | busy | none.
export function send({ reason = "asked" } = {}) {
  if (sendRunning) {
    sendAgain = true;
    return sendRunning;
  }
  const isOver = () => { sendRunning = null; };
  sendRunning = sendAlone(reason);
  sendRunning.then(isOver, isOver);
  if (sendStarted) sendRunning.then(sendSoon, () => {});
  return sendRunning;
}

async function sendAlone(reason) {
  const told = { state: "none", received: 0, held: 0, refused: 0 };
  if (reason === "saved" && navigator.onLine === false) return { ...told, state: "offline" };
  if (await sendIsEarly(reason)) return { ...told, state: "later" };
  if (reason === "online" || reason === "opened") await changeMeta("sending", (kept) => (kept && kept.failures ? { ...kept, failures: 0 } : undefined)).catch(() => {});
  do {
    sendAgain = false;
    const alone = await sendHolding(() => sendRound(reason, told));
    if (!alone) return { ...told, state: "busy" };
  } while (sendAgain && (told.state === "done" || told.state === "none"));
  return told;
}

// ── one sender at a time ──

async function sendHolding(work) {
  if (typeof navigator !== "undefined" && navigator.locks) {
    return navigator.locks.request("doorstep-sending", { ifAvailable: true }, async (lock) => {
      if (lock) await work();
      return Boolean(lock);
    });
  }
  if (!(await sendRenewLease())) return false;
  try {
    await work();
  } finally {
    await changeMeta("lease", (lease) => (lease && lease.holder === sendHolder ? null : undefined));
  }
  return true;
}

async function sendRenewLease() {
  const now = Date.now();
  const lease = await changeMeta("lease", (kept) => {
    const isTaken = kept && kept.holder !== sendHolder && kept.until > now && kept.until < now + 2 * SEND_LEASE;
    return isTaken ? undefined : { holder: sendHolder, until: now + SEND_LEASE };
  });
  return Boolean(lease);
}

async function sendBreathe() {
  if (!(typeof navigator !== "undefined" && navigator.locks)) await sendRenewLease();
}

// ── when ──

async function sendIsEarly(reason) {
  const kept = await readMeta("sending");
  if (!kept || !kept.next_at) return false;
  const wait = kept.next_at - Date.now();
  if (wait <= 0 || wait > SEND_LONGEST * 2) return false; // a clock that was put back holds nobody up
  return kept.asked_to_wait || reason === "timer" || reason === "visible";
}

// `moved`: something arrived before it failed, so the line is not dead: the pauses begin anew.
async function sendNote(state, retryAfter = 0, moved = false) {
  await changeMeta("sending", (before) => {
    const isWell = state === "done" || state === "none";
    const failed = moved ? 0 : (before && before.failures) || 0;
    const failures = isWell ? 0 : Math.min(12, failed + 1);
    const step = Math.min(SEND_LONGEST, SEND_FIRST * 2 ** (failures - 1));
    const wait = isWell ? 0 : Math.min(SEND_LONGEST, Math.max(retryAfter * 1000, step * (0.5 + Math.random() / 2))) * patience();
    return { state, at: Date.now(), failures, next_at: wait ? Date.now() + wait : 0, asked_to_wait: state === "slow_down" };
  });
  tellChanged();
}

// What the last try came to, for the line above the outbox: {state, at, failures, next_at}.
export async function sendingState() {
  return (await readMeta("sending")) || { state: "none", at: 0, failures: 0, next_at: 0 };
}

// ── one round ──

async function sendRound(reason, told) {
  await sweepOutbox();
  const waits = await sendAnything();
  let state = waits ? await sendQueue(reason, told) : "none";
  if (state === "done" || state === "none" || state === "login") {
    const contact = await sendContact(reason, state === "login").catch((problem) => {
      if (!isFull(problem)) throw problem;
      return null; // a full phone writes down no contact
    });
    if (contact) state = contact;
  }
  told.state = state;
  if (waits || state !== "none") await sendNote(state, told.retryAfter, told.moved).catch(() => {}); // a full phone notes nothing
}

async function sendAnything() {
  const db = await store();
  if ((await db.getAllFromIndex("records", "state", "waiting")).some(sendIsDue)) return true;
  return (await photoRows()).some((row) => row.state === "waiting");
}

// One that waits for its visit, or for whoever wrote it, is not sent again at every turn.
function sendIsDue(row) {
  const wait = (row.not_before || 0) - Date.now();
  return wait <= 0 || wait > 3600 * 1000;
}

async function sendQueue(reason, told) {
  const asked = await sendWho(false);
  if (asked !== "ok") return asked;
  const tried = new Set();
  const { failures } = await sendingState();
  let size = failures >= SEND_SINGLY ? 1 : SEND_BATCH; // one record may be what the other side stumbles over
  let forbidden = 0;
  let stumbled = 0;
  for (;;) {
    await sendBreathe();
    const batch = await sendTake(sendSession.cadre, size, tried);
    if (!batch.length) break;
    const ids = batch.map((row) => row.id);
    const answer = await ask("/api/v1/visits", {
      method: "POST", body: JSON.stringify({ items: batch.map((row) => row.item) }),
      headers: { "Content-Type": "application/json", "X-CSRFToken": sendSession.csrf },
    });
    if (answer.kind === "ok") {
      const believed = await applyReceipts(ids, answer.told.receipts);
      if (!believed.length) return "trouble";
      told.moved = true;
      believed.forEach((receipt) => { if (receipt.status in told) told[receipt.status] += 1; });
      ids.forEach((id) => tried.add(id));
    } else if (answer.kind === "csrf" && !forbidden) {
      forbidden = 1;
      const again = await sendWho(true);
      if (again !== "ok") return again;
    } else if (answer.kind === "too_big" || answer.kind === "unreadable") {
      if (size > 1 && batch.length > 1) {
        size = Math.ceil(batch.length / 2);
      } else {
        await countUnread(ids[0], answer.told);
        tried.add(ids[0]); // the others do not wait for this one
        told.unread = true;
      }
    } else if (answer.kind === "trouble" && size === 1 && stumbled < SEND_SINGLY) {
      stumbled += 1;
      tried.add(ids[0]);
      told.unread = true;
    } else {
      return sendTrouble(answer, told);
    }
  }
  const photos = await sendPhotos(told);
  return photos === "done" && told.unread ? "trouble" : photos;
}

function sendTrouble(answer, told) {
  told.retryAfter = answer.retryAfter;
  if (answer.kind === "login" || answer.kind === "csrf") sendSession = null;
  return answer.kind === "csrf" || answer.kind === "refused" ? "trouble" : answer.kind;
}

// Who is logged in, with a fresh token; measures the clock.
async function sendWho(anew) {
  if (!anew && sendSession && Date.now() - sendSession.at < SEND_SESSION && (await offset()) !== null) return "ok";
  const answer = await ask("/api/v1/session");
  if (answer.kind !== "ok") return answer.kind === "slow_down" ? "slow_down" : answer.kind === "offline" || answer.kind === "portal" ? answer.kind : "trouble";
  if (!answer.told.cadre) return "login";
  sendSession = { cadre: answer.told.cadre, csrf: answer.told.csrf, at: Date.now() };
  return "ok";
}

// The oldest that wait, opened; from now on each may have left the phone, and what it says stays as it is.
async function sendTake(cadre, size, tried) {
  const db = await store();
  const known = await offset();
  const key = await keyFor("outbox");
  const rows = (await db.getAllFromIndex("records", "cadre", cadre)).filter((row) => row.state === "waiting" && !tried.has(row.id) && sendIsDue(row));
  rows.sort((a, b) => a.saved_at - b.saved_at || (a.id < b.id ? -1 : 1));
  for (const row of rows.slice(0, size)) {
    if (row.attempts === 0 && !row.clock_known && known !== null) await sendFillClock(row, key, known).catch(() => {});
  }
  const next = rows.slice(0, size);
  const taken = await sendMark(next.map((row) => row.id)).catch((problem) => sendMakeRoom(problem, next));
  const opened = [];
  for (const row of taken) {
    try {
      opened.push({ id: row.id, item: await openWith(key, row.sealed) });
    } catch (problem) {
      tried.add(row.id); // it stays, and the page of the outbox says so
    }
  }
  return opened.length || !taken.length ? opened : sendTake(cadre, size, tried);
}

async function sendMark(ids) {
  const taken = [];
  const tx = (await store()).transaction("records", "readwrite");
  for (const id of ids) {
    const row = await tx.store.get(id);
    if (!row || row.state !== "waiting") continue;
    taken.push(row);
    tx.store.put({ ...row, attempts: row.attempts + 1 }).catch(() => {}); // the transaction tells why
  }
  await tx.done;
  return taken;
}

// The phone is full: the copy can be fetched again and receipts can be missed, a record cannot. Where even that makes no
// room, records leave unmarked: only sending them makes room.
async function sendMakeRoom(problem, rows) {
  if (!isFull(problem)) throw problem;
  await dropCopy();
  await dropReceipts();
  return sendMark(rows.map((row) => row.id)).catch((again) => {
    if (!isFull(again)) throw again;
    return rows;
  });
}

async function sendFillClock(row, key, known) {
  const item = await openWith(key, row.sealed).catch(() => null);
  if (!item) return;
  const sealed = await seal("outbox", { ...item, clock_offset_ms: known });
  const tx = (await store()).transaction("records", "readwrite");
  const now = await tx.store.get(row.id);
  if (now && now.attempts === 0 && now.sealed.iv.join() === row.sealed.iv.join()) {
    tx.store.put({ ...now, sealed, clock_known: true });
  }
  await tx.done;
}

async function sendPhotos(told) {
  for (const row of await photosToSend(sendSession.cadre)) {
    let kind = await sendPhoto(row, () => sendSession.csrf, sendBreathe);
    if (kind === "csrf") {
      const again = await sendWho(true);
      if (again !== "ok") return again;
      kind = await sendPhoto({ ...row, ...(await (await store()).get("photos", row.id)) }, () => sendSession.csrf, sendBreathe);
    }
    const now = await (await store()).get("photos", row.id);
    if (kind === "ok" || (now && now.sent > (row.sent || 0))) told.moved = true;
    if (kind === "trouble") told.unread = true; // the next one may get through
    else if (kind !== "ok" && kind !== "refused") return sendTrouble({ kind, retryAfter: 0 }, told);
  }
  return "done";
}

// ── word of this phone ──

// At most when the counts changed, a day began, doors were opened offline, or the phone was opened after a rest. Gives a
// state when it failed. Nobody logged in: only to hear whether this phone was reported lost.
async function sendContact(reason, isLoggedOut) {
  const now = Date.now();
  const cadre = await sendContactCadre();
  const { records, photos, refused } = cadre ? await unsent(cadre) : { records: 0, photos: 0, refused: 0 };
  const contact = { cadre, day: new Date(now).toDateString(), unsent: records + refused, photos };
  const opened = (await readMeta("opened")) || [];
  const took = Boolean(await readMeta("took_bundle"));
  const before = (await readMeta("contact")) || {};
  const isNews = took || opened.length > 0 || Object.keys(contact).some((name) => before[name] !== contact[name]);
  const isRested = Math.abs(now - (before.at || 0)) > SEND_CONTACT;
  const isWanted = isLoggedOut || !isNews ? isRested && (isLoggedOut || reason === "opened") : Boolean(cadre);
  if (!isWanted) return null;
  const body = {
    device: await deviceId(), by: cadre || null, unsent: contact.unsent, unsent_photos: photos,
    opened: opened.slice(0, 500), took_bundle: took, name: deviceName(),
  };
  const answer = await ask("/api/v1/contacts", { method: "POST", body: JSON.stringify(body), headers: { "Content-Type": "application/json" } });
  if (answer.kind !== "ok") return ["offline", "portal", "slow_down"].includes(answer.kind) ? answer.kind : null;
  if (answer.told.lost) await sendIsLost();
  else if (await readMeta("lost")) await writeMeta("lost", null);
  if (isLoggedOut || answer.told.cadre !== cadre) await writeMeta("contact", { ...before, at: now });
  else await sendContactDone({ ...contact, at: now }, body.opened, took);
  return null;
}

async function sendContactCadre() {
  if (sendSession) return sendSession.cadre;
  return typeof document === "undefined" ? 0 : Number(document.body.dataset.cadre || 0);
}

async function sendContactDone(contact, opened, took) {
  const told = new Set(opened.map((one) => `${one.place} ${one.at}`));
  await writeMeta("contact", contact);
  if (opened.length) await changeMeta("opened", (all) => (all || []).filter((one) => !told.has(`${one.place} ${one.at}`)));
  if (took) await writeMeta("took_bundle", false);
}

// Somebody said that this phone is lost: its copy goes; what was not sent stays, and the outbox says so.
async function sendIsLost() {
  await dropCopy();
  await writeMeta("lost", { at: Date.now() });
  tellChanged();
}

// At the log-in: a phone that was reported lost, so that its log-ins ended, hears of it here.
export async function hearIfLost() {
  const device = await readMeta("device");
  if (!device) return;
  const answer = await ask("/api/v1/contacts", { method: "POST", body: JSON.stringify({ device }), headers: { "Content-Type": "application/json" } });
  if (answer.kind === "ok" && answer.told.lost) await sendIsLost();
}

// ── in a page ──

let sendStarted = false;

// On load, when the network is back, when the page is looked at again, every minute; in the background where the browser can.
export function start() {
  if (sendStarted) return;
  sendStarted = true;
  const go = (reason) => send({ reason }).catch(() => {});
  addEventListener("online", () => go("online"));
  document.addEventListener("visibilitychange", () => { if (!document.hidden) go("visible"); });
  setInterval(() => go("timer"), Math.max(1000, SEND_EVERY * patience()));
  changed(sendAskSync);
  go("opened");
}

let sendTimer = null;

// The next try comes when its pause is over, not at the next full minute.
async function sendSoon(result) {
  clearTimeout(sendTimer);
  if (["done", "none", "login"].includes(result.state)) return;
  const pause = ((await sendingState()).next_at || 0) - Date.now();
  const wait = result.state === "busy" ? 1500 : pause;
  if (wait > 0 && wait < SEND_EVERY) sendTimer = setTimeout(() => send({ reason: "timer" }).catch(() => {}), wait + 50);
}

let sendSyncAsked = 0;

async function sendAskSync() {
  if (!("serviceWorker" in navigator) || Date.now() - sendSyncAsked < 5000) return;
  sendSyncAsked = Date.now();
  const worker = await navigator.serviceWorker.getRegistration();
  if (!worker || !worker.sync || !(await sendAnything())) return;
  worker.sync.register("doorstep-outbox").catch(() => {});
}
