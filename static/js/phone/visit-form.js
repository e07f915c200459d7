// The form of a visit, taken over: kept while it is written, checked here, saved on this phone, sent when there is a network.
// Without a store in the browser it posts as it stands.
import { canKeep } from "./capable.js";
import { problemsOf } from "./checks.js";
import { draftKey, dropDraft, findDraft, keepDraft } from "./drafts.js";
import { clockTime } from "./words.js";
import { dayAway, momentOf, one, openFilled, readFields, writeFields } from "./fields.js";
import { contentOf, fieldsOf, visitItem } from "./item.js";
import { offerLocation } from "./location.js";
import { changed, edit, list, record } from "./outbox.js";
import { offerPictures } from "./picture-field.js";
import { dropDrafted } from "./pictures.js";
import { problemsTold, showProblems } from "./problems.js";
import { queued, queueEnd } from "./queue.js";
import { goOn, saveMany } from "./saving.js";
import { isFull, isLow } from "./store.js";
import { uuid7 } from "./uuid.js";

const HALF_A_DAY = 12 * 3600 * 1000; // a form open longer does not know when the visit was
const form = document.querySelector("#visit");
const notes = form.querySelector("#notes");
const button = form.querySelector("button[name=next]");
const cadre = Number(document.body.dataset.cadre || 0);
const place = Number(form.dataset.place);
const visit = { id: one(form, "client_id"), openedAt: Date.now(), row: null };
const isPosted = "posted" in form.dataset; // came back from the server: its ids and photos are known there
const location_ = offerLocation(form);
const meta = form.querySelector("#meta");
let draft = null;
let pictures = null;
let isBusy = false;
let isSaved = false; // once: what is pressed while the next page is on its way saves nothing anew

tellChoices();
form.querySelector("#form-errors, p.er")?.scrollIntoView({ block: "center" });
takeOver().catch(() => {}); // whatever fails here, the form still posts

async function takeOver() {
  if (!cadre || isPosted || !(await canKeep())) return;
  // From here on nothing is posted; a press before everything below is ready waits for it.
  const ready = prepare();
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (isBusy || isSaved) return;
    isBusy = true;
    button.disabled = true;
    ready.then(save).catch(failed).finally(() => { isBusy = false; button.disabled = isSaved; });
  });
  addEventListener("pageshow", (event) => { if (event.persisted && isSaved) location.reload(); });
  await ready;
  form.dataset.ready = "yes";
}

async function prepare() {
  setDays();
  visit.id = uuid7();
  form.elements.client_id.value = visit.id;
  form.elements.issue_id.value = uuid7();
  opened(Date.now());
  const before = JSON.stringify(draftFields());
  pictures = offerPictures(form, { visitId: () => visit.id, changed: () => draft && draft.soon(), failed });
  const asked = new URLSearchParams(location.search).get("record");
  const key = draftKey(cadre, place);
  if (!(asked && (await takeUp(asked)))) await restore(key);
  draft = keepDraft(form, visit.row ? `${key}:${visit.row.id}` : key, () => drafted(before), failed);
  if (await isLow()) note("#storage-low");
  await nextDoor();
  changed(nextDoor);
}

function opened(at) {
  visit.openedAt = at;
  form.elements.phone_at.value = momentOf(at);
  const told = form.querySelector('[data-told-by="timing"]');
  if (one(form, "timing") !== "later") told.textContent = clockTime(at);
  told.dataset.now = clockTime(at);
}

// A page out of the copy may be of yesterday: its days are counted from today.
function setDays() {
  const bounds = { again_on: [0, 366], promise_on: [0, 366], entered_for: [-Number(form.dataset.daysBack), 0] };
  Object.entries(bounds).forEach(([name, [first, last]]) => {
    const field = form.elements[name];
    if (field) Object.assign(field, { min: dayAway(first), max: dayAway(last) });
  });
}

// ── drafts ──

function draftFields() {
  return readFields(form).filter(([name]) => name !== "client_id" && name !== "issue_id" && name !== "phone_at");
}

function drafted(before) {
  const fields = draftFields();
  if (JSON.stringify(fields) === before && !pictures.count()) return null;
  return { fields, id: visit.id, issueId: form.elements.issue_id.value, openedAt: visit.openedAt };
}

async function restore(key) {
  const found = await findDraft(key);
  if (!found) return;
  if (await record(found.id)) { // it was saved, and the browser closed before the draft went
    await dropDraft(key);
    return;
  }
  visit.id = found.id;
  writeFields(form, found.fields.concat([["client_id", found.id], ["issue_id", found.issueId]]));
  opened(dayAway(0, new Date(found.openedAt)) === dayAway(0) ? found.openedAt : Date.now());
  location_.show();
  tellAll();
  await pictures.show(found.id);
  const bar = note("#draft-found");
  bar.querySelector("button").addEventListener("click", async () => {
    await draft.stop();
    await dropDraft(key);
    await dropDrafted(found.id);
    location.reload();
  });
}

// ── a record that has no receipt yet, or was refused ──

