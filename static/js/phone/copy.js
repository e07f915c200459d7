// The copy of the own places on this phone: fetched a hundred doors at a time, sealed under the key "copy", used for seven days
// at most. `kept` holds page:<path>, form:<name>, rows:<after> (what lists and search need), place:<id> (card and form), parts.
// `meta` "bundle" says whose it is, of when, until when it may be used.
import { ask } from "./asking.js";
import { offset } from "./clock.js";
import { dropCopy, keyFor, openWith, sealWith } from "./sealing.js";
import { changeMeta, forgetMeta, readMeta, store, writeMeta } from "./store.js";

const COPY_LASTS = 7 * 24 * 3600 * 1000; // without contact
const COPY_FRESH = 4 * 3600 * 1000;
const COPY_TIMEOUT = 60 * 1000; // of one page of it
const COPY_POLICIES = ["Content-Security-Policy", "Permissions-Policy", "Referrer-Policy", "X-Content-Type-Options"];

// The key goes first: what is left for a moment cannot be opened any more.
export async function drop() {
  await dropCopy();
  await forgetMeta("bundle");
  await forgetMeta("until");
}

// What is known of the copy; null: there is none, or none any more.
export async function copyInfo() {
  const info = await readMeta("bundle");
  if (!info) return null;
  const now = Date.now();
  const isOver = now > info.until || now < info.at - 24 * 3600 * 1000; // a clock that was put back wins nothing
  if (!isOver && (await (await store()).getKey("keys", "copy"))) return info;
  await drop();
  if (isOver) await writeMeta("copy_over", now);
  return null;
}

// Whether it is time to fetch it: none yet, another person's, another language's, of another day, some hours old.
export async function isCopyDue(cadre, language) {
  const info = await copyInfo();
  if (!info || !info.whole || info.cadre !== cadre || info.language !== language) return true;
  return Date.now() - info.at > COPY_FRESH || new Date(info.at).toDateString() !== new Date().toDateString();
}

// Somebody else has logged in on this phone: what the one before could see is not theirs.
export async function dropCopyOfOthers(cadre) {
  const info = await readMeta("bundle");
  if (info && info.cadre !== cadre) await drop();
}

let copyRunning = null;

// Fetches what changed; gives done | login | empty | trouble. One at a time.
export function refreshCopy() {
  if (!copyRunning) {
    const isOver = () => { copyRunning = null; };
    copyRunning = copyRefresh();
    copyRunning.then(isOver, isOver);
  }
  return copyRunning;
}

async function copyRefresh() {
  const began = Date.now();
  const who = await ask("/api/v1/session");
  if (who.kind !== "ok") return "trouble";
  if (!who.told.cadre) return "login";
  await dropCopyOfOthers(who.told.cadre);
  const before = await copyInfo();
  const known = before && before.language === who.told.language ? before.pages : {};
  const key = await keyFor("copy");
  const pages = {};
  for (let after = 0; after !== null; after = pages[after].next) {
    const page = await copyFetch(after, known[after]);
    if (!page) return "trouble";
    if (page.told) await copyKeep(key, after, page, { began, cadre: who.told.cadre, language: who.told.language });
    pages[after] = page.kept;
    if (!page.told) continue;
    if (page.told.cadre !== who.told.cadre) return "trouble"; // somebody logged in meanwhile
  }
  await copyFinish(key, pages, { began, csrf: who.told.csrf });
  return Object.keys(pages).some((after) => pages[after].ids.length) ? "done" : "empty";
}

// One page of it: {kept, told}; told is missing where nothing changed. Null: no answer of ours.
async function copyFetch(after, known) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), COPY_TIMEOUT);
  try {
    const response = await fetch(`/api/v1/bundle?after=${after}`, {
      headers: known ? { Accept: "application/json", "If-None-Match": known.etag } : { Accept: "application/json" },
      credentials: "same-origin", redirect: "manual", cache: "no-store", signal: stop.signal,
    });
    if (response.headers.get("Doorstep") !== "1") return null;
    if (response.status === 304 && known) return { kept: known, told: null };
    if (response.status !== 200) return null;
    const told = await response.json();
    const policies = {};
    COPY_POLICIES.forEach((name) => { if (response.headers.get(name)) policies[name] = response.headers.get(name); });
    return { told, policies, kept: { etag: response.headers.get("ETag"), next: told.next, ids: told.places.map((one) => one.id) } };
  } catch (problem) {
    return null; // cut off; the pages that came are kept, the next try goes on from them
  } finally {
    clearTimeout(timer);
  }
}

