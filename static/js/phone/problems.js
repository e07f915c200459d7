// What is wrong with a form, in the server's own sentences and its own look: a red sentence under the field, a summary with
// links where more than one is wrong (FACE 4, Forms).
const PROBLEM_ALIASES = {
  "entered_for.day": "entered_for", "entered_for.part": "part_of_day", "issue.text": "issue_text", "issue.category": "issue_category",
  "promise.text": "promise_text", "promise.due_on": "promise_on", location: "latitude", others_live_here: "outcome",
};

// What the page itself says of a field: code "missing" or "wrong".
export function problemOf(form, field, code) {
  const told = form.querySelector("#sentences").content;
  const said = told.querySelector(`[data-field="${field}"][data-code="${code}"]`);
  return said ? { field, label: said.dataset.label, said: said.textContent } : { field, label: "", said: "" };
}

// What a receipt says of a record, at the fields that the form has.
export function problemsTold(form, receipt) {
  const told = (receipt && receipt.problems) || [];
  const found = told.map(({ field, said }) => {
    const name = PROBLEM_ALIASES[field] || String(field).split(".")[0];
    const isHere = Boolean(form.elements[name]) && name !== "latitude";
    return { field: isHere ? name : "", label: isHere ? problemOf(form, name, "missing").label : "", said };
  });
  return found.length || !receipt || !receipt.said ? found : [{ field: "", label: "", said: receipt.said }];
}

export function clearProblems(form) {
  form.querySelectorAll("#form-errors, [data-problem], p.er").forEach((said) => said.remove());
  form.querySelectorAll("[aria-invalid]").forEach((field) => field.removeAttribute("aria-invalid"));
}

// Shows them, opens the parts that hold them, and goes to the first.
export function showProblems(form, found) {
  clearProblems(form);
  found.filter(({ field }) => field).forEach(({ field, said }) => problemAt(form, field, said));
  const whole = found.filter(({ field }) => !field);
  const summary = found.length > 1 || whole.length ? problemSummary(form, found, whole) : null;
  const first = summary || problemPlace(form, found[0].field).field;
  first.focus({ preventScroll: true });
  (summary || form.querySelector("[data-problem]")).scrollIntoView({ block: "center" });
}

function problemPlace(form, name) {
  const named = form.elements[name];
  const field = named instanceof RadioNodeList ? named[0] : named;
  const block = form.querySelector(`#div_id_${name}`) || field.closest("fieldset, .fld, .ln") || field.parentElement;
  return { field, block };
}

function problemAt(form, name, said) {
  const { field, block } = problemPlace(form, name);
  const sentence = document.importNode(form.querySelector("#problem").content.firstElementChild, true);
  sentence.id = `id_${name}_error`;
  sentence.dataset.problem = name;
  sentence.querySelector("[data-said]").textContent = said;
  if (block.classList.contains("ln")) block.after(sentence);
  else block.append(sentence);
  const described = field.type === "radio" || field.type === "checkbox" ? block : field;
  described.setAttribute("aria-describedby", sentence.id);
  if (described === field) field.setAttribute("aria-invalid", "true");
  for (let part = block.closest("details"); part; part = part.parentElement.closest("details")) part.open = true;
}

function problemSummary(form, found, whole) {
  const summary = document.importNode(form.querySelector("#problems").content.firstElementChild, true);
  const list = summary.querySelector("ul");
  whole.forEach(({ said }) => {
    const line = document.createElement("p");
    line.append(document.createElement("b"));
    line.firstChild.textContent = said;
    list.before(line);
  });
  found.filter(({ field }) => field).forEach(({ field, label, said }) => {
    const row = document.importNode(form.querySelector("#problem-row").content.firstElementChild, true);
    const link = row.querySelector("a");
    const place = problemPlace(form, field);
    link.href = `#${place.field.id}`;
    link.textContent = label;
    link.addEventListener("click", (event) => {
      event.preventDefault();
      place.field.focus({ preventScroll: true });
      place.block.scrollIntoView({ block: "center" });
    });
    row.querySelector("[data-said]").textContent = said;
    list.append(row);
  });
  list.hidden = !list.children.length;
  form.querySelector("#notes").prepend(summary);
  return summary;
}
