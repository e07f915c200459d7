// From the form of a visit to the record that is kept and sent, and back. Names are those of the API.
import { many, one, readFields } from "./fields.js";

const ITEM_OTHERS = "others_live_here";
const ITEM_FOR_OTHERS = "for_others";

// What a visit and its correction both tell.
export function contentOf(form) {
  const chosen = one(form, "outcome");
  const isCompany = form.classList.contains("is-company");
  const help = many(form, "help");
  const role = one(form, "role");
  const isForOthers = role === ITEM_FOR_OTHERS || !form.elements.role;
  return {
    outcome: chosen === ITEM_OTHERS ? "moved" : chosen,
    others_live_here: chosen === ITEM_OTHERS,
    mode: one(form, "mode") || "door",
    role: isForOthers ? "" : role,
    companions: itemCompanions(form, isForOthers),
    entered_for: one(form, "timing") === "later" ? { day: one(form, "entered_for"), part: one(form, "part_of_day") } : null,
    help,
    cash_yuan: help.includes("cash") && one(form, "cash_yuan") ? one(form, "cash_yuan") : null,
    policies: isCompany || help.includes("explained") ? many(form, "policies").map(Number) : [],
    note: one(form, "note"),
    again_on: chosen === "postponed" && one(form, "again_on") ? one(form, "again_on") : null,
    location: itemLocation(form),
    spoke_with: one(form, "spoke_with"),
    spoke_with_as: one(form, "spoke_with_as"),
    demands: many(form, "demands"),
  };
}

// The whole record. `made`: id, by, place, phoneAt (a moment as text).
export function visitItem(form, made) {
  const content = contentOf(form);
  return {
    kind: "visit", id: made.id, by: made.by, place: made.place, phone_at: made.phoneAt, clock_offset_ms: 0,
    ...content,
    lives_there: content.others_live_here ? one(form, "lives_there") : "",
    issue: itemIssue(form),
    promise: itemPromise(form),
    kept_promises: many(form, "promise_kept"),
  };
}

// Of those who went without the writer the first led it, unless a leader was there.
function itemCompanions(form, isForOthers) {
  const boxes = Array.from(form.querySelectorAll("input[name=companions]")).filter((box) => box.checked);
  const came = boxes.map(({ dataset }) => ({ cadre: Number(dataset.cadre), post: Number(dataset.post), role: dataset.role }));
  const isLed = came.some(({ role }) => role === "leader" || role === "main");
  if (isForOthers && came.length && !isLed) came[0].role = "main";
  return came;
}

function itemLocation(form) {
  const latitude = one(form, "latitude");
  const longitude = one(form, "longitude");
  const metres = one(form, "accuracy_m");
  return latitude && longitude ? { latitude, longitude, accuracy_m: metres ? Number(metres) : null } : null;
}

function itemIssue(form) {
  const isCompany = form.classList.contains("is-company");
  const isRaised = isCompany ? Boolean(one(form, "as_issue")) : Boolean(one(form, "issue_text"));
  if (!isRaised) return null;
  return {
    id: one(form, "issue_id"), text: one(form, isCompany ? "note" : "issue_text"), category: Number(one(form, "issue_category")),
    urgent: Boolean(one(form, "issue_urgent")), solved: Boolean(one(form, "issue_solved")),
  };
}

function itemPromise(form) {
  const due = one(form, "promise_on");
  if (!due) return null;
  return { text: one(form, "promise_text") || form.dataset.comeAgain || "", due_on: due };
}

// The fields that make this record again.
export function fieldsOf(item, form) {
  const isCompany = form.classList.contains("is-company");
  const pairs = [
    ["outcome", item.others_live_here ? ITEM_OTHERS : item.outcome], ["lives_there", item.lives_there || ""],
    ["mode", item.mode || "door"], ["role", item.role || ITEM_FOR_OTHERS],
    ["timing", item.entered_for ? "later" : "now"], ["note", item.note || ""], ["again_on", item.again_on || ""],
    ["cash_yuan", item.cash_yuan || ""], ["spoke_with", item.spoke_with || ""], ["spoke_with_as", item.spoke_with_as || ""],
  ];
  if (item.entered_for) pairs.push(["entered_for", item.entered_for.day], ["part_of_day", item.entered_for.part]);
  const lists = { help: item.help, policies: item.policies, demands: item.demands, promise_kept: item.kept_promises };
  Object.entries(lists).forEach(([name, values]) => (values || []).forEach((value) => pairs.push([name, value])));
  if (item.location) {
    pairs.push(["latitude", item.location.latitude], ["longitude", item.location.longitude]);
    if (item.location.accuracy_m !== null) pairs.push(["accuracy_m", item.location.accuracy_m]);
  }
  for (const box of form.querySelectorAll("input[name=companions]")) {
    const came = (item.companions || []).some(({ cadre, post }) => `${cadre}.${post}` === `${box.dataset.cadre}.${box.dataset.post}`);
    if (came) pairs.push(["companions", box.value]);
  }
  if (item.issue) {
    pairs.push(isCompany ? ["as_issue", "on"] : ["issue_text", item.issue.text]);
    pairs.push(["issue_id", item.issue.id], ["issue_category", item.issue.category]);
    if (item.issue.urgent) pairs.push(["issue_urgent", "on"]);
    if (item.issue.solved) pairs.push(["issue_solved", "on"]);
  }
  if (item.promise) pairs.push(["promise_on", item.promise.due_on], ["promise_text", item.promise.text]);
  return pairs;
}

// Whether anything was written: what the form proposes by itself is no draft.
export function isTold(form, before) {
  return JSON.stringify(readFields(form)) !== before;
}
