// A building: doors are ticked one by one or by sliding over them; nobody home at all of them is one record a door, kept on
// this phone. Without a store in the browser the form posts as it stands.
import { canKeep } from "./capable.js";
import { momentOf } from "./fields.js";
import { queueUrl } from "./queue.js";
import { saveMany } from "./saving.js";
import { isFull } from "./store.js";
import { uuid7 } from "./uuid.js";

const HOLD = 250; // ms until a finger chooses instead of scrolling
const STILL = 10; // px that a resting finger moves

const form = document.querySelector("#building");
const house = form.querySelector("#facade");
const picks = form.querySelector("#picks");
const buttons = Array.from(picks.querySelectorAll("button[name=outcome]"));
const cadre = Number(document.body.dataset.cadre || 0);
const { dataset } = form;

// Stair by stair, from the ground up, as one walks.
function chosen() {
  const boxes = Array.from(form.querySelectorAll("input[name=door]:checked")).filter((box) => !box.disabled);
  return boxes.map(cellOf).sort(({ dataset: a }, { dataset: b }) => (a.stair === b.stair ? Number(a.plate) - Number(b.plate) : 0));
}

function cellOf(box) {
  return form.querySelector(`label[for="${box.id}"]`);
}

function boxOf(element) {
  const cell = element && element.closest ? element.closest("label.cell") : null;
  return cell ? form.querySelector(`#${cell.htmlFor}`) : null;
}

// ── what the foot says ──

function said(element, n) {
  return (n === 1 ? element.dataset.one : element.dataset.many).replace("{n}", n);
}

function show() {
  const cells = chosen();
  const n = cells.length;
  picks.querySelector(".picked").hidden = !n;
  buttons.forEach((button) => {
    button.hidden = !n;
    if (n) button.textContent = said(button, n);
  });
  if (!n) return;
  const [count, which] = ["#picked-count", "#picked-which"].map((name) => picks.querySelector(name));
  count.textContent = said(count, n);
  let stair = "";
  which.textContent = cells.map(({ dataset: cell }) => {
    const word = cell.stair === stair ? cell.plate : cell.full;
    stair = cell.stair;
    return word;
  }).join(which.dataset.between);
}

// ── sliding ──

let slide = null; // {box, isOn, x, y, began, timer}
let isSwallowing = false; // the click that ends a slide ticks nothing

function startsAt(event) {
  const box = boxOf(event.target);
  if (!box || box.disabled || (event.pointerType === "mouse" && event.button !== 0)) return;
  slide = { box, isOn: !box.checked, x: event.clientX, y: event.clientY, began: false, timer: 0 };
  if (event.pointerType !== "mouse") slide.timer = setTimeout(() => begin(), HOLD);
}

function begin() {
  if (!slide || slide.began) return;
  clearTimeout(slide.timer);
  slide.began = true;
  tick(slide.box);
}

function tick(box) {
  if (!box || box.disabled || box.checked === slide.isOn) return;
  box.checked = slide.isOn;
  show();
}

function movesTo(event) {
  if (!slide) return;
  const [dx, dy] = [Math.abs(event.clientX - slide.x), Math.abs(event.clientY - slide.y)];
  if (!slide.began) {
    if (Math.max(dx, dy) < STILL) return;
    if (event.pointerType === "mouse" || (dx > dy && !house.classList.contains("is-wide"))) begin();
    else ends();
  }
  if (slide) tick(boxOf(document.elementFromPoint(event.clientX, event.clientY)));
}

function ends() {
  if (!slide) return;
  clearTimeout(slide.timer);
  isSwallowing = slide.began;
  slide = null;
  if (isSwallowing) setTimeout(() => { isSwallowing = false; }, 50);
}

function offerSliding() {
  if (!house || typeof PointerEvent === "undefined") return;
  house.addEventListener("pointerdown", startsAt);
  document.addEventListener("pointermove", movesTo);
  document.addEventListener("pointerup", ends);
  document.addEventListener("pointercancel", ends);
  house.addEventListener("touchmove", (event) => { if (slide && slide.began) event.preventDefault(); }, { passive: false });
  house.addEventListener("contextmenu", (event) => { if (slide) event.preventDefault(); });
  house.addEventListener("dragstart", (event) => { if (slide) event.preventDefault(); });
  house.addEventListener("click", (event) => {
    if (!isSwallowing) return;
    event.preventDefault();
    isSwallowing = false;
  }, true);
}

