// What one answer of a visit asks of another: the same as the server asks, before anything is kept.
import { dayAway, many, one } from "./fields.js";
import { problemOf } from "./problems.js";

const CHECK_SUM = /^\d{1,7}(\.\d{1,2})?$/;

export function problemsOf(form) {
  const found = [];
  const missing = (field) => found.push(problemOf(form, field, "missing"));
  const wrong = (field) => found.push(problemOf(form, field, "wrong"));
  if (!one(form, "outcome")) missing("outcome");
  if (one(form, "outcome") === "postponed") checkDay(form, "again_on", { ahead: true, missing, wrong });
  if (many(form, "help").includes("cash") && one(form, "cash_yuan")) checkSum(form, wrong);
  if (one(form, "timing") === "later") {
    checkDay(form, "entered_for", { ahead: false, missing, wrong });
    if (!one(form, "part_of_day")) missing("part_of_day");
  }
  const isForOthers = one(form, "role") === "for_others" || !form.elements.role;
  if (isForOthers && !many(form, "companions").length && form.elements.companions) missing("companions");
  if (!form.classList.contains("is-correction")) {
    checkIssue(form, missing);
    checkPromise(form, missing, wrong);
  }
  return found;
}

function checkDay(form, name, { ahead, missing, wrong }) {
  const day = one(form, name);
  const [first, last] = ahead ? [dayAway(0), dayAway(366)] : [dayAway(-Number(form.dataset.daysBack)), dayAway(0)];
  if (!day) missing(name);
  else if (day < first || day > last) wrong(name);
}

function checkSum(form, wrong) {
  const sum = one(form, "cash_yuan");
  if (!CHECK_SUM.test(sum) || Number(sum) < 1) wrong("cash_yuan");
}

function checkIssue(form, missing) {
  const asks = (name) => { if (!one(form, name)) missing(name); };
  if (form.elements.as_issue) {
    if (one(form, "as_issue")) ["note", "issue_category"].forEach(asks);
  } else if (one(form, "issue_text")) asks("issue_category");
  else if (["issue_category", "issue_urgent", "issue_solved"].some((name) => one(form, name))) asks("issue_text");
}

function checkPromise(form, missing, wrong) {
  const day = one(form, "promise_on");
  const isCompany = form.classList.contains("is-company");
  if (!isCompany && one(form, "promise_text") && !day) missing("promise_on");
  if (!isCompany && day && !one(form, "promise_text")) missing("promise_text");
  if (day && (day < dayAway(0) || day > dayAway(366))) wrong("promise_on");
}
