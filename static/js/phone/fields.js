// The fields of a form as pairs of name and text, and back: for drafts, and for a record that is opened again.
import { inShanghai } from "./words.js";

const FIELDS_APART = ["csrfmiddlewaretoken", "photos", "drop_photo", "seen", "opened", "door", "q"];

export function readFields(form) {
  const pairs = [];
  new FormData(form).forEach((value, name) => {
    if (typeof value === "string" && !FIELDS_APART.includes(name)) pairs.push([name, value]);
  });
  return pairs;
}

// Sets every field that the form has; what was chosen and is not among the pairs is chosen no more.
export function writeFields(form, pairs) {
  const told = new Map();
  pairs.forEach(([name, value]) => told.set(name, (told.get(name) || []).concat(String(value))));
  for (const field of form.elements) {
    if (!field.name || FIELDS_APART.includes(field.name) || field.tagName === "BUTTON" || field.tagName === "FIELDSET") continue;
    const values = told.get(field.name) || [];
    if (field.type === "radio" || field.type === "checkbox") field.checked = values.includes(field.value);
    else if (field.type !== "file" && (values.length || field.type !== "hidden")) field.value = values.length ? values[0] : "";
  }
  openFilled(form);
}

// What holds an answer stands open.
export function openFilled(form) {
  form.querySelectorAll("details").forEach((part) => {
    if (part.id === "meta") return; // its line says what was chosen
    const isFilled = Array.from(part.querySelectorAll("input, textarea, select")).some((field) => {
      if (field.type === "hidden" || field.type === "file") return false;
      return field.type === "radio" || field.type === "checkbox" ? field.checked : Boolean(field.value);
    });
    if (isFilled) part.open = true;
  });
}

export function one(form, name) {
  const pair = readFields(form).find(([known]) => known === name);
  return pair ? pair[1].trim() : "";
}

export function many(form, name) {
  return readFields(form).filter(([known]) => known === name).map(([, value]) => value);
}

// ── days, as Shanghai's calendar has them ──

export function dayAway(days, from = new Date()) {
  return inShanghai(from.getTime() + days * 86400000).toISOString().slice(0, 10);
}

// A moment with the phone's own distance from UTC, as a record tells it.
export function momentOf(at) {
  const away = -new Date(at).getTimezoneOffset();
  const sign = away < 0 ? "-" : "+";
  const two = (figure) => String(Math.floor(Math.abs(figure))).padStart(2, "0");
  return `${new Date(at + away * 60000).toISOString().slice(0, -1)}${sign}${two(away / 60)}:${two(away % 60)}`;
}
