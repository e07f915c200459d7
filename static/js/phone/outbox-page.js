// The page of what is not sent: rows of the server's templates, filled with what lies on this phone.
import { watch } from "../floating.js";
import { canKeep } from "./capable.js";
import { changed, discard, discardPhoto, list, ofOthers, photosOf, release, restore } from "./outbox.js";
import { keep, shrink } from "./pictures.js";
import { send, sendingState } from "./sending.js";
import { readMeta } from "./store.js";
import { counted, daySaid, fill, happenedAt, momentSaid, word } from "./words.js";

const cadre = Number(document.body.dataset.cadre || 0);
const page = document.querySelector("#outbox");
const lines = document.querySelector("#outbox-lines");

// ── rows ──

function rowOf(template, row, parts) {
  const shown = document.importNode(document.querySelector(template).content.firstElementChild, true);
  shown.dataset.id = row.id;
  shown.querySelector("[data-plate]").textContent = row.shown.plate || "";
  shown.querySelector("[data-name]").textContent = row.shown.name || word("visit");
  shown.querySelector("[data-told]").textContent = parts.filter(Boolean).join(word("between"));
  return shown;
}

function partsOf(row) {
  const what = row.kind === "visit" ? word(row.outcome) : [word(row.kind), row.kind === "correction" && word(row.outcome)].filter(Boolean).join(word("between"));
  return [row.shown.group, momentSaid(happenedAt(row)), what];
}

function say(shown, words) {
  const place = shown.querySelector("[data-says]");
  place.textContent = words || place.dataset.unsaid || "";
  return shown;
}

// Only the newest word about a visit is changed: what stands before it is past.
function offerChange(shown, row, rows) {
  const about = rows.filter((other) => other.visit === row.visit && other.saved_at >= row.saved_at && other.id !== row.id);
  const place = row.place || (row.item && row.item.place) || rows.filter((other) => other.id === row.visit).map((visit) => visit.place)[0];
  const change = shown.querySelector("[data-change]");
  if (change && place && row.item && row.kind !== "withdrawal" && !about.length) change.href = `/places/${place}/visit/?record=${row.id}`;
  else if (change) change.remove();
}

function waitingRow(row, rows) {
  const shown = rowOf("#row-waiting", row, partsOf(row));
  offerChange(shown, row, rows);
  const { first, again, rests, closed } = shown.querySelector("[data-says]").dataset;
  return say(shown, !row.item ? closed : row.said && row.said.status === "waiting" ? row.said.said || rests : row.attempts > 0 ? again : first);
}

function refusedRow(row) {
  const shown = rowOf("#row-refused", row, partsOf(row));
  const told = row.said || {};
  const problems = (told.problems || []).map((problem) => problem.said).filter(Boolean);
  say(shown, problems.length === 1 ? problems[0] : told.said || problems[0]);
  const more = shown.querySelector("[data-problems]");
  more.hidden = problems.length < 2;
  more.append(...problems.map((problem) => Object.assign(document.createElement("li"), { textContent: problem })));
  const place = row.place || (row.item && row.item.place);
  const mend = shown.querySelector("[data-mend]");
  if (place && row.kind !== "withdrawal") mend.href = `/places/${place}/visit/?record=${row.id}`;
  else mend.remove();
  shown.querySelector("[data-drop]").addEventListener("click", () => drop(row, discard));
  return shown;
}

function sentRow(row, rows) {
  const shown = rowOf(row.state === "held" ? "#row-held" : "#row-sent", row, partsOf(row));
  offerChange(shown, row, rows);
  shown.querySelector("[data-plate]").classList.toggle("is-done", row.outcome === "met" || row.state === "held");
  return say(shown, row.said && row.said.said);
}

function photoRow(photo) {
  const shown = rowOf("#row-photos", photo, [photo.shown.group, momentSaid(new Date(photo.saved_at))]);
  shown.querySelector("[data-plate]").classList.add(photo.isVisitSent ? "is-done" : "is-unsent");
  const place = shown.querySelector("[data-says]");
  const share = photo.size ? (photo.sent || 0) / photo.size : 0;
  const tenths = Math.min(9, Math.floor(share * 10));
  const sent = place.dataset.parts.split("|")[tenths];
  place.textContent = tenths ? fill(place.dataset.goesOn, { sent }) : sent;
  shown.querySelector("svg").setAttribute("aria-label", sent);
  shown.querySelector("svg .done").setAttribute("width", `${Math.round(share * 100)}%`);
  return shown;
}

function refusedPhotoRow(photo) {
  const shown = rowOf("#row-photo-refused", photo, [photo.shown.group, momentSaid(new Date(photo.saved_at)), page.dataset.pictures]);
  shown.querySelector("[data-plate]").classList.add(photo.isVisitSent ? "is-done" : "is-unsent");
  say(shown, photo.said && photo.said.said);
  shown.querySelector("[data-drop]").addEventListener("click", () => drop(photo, discardPhoto));
  shown.querySelector("input").addEventListener("change", (event) => takeAgain(photo, event.target.files[0]));
  return shown;
}

// ── what a person decides ──