// A page of the copy goes into the store at once, with the word that it is there.
async function copyKeep(key, after, { told, policies, kept }, { began, cadre, language }) {
  const rows = [];
  const put = async (name, value) => rows.push({ key: name, sealed: await sealWith(key, value) });
  for (const path of Object.keys(told.pages)) await put(`page:${path}`, told.pages[path]);
  for (const name of Object.keys(told.forms)) await put(`form:${name}`, told.forms[name]);
  if (told.parts && Object.keys(told.parts).length) await put("parts", { parts: told.parts, words: told.words });
  for (const { card, form, skeleton, ...row } of told.places) {
    await put(`place:${row.id}`, { card, form, skeleton });
  }
  await put(`rows:${after}`, told.places.map(({ card, form, ...row }) => row));
  const tx = (await store()).transaction(["kept", "meta"], "readwrite");
  rows.forEach((row) => tx.objectStore("kept").put(row));
  const info = (await tx.objectStore("meta").get("bundle")) || { at: began, until: began + COPY_LASTS, cadre, language, pages: {}, whole: false };
  tx.objectStore("meta").put({ ...info, cadre, language, policies, pages: { ...info.pages, [after]: kept } }, "bundle");
  await tx.done;
}

// All of it is there: it counts from now, and what belongs to no door of it goes.
async function copyFinish(key, pages, { began, csrf }) {
  const token = await sealWith(key, csrf);
  const server = new Date(began - ((await offset()) || 0)).toISOString();
  const wanted = new Set();
  Object.keys(pages).forEach((after) => {
    wanted.add(`rows:${after}`);
    pages[after].ids.forEach((id) => wanted.add(`place:${id}`));
  });
  const tx = (await store()).transaction(["kept", "meta"], "readwrite");
  const kept = tx.objectStore("kept");
  for (const name of await kept.getAllKeys()) {
    if (/^(rows|place):/.test(name) && !wanted.has(name)) kept.delete(name);
  }
  kept.put({ key: "token", sealed: token });
  const meta = tx.objectStore("meta");
  const info = await meta.get("bundle");
  if (info) meta.put({ ...info, pages, whole: true, at: began, server_at: server, until: began + COPY_LASTS }, "bundle");
  meta.put(began + COPY_LASTS, "until"); // said at the foot of the outbox
  meta.delete("copy_over");
  meta.put(true, "took_bundle");
  await tx.done;
}

// One thing out of the copy, opened; null where it is not there or can no longer be opened.
export async function fromCopy(name) {
  const db = await store();
  const [row, key] = [await db.get("kept", name), await db.get("keys", "copy")];
  return row && key ? openWith(key, row.sealed).catch(() => null) : null;
}

// What lists and search need of every door, in walking order.
export async function rowsOfCopy(info) {
  const parts = await Promise.all(Object.keys(info.pages).map((after) => fromCopy(`rows:${after}`)));
  const rows = [].concat(...parts.filter(Boolean));
  const before = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
  return rows.sort((a, b) => before(a.walk[0], b.walk[0]) || before(a.walk[1], b.walk[1]) || a.id - b.id);
}

// A card was opened without a network: the server hears of it with the next contact.
export async function noteOpenedOffline(place) {
  const at = new Date(Date.now() - ((await offset()) || 0)).toISOString();
  await changeMeta("opened", (all) => {
    const known = all || [];
    if (known.some((one) => one.place === place && one.at.slice(0, 16) === at.slice(0, 16))) return undefined;
    return [...known, { place, at, kind: "opened" }].slice(-2000);
  });
}
