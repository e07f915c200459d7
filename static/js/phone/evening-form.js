// The evening list, taken over: each door with an answer is a record of its own, kept on this phone; the others stay on the page.
// Looking doors up still asks the server.
import { canKeep } from "./capable.js";
import { draftKey, dropDraft, findDraft, keepDraft, writeDraft } from "./drafts.js";
import { dayAway, momentOf, one, readFields, writeFields } from "./fields.js";
import { problemOf, showProblems } from "./problems.js";
import { saveMany } from "./saving.js";
import { isFull, isLow } from "./store.js";
import { uuid7 } from "./uuid.js";

const form = document.querySelector("#evening");
const notes = form.querySelector("#notes");
const button = form.querySelector("[data-save]");
const counted = form.querySelector("[data-told]");
const cadre = Number(document.body.dataset.cadre || 0);
const key = draftKey(cadre, "evening");
const openedAt = Date.now();
let draft = null;
let elsewhere = []; // what the draft holds of doors that this page does not show
let isBusy = false;
let isSaved = false;

form.addEventListener("change", (event) => {
  const row = event.target.closest("fieldset.er");
  if (row && event.target.type === "radio") showMet(row);
  count();
});
count();
takeOver().catch(() => {});

// The button says how many doors have a result; the plate of a met one is enamelled at once.
function count() {
  const n = form.querySelectorAll("fieldset.er input[type=radio]:checked").length;
  if (!counted.dataset.words) counted.dataset.words = counted.textContent;
  if (button && n) button.textContent = (n === 1 ? button.dataset.one : button.dataset.many).replace("{n}", n);
  counted.hidden = !n;
  counted.textContent = counted.dataset.words.replace("{n}", n);
}

function showMet(row) {
  const chosen = row.querySelector("input[type=radio]:checked");
  row.querySelector(".plate").classList.toggle("is-done", Boolean(chosen) && chosen.value === "met");
}

async function takeOver() {
  if (!cadre || !button || !(await canKeep())) return;
  let pressed = button;
  form.addEventListener("click", (event) => { pressed = event.target.closest("button") || pressed; }, true);
  form.addEventListener("keydown", (event) => { // Enter in the search looks up, as without script
    if (event.key === "Enter") pressed = event.target.name === "q" ? form.querySelector("button[name=find]") : button;
  }, true);
  form.addEventListener("submit", (event) => {
    if ((event.submitter || pressed) !== button) return;
    event.preventDefault();
    if (isBusy || isSaved) return;
    isBusy = true;
    button.disabled = true;
    save().catch(failed).finally(() => { isBusy = false; button.disabled = isSaved; });
  });
  addEventListener("pageshow", (event) => { if (event.persisted && isSaved) location.reload(); });
  if (!("posted" in form.dataset)) {
    setDays();
    await restore();
  }
  draft = keepDraft(form, key, drafted, failed);
  if (await isLow()) note("#storage-low");
  form.dataset.ready = "yes";
}

// A page out of the copy may be of yesterday: today and yesterday are the phone's.
function setDays() {
  const [today, yesterday] = form.querySelectorAll("input[name=day]");
  today.value = dayAway(0);
  yesterday.value = dayAway(-1);
  Object.assign(form.elements.other_day, { min: dayAway(-Number(form.dataset.daysBack)), max: dayAway(0) });
  form.querySelectorAll("input[name$=-again_on]").forEach((field) => Object.assign(field, { min: dayAway(0), max: dayAway(366) }));
}

// ── drafts ──

function typed() {
  return readFields(form).filter(([name, value]) => !name.endsWith("-id") && value.trim());
}

function drafted() {
  const fields = typed();
  const isWritten = fields.some(([name]) => /^d\d+-/.test(name)) || elsewhere.length;
  return isWritten ? { fields: fields.concat(elsewhere) } : null;
}