function measure() {
  if (house) house.classList.toggle("is-wide", house.scrollWidth > house.clientWidth + 1);
}

// ── saving ──

function itemAt(cell) {
  return {
    kind: "visit", id: uuid7(), by: cadre, place: Number(cell.dataset.place), phone_at: momentOf(Date.now()), clock_offset_ms: 0,
    outcome: "nobody_home", others_live_here: false, lives_there: "", mode: "door", role: dataset.role, companions: [],
    entered_for: null, help: [], cash_yuan: null, policies: [], note: "", again_on: null, location: null,
    spoke_with: "", spoke_with_as: "", demands: [], issue: null, promise: null, kept_promises: [],
  };
}

function rowOf(cell) {
  const { place, plate, name, group } = cell.dataset;
  return { item: itemAt(cell), shown: { place: Number(place), plate, name, group } };
}

async function saveAll(cells) {
  const n = cells.length;
  const words = {
    saved: said({ dataset: { one: dataset.savedOne, many: dataset.savedMany } }, n),
    undone: said({ dataset: { one: dataset.undoneOne, many: dataset.undoneMany } }, n),
    back: dataset.here,
  };
  const rows = cells.map(rowOf);
  await saveMany(rows, { then: dataset.here, words });
  form.reset();
}

function oneByOne(cells) {
  const doors = cells.map(({ dataset: cell }) => `${cell.place}-${cell.plate}`);
  location.assign(queueUrl(cells[0].dataset.place, doors.slice(1), dataset.door, dataset.visit));
}

function failed(problem) {
  const template = document.querySelector(isFull(problem) ? "#storage-full" : "#not-kept");
  if (template) form.querySelector("#notes").replaceChildren(document.importNode(template.content, true));
  form.querySelector("#notes").scrollIntoView({ block: "center" });
}

async function takeOver() {
  if (!cadre || !(await canKeep())) return;
  let pressed = buttons[0];
  let isBusy = false;
  buttons.forEach((button) => button.addEventListener("click", () => { pressed = button; }));
  form.addEventListener("submit", (event) => {
    const cells = chosen();
    if (!cells.length) return; // the server says so
    event.preventDefault();
    if (isBusy) return;
    if ((event.submitter || pressed).value === "each") {
      oneByOne(cells);
      return;
    }
    isBusy = true;
    saveAll(cells).catch(failed).finally(() => { isBusy = false; });
  });
  form.dataset.ready = "yes";
}

// A door whose record waits on this phone is no door to tick: a tap opens what was written.
function showMarks(marks) {
  form.querySelectorAll(".cell[data-place]").forEach((cell) => {
    const mark = marks.get(Number(cell.dataset.place));
    const box = cell.htmlFor ? form.querySelector(`#${cell.htmlFor}`) : null;
    cell.classList.toggle("done", cell.classList.contains("done") || Boolean(mark && mark.isSent && mark.outcome === "met"));
    cell.classList.toggle("is-tried", Boolean(mark && mark.isSent && mark.outcome !== "met"));
    if (!box) return;
    box.disabled = Boolean(mark && !mark.isSent);
    if (box.disabled) box.checked = false;
    cell.dataset.record = box.disabled ? mark.row.id : "";
  });
  show();
}

document.addEventListener("doorstep:marked", (event) => showMarks(event.detail));
form.addEventListener("click", (event) => {
  const cell = event.target.closest("label.cell[data-record]");
  if (cell && cell.dataset.record) location.assign(`${dataset.visit.replace("/0/", `/${cell.dataset.place}/`)}?record=${cell.dataset.record}`);
});
form.addEventListener("change", show);
form.addEventListener("reset", () => setTimeout(show));
addEventListener("pageshow", show);
addEventListener("resize", measure);
offerSliding();
measure();
show();
takeOver().catch(() => {});