async function takeUp(id) {
  const row = await record(id);
  if (!row || row.cadre !== cadre || row.kind === "withdrawal" || !row.item) return false;
  visit.row = row;
  visit.id = row.visit || row.id;
  const fields = fieldsOf(row.item, form).concat([["client_id", visit.id]]);
  writeFields(form, row.item.issue ? fields : fields.concat([["issue_id", form.elements.issue_id.value]]));
  if (row.item.phone_at) opened(Date.parse(row.item.phone_at));
  if (row.kind === "correction" || !isOpen(row)) form.classList.add("is-correction");
  location_.show();
  tellAll();
  await pictures.show(visit.id);
  if (row.state === "refused") showProblems(form, problemsTold(form, row.said));
  else note(isOpen(row) ? "#record-unsent" : "#record-left");
  return true;
}

function isOpen(row) {
  return row.state === "refused" || row.attempts === 0;
}

function changedItem() {
  const { row } = visit;
  if (row.kind === "visit") {
    const made = { id: row.id, by: cadre, place: row.item.place, phoneAt: row.item.phone_at };
    return isOpen(row) ? { ...row.item, ...visitItem(form, made) } : { ...row.item, ...contentOf(form) };
  }
  return { ...row.item, ...contentOf(form) };
}

// ── saving ──

async function save() {
  await pictures.settled();
  const found = problemsOf(form);
  if (found.length) {
    showProblems(form, found);
    return;
  }
  const { dataset } = form;
  const shown = { place, plate: dataset.plate, name: dataset.name, group: dataset.group };
  const also = { photos: pictures.ids(), draft: visit.row ? `${draftKey(cadre, place)}:${visit.row.id}` : draftKey(cadre, place) };
  const then = button.dataset.href || queueEnd() || dataset.today;
  const words = { saved: words_(), undone: one(form, "issue_text") || one(form, "as_issue") ? dataset.undoneIssue : dataset.undone, back: dataset.back };
  await draft.stop();
  try {
    if (visit.row) {
      const id = await edit(visit.row.id, changedItem(), shown, also);
      isSaved = true;
      await goOn([visit.row.visit || id], cadre, { then: dataset.today, words, refused });
    } else {
      if (Math.abs(Date.now() - visit.openedAt) > HALF_A_DAY) opened(Date.now());
      const item = visitItem(form, { id: visit.id, by: cadre, place, phoneAt: form.elements.phone_at.value });
      await saveMany([{ item, shown, also }], { then, words, refused, kept });
    }
  } catch (problem) {
    if (!isSaved) draft.start();
    throw problem;
  }
}

function kept() {
  isSaved = true;
}

function words_() {
  const outcome = one(form, "outcome");
  if (outcome === "others_live_here") return form.dataset.savedOthers;
  return outcome === "moved" ? form.dataset.savedMoved : form.dataset.saved;
}

// The server had the time to say no: it is mended here and now.
function refused(rows) {
  const query = new URLSearchParams({ record: rows[0].id });
  location.replace(`${location.pathname}?${query}`);
  return true;
}

function failed(problem) {
  if (isSaved) return; // it is kept; only the way on failed, and the outbox goes on by itself
  const bar = note(isFull(problem) ? "#storage-full" : "#not-kept");
  bar.scrollIntoView({ block: "center" });
}

// ── what the page says ──

function note(template) {
  const shown = document.importNode(form.querySelector(template).content.firstElementChild, true);
  const before = shown.id ? notes.querySelector(`#${shown.id}`) : null;
  if (before) before.remove();
  notes.append(shown);
  return shown;
}

// The next door that has no record on this phone, sent or not.
async function nextDoor() {
  const rows = queued() || Array.from(document.querySelectorAll("#following > li"));
  if (visit.row) {
    tellNext(null);
    return;
  }
  const dayBegan = new Date().setHours(0, 0, 0, 0);
  const gone = new Set((await list(cadre)).filter((row) => row.kind === "visit" && row.saved_at >= dayBegan).map((row) => row.place));
  const here = rows.findIndex((row) => Number(row.dataset.place) === place);
  const order = rows.slice(here + 1).concat(rows.slice(0, Math.max(0, here)));
  tellNext(order.find((row) => !gone.has(Number(row.dataset.place))) || null);
}

function tellNext(row) {
  button.value = row ? row.dataset.place : "";
  button.dataset.href = row ? row.dataset.href : "";
  button.textContent = row ? button.dataset.next.replace("{plate}", row.dataset.plate) : button.dataset.last;
}

// Who, how, when: the row above the button says what was chosen.
function tellChoices() {
  meta.addEventListener("change", (event) => tellChoice(event.target));
  openFilled(form);
}

function tellAll() {
  meta.querySelectorAll("input:checked").forEach(tellChoice);
}

function tellChoice(field) {
  const word = meta.querySelector(`[data-told-by="${field.name}"]`);
  if (!word || !field.checked) return;
  const label = meta.querySelector(`label[for="${field.id}"]`).textContent.trim();
  word.textContent = field.name === "timing" && field.value === "now" ? word.dataset.now : label;
}