async function restore() {
  const found = await findDraft(key);
  if (!found) return;
  const here = found.fields.filter(([name]) => form.elements[name]);
  elsewhere = found.fields.filter(([name]) => !form.elements[name]);
  if (!here.some(([name]) => /^d\d+-/.test(name))) return;
  const ids = readFields(form).filter(([name]) => name.endsWith("-id"));
  writeFields(form, here.concat(ids));
  form.querySelectorAll("fieldset.er").forEach(showMet);
  count();
  note("#draft-found").querySelector("button").addEventListener("click", async () => {
    await draft.stop();
    await dropDraft(key);
    location.reload();
  });
}

// ── saving ──

function rows() {
  return Array.from(form.querySelectorAll("fieldset.er")).map((row) => {
    const name = (field) => `d${row.dataset.door}-${field}`;
    return { row, name, outcome: one(form, name("outcome")), said: one(form, name("note")), again: one(form, name("again_on")) };
  });
}

function day() {
  const chosen = one(form, "day");
  const isListed = /^\d{4}-/.test(chosen);
  return { field: chosen && !isListed ? "other_day" : "day", on: isListed ? chosen : one(form, "other_day") };
}

function problemsOf(told) {
  const found = [];
  const { field, on } = day();
  if (!on) found.push(problemOf(form, field, "missing"));
  else if (on < dayAway(-Number(form.dataset.daysBack)) || on > dayAway(0)) found.push(problemOf(form, "other_day", "wrong"));
  if (!one(form, "part")) found.push(problemOf(form, "part", "missing"));
  told.forEach(({ row, name, outcome, again }) => {
    const say = (asked, code) => found.push({ ...problemOf(form, asked, code), field: name(asked), label: row.dataset.name });
    if (!outcome) say("outcome", "missing");
    if (outcome === "postponed" && !again) say("again_on", "missing");
    if (outcome === "postponed" && again && (again < dayAway(0) || again > dayAway(366))) say("again_on", "wrong");
  });
  return found;
}

function itemOf({ row, outcome, said, again }) {
  const isOthers = outcome === "others_live_here";
  return {
    kind: "visit", id: uuid7(), by: cadre, place: Number(row.dataset.door), phone_at: momentOf(openedAt), clock_offset_ms: 0,
    outcome: isOthers ? "moved" : outcome, others_live_here: isOthers, lives_there: "", mode: "door", role: row.dataset.role,
    companions: [], entered_for: { day: day().on, part: one(form, "part") }, help: [], cash_yuan: null, policies: [], note: said,
    again_on: outcome === "postponed" ? again : null, location: null, spoke_with: "", spoke_with_as: "", demands: [], issue: null,
    promise: null, kept_promises: [],
  };
}

async function save() {
  const told = rows().filter(({ outcome, said }) => outcome || said);
  const found = told.length ? problemsOf(told) : [];
  if (!told.length || found.length) {
    if (found.length) showProblems(form, found);
    else note("#no-answer").focus();
    return;
  }
  await draft.stop();
  const pairs = told.map((one_) => {
    const { door, plate, name, group } = one_.row.dataset;
    return { item: itemOf(one_), shown: { place: Number(door), plate, name, group } };
  });
  if (elsewhere.length) await writeDraft(key, { fields: elsewhere }); // of other doors: it stays
  else pairs[0].also = { draft: key };
  const left = rows().filter((row) => !told.some((one_) => one_.row === row.row)).map(({ row }) => row.dataset.door);
  const address = (doors) => `${form.getAttribute("action")}?${new URLSearchParams([["day", day().on], ["part", one(form, "part")], ...doors.map((door) => ["door", door])])}`;
  const many = (word) => form.dataset[word + (told.length === 1 ? "One" : "Many")].replace("{n}", told.length);
  const words = { saved: many("saved"), undone: many("undone"), back: address(told.map(({ row }) => row.dataset.door)) };
  try {
    await saveMany(pairs, { then: left.length ? address(left) : form.dataset.today, words, kept: () => { isSaved = true; } });
  } catch (problem) {
    if (!isSaved) draft.start();
    throw problem;
  }
}

function failed(problem) {
  if (isSaved) return;
  note(isFull(problem) ? "#storage-full" : "#not-kept").scrollIntoView({ block: "center" });
}

function note(template) {
  const shown = document.importNode(form.querySelector(template).content.firstElementChild, true);
  notes.replaceChildren(shown);
  return shown;
}
