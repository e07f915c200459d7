// Doors with a record that is not sent: dashed amber plate, what was written and when, change instead of log. And doors that
// were sent after this page was made: shown as walked.
import { canKeep } from "./capable.js";
import { changed, list } from "./outbox.js";
import { fill, happenedAt, momentSaid, word } from "./words.js";

const cadre = Number(document.body.dataset.cadre || 0);

// One mark a place: {row, outcome, isSent}; the newest word about a visit counts, one that was taken back does not.
function marksOf(rows, made) {
  const marks = new Map();
  const visits = new Map();
  for (const row of rows) {
    if (row.kind === "visit") {
      visits.set(row.id, { row, outcome: row.outcome, isSent: row.state === "sent" || row.state === "held", place: row.place, isGone: false });
    }
    const visit = visits.get(row.visit);
    if (!visit || row.kind === "visit") continue;
    if (row.kind === "withdrawal") visit.isGone = true;
    if (row.kind === "correction" && row.state !== "refused") visit.outcome = row.outcome;
  }
  const today = new Date().toDateString();
  visits.forEach((visit) => {
    const isNews = visit.isSent && !visit.row.item?.entered_for && visit.row.sent_at > made && happenedAt(visit.row).toDateString() === today;
    const kept = marks.get(visit.place);
    if (visit.isGone || (visit.isSent && !isNews) || (kept && !kept.isSent && visit.isSent)) return;
    marks.set(visit.place, visit);
  });
  return marks;
}

function copyOf(id) {
  return document.importNode(document.querySelector(id).content, true);
}

function says(mark, pattern) {
  return fill(word(pattern), { outcome: word(mark.outcome), time: momentSaid(happenedAt(mark.row), true) });
}

// ── a door row, a cell of a building: kept as the server made it, so that it can be shown again ──
const asMade = new WeakMap();

function remember(door) {
  if (asMade.has(door)) return asMade.get(door);
  const [plate, why, go] = [".plate", ".why", ".go"].map((name) => door.querySelector(name));
  const kept = { plate, why, go, css: plate && plate.className, whyNodes: why && [...why.childNodes], goNodes: go && [...go.childNodes], href: go && go.getAttribute("href"), label: go && go.getAttribute("aria-label") };
  asMade.set(door, kept);
  return kept;
}

function showDoor(door, mark) {
  const made = remember(door);
  door.classList.toggle("is-unsent", Boolean(mark) && !mark.isSent);
  if (made.plate) {
    made.plate.className = made.css;
    if (mark && !mark.isSent) made.plate.className = `${made.css.replace(/\bis-\w+/g, "")} is-unsent`.replace(/\s+/g, " ");
    else if (mark && mark.outcome === "met") made.plate.classList.add("is-done");
  }
  if (made.why) made.why.replaceChildren(...(mark ? [whyOf(mark)] : made.whyNodes));
  if (made.go) {
    const isOpen = Boolean(mark) && !mark.isSent;
    const change = document.querySelector("#unsent-go");
    made.go.replaceChildren(...(isOpen ? [copyOf("#unsent-go")] : made.goNodes));
    made.go.setAttribute("href", isOpen ? changeUrl(made.href, mark) : made.href);
    made.go.setAttribute("aria-label", isOpen ? fill(change.dataset.label, { plate: made.plate ? made.plate.textContent.trim() : "" }) : made.label);
  }
}

function whyOf(mark) {
  const words = copyOf(mark.isSent ? (mark.outcome === "met" ? "#sent-met" : "#sent-tried") : "#unsent-why");
  words.querySelector("[data-what]").textContent = says(mark, mark.isSent ? "done" : "written");
  return words;
}

function changeUrl(href, mark) {
  const [path] = href.split("?");
  return `${path}?record=${mark.row.id}`;
}

// ── the card of one place ──

function showCard(marks) {
  const card = document.querySelector("[data-card]");
  document.querySelectorAll("#unsent-here").forEach((note) => note.remove());
  if (!card) return;
  const mark = marks.get(Number(card.dataset.card));
  showDoor(card, mark);
  if (!mark || mark.isSent) return;
  const note = copyOf("#unsent-note");
  note.querySelector("[data-what]").textContent = says(mark, "written");
  const change = note.querySelector("[data-change]");
  if (card.dataset.visitUrl) change.setAttribute("href", changeUrl(card.dataset.visitUrl, mark));
  else change.remove();
  document.querySelector("#main").prepend(note);
}

// ── the strip of today: what was written here is walked, ringed in amber ──

function showStrip(marks) {
  const strip = document.querySelector("#strip");
  if (!strip) return;
  const ids = (text) => new Set(text.split(" ").filter(Boolean).map(Number));
  const [toTry, notMet] = [ids(strip.dataset.toTry), ids(strip.dataset.notMet)];
  const count = { met: Number(strip.dataset.met), tried: Number(strip.dataset.tried), left: Number(strip.dataset.left), ringMet: 0, ringTried: 0 };
  marks.forEach((mark, place) => {
    const isMet = mark.outcome === "met";
    if (toTry.has(place)) {
      count.left -= 1;
      count[isMet ? "met" : "tried"] += 1;
    } else if (notMet.has(place) && isMet) {
      count.tried -= 1;
      count.met += 1;
    } else if (!notMet.has(place)) {
      return;
    }
    if (!mark.isSent) count[isMet ? "ringMet" : "ringTried"] += 1;
  });
  const bars = [...strip.querySelectorAll(".strip i")];
  bars.forEach((bar, at) => {
    const tried = at - count.met;
    bar.className = at < count.met ? "d" : tried < count.tried ? "a" : "";
    bar.classList.toggle("u", (at < count.met && at >= count.met - count.ringMet) || (tried >= 0 && tried < count.ringTried));
  });
  const done = strip.querySelector("svg .done");
  const total = count.met + count.tried + count.left;
  if (done && total) done.setAttribute("width", `${(100 * count.met) / total}%`);
  strip.querySelectorAll(".cnts b").forEach((figure, at) => { figure.textContent = [count.met, count.left][at]; });
}

// The record whose form is open is not marked as another one's business.
async function show() {
  const made = Date.parse(document.body.dataset.at || "") || Date.now();
  const marks = marksOf(await list(cadre), made);
  document.querySelectorAll("[data-place]").forEach((door) => {
    if (door.tagName === "FORM") return;
    const mark = marks.get(Number(door.dataset.place));
    if (mark || asMade.has(door)) showDoor(door, mark);
  });
  showCard(marks);
  showStrip(marks);
  document.dispatchEvent(new CustomEvent("doorstep:marked", { detail: marks }));
}

async function begin() {
  if (!(await canKeep())) return;
  const again = () => show().catch(() => {});
  changed(again);
  document.addEventListener("htmx:afterSettle", again);
  addEventListener("pageshow", again);
  await again();
}

if (cadre && document.querySelector("#unsent-why")) begin();