async function drop(row, how) {
  await how(row.id);
  const bar = document.importNode(document.querySelector("#undo-drop").content.firstElementChild, true);
  const words = bar.querySelector("[data-says]");
  words.textContent = fill(words.dataset.says, { name: row.shown.name || word("visit") });
  bar.querySelector("button").addEventListener("click", () => { restore(row.id); bar.remove(); });
  document.querySelector("#messages").replaceChildren(bar);
  watch(bar);
}

async function takeAgain(photo, file) {
  const small = file && (await shrink(file, { keepPlace: Boolean(photo.keep_place) }));
  if (!small) return;
  await release(await keep(photo.visit, small, { keepPlace: Boolean(photo.keep_place), name: file.name, cadre }));
  await discardPhoto(photo.id);
  send({ reason: "saved" }).catch(() => {});
}

// ── the groups and the lines above them ──

function group(name, rows) {
  const section = page.querySelector(`[data-group="${name}"]`);
  const told = section.querySelector(".group .hint");
  section.hidden = !rows.length;
  told.textContent = counted(told.dataset.one, told.dataset.many, rows.length);
  section.querySelector("[data-rows]").replaceChildren(...rows);
}

function whatWaits(records, photos) {
  const said = document.querySelector("#what-waits").dataset;
  const parts = { records: counted(said.record, said.records, records), photos: counted(said.photo, said.photos, photos) };
  if (records && photos) return fill(said.both, parts);
  return records ? parts.records : parts.photos;
}

function lineOf(name, isTrue, what) {
  const line = lines.querySelector(`[data-line="${name}"]`);
  line.hidden = !isTrue;
  const place = line.querySelector("[data-says]");
  if (place) place.textContent = fill(place.dataset.says, { what });
}

async function showLines(records, photos, due) {
  const { state } = await sendingState();
  const waits = records + photos > 0;
  const isOffline = navigator.onLine === false || state === "offline";
  const what = whatWaits(records, photos);
  const isTrouble = state === "trouble" || state === "slow_down";
  lineOf("offline", waits && isOffline && state !== "login", what);
  lineOf("login", state === "login", what);
  lineOf("portal", waits && !isOffline && state === "portal", what);
  lineOf("trouble", waits && !isOffline && isTrouble, what);
  lineOf("going", due > 0 && !isOffline && !isTrouble && state !== "login" && state !== "portal", what);
  lineOf("lost", Boolean(await readMeta("lost")), what);
  const others = await ofOthers(cadre);
  const line = lines.querySelector('[data-line="others"]');
  line.hidden = !others;
  const place = line.querySelector("[data-one]");
  place.textContent = counted(place.dataset.one, place.dataset.many, others);
}

async function showUntil() {
  const until = await readMeta("until");
  const foot = document.querySelector("#until");
  const moment = until ? new Date(until) : null;
  foot.hidden = !moment || Number.isNaN(moment.getTime()) || moment < new Date();
  const place = foot.querySelector("[data-until]");
  if (!foot.hidden) place.textContent = fill(place.dataset.until, { day: daySaid(moment) });
}

async function show() {
  const rows = await list(cadre);
  const visits = new Map(rows.map((row) => [row.id, row]));
  const photos = (await photosOf(cadre)).map((photo) => {
    const visit = visits.get(photo.visit);
    return { ...photo, shown: (visit && visit.shown) || {}, isVisitSent: !visit || visit.state === "sent" || visit.state === "held" };
  });
  const those = (all, ...states) => all.filter((row) => states.includes(row.state));
  const waiting = those(rows, "waiting");
  const refused = those(rows, "refused").map(refusedRow).concat(those(photos, "refused").map(refusedPhotoRow));
  const sent = those(rows, "sent", "held").sort((a, b) => b.sent_at - a.sent_at);
  group("waiting", waiting.map((row) => waitingRow(row, rows)));
  group("photos", those(photos, "waiting").map(photoRow));
  const told = page.querySelector('[data-group="photos"] .group .hint');
  if (those(photos, "waiting").every((photo) => photo.isVisitSent)) told.textContent = fill(told.dataset.visitsThere, { count: told.textContent });
  group("refused", refused);
  group("sent", sent.map((row) => sentRow(row, rows)));
  page.querySelector("[data-none]").hidden = waiting.length + refused.length + those(photos, "waiting").length > 0;
  const pictures = those(photos, "waiting").length;
  await showLines(waiting.length, pictures, pictures + waiting.filter((row) => !(row.not_before > Date.now())).length);
  await showUntil();
}

// One showing at a time, and a last one after the last change.
let showing = null;
let isStale = false;

function again() {
  if (showing) {
    isStale = true;
    return;
  }
  showing = show().catch(() => { lineOf("broken", true, ""); }).then(() => {
    showing = null;
    if (isStale) {
      isStale = false;
      again();
    }
  });
}

async function begin() {
  if (!(await canKeep())) return;
  changed(again);
  for (const name of ["online", "offline", "pageshow"]) addEventListener(name, again);
  lines.querySelector("[data-try]").addEventListener("click", () => send({ reason: "asked" }).catch(() => {}));
  again();
}

begin();
