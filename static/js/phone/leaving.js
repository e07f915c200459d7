// Logging out takes the copy of the own places along. What was not sent stays, and is named before.
import { canKeep } from "./capable.js";
import { drop } from "./copy.js";
import { unsent } from "./outbox.js";

const leavingForm = document.querySelector("#log-out");

async function sayUnsent() {
  const { records, photos, refused } = await unsent(Number(leavingForm.dataset.cadre));
  const count = records + photos + refused;
  const note = leavingForm.querySelector("#unsent");
  if (!count) return;
  note.querySelector("[data-count]").textContent = count === 1 ? note.dataset.one : note.dataset.many.replace("{n}", count);
  note.hidden = false;
  leavingForm.querySelector("[data-plain]").hidden = true;
}

leavingForm.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (await canKeep()) await drop().catch(() => {});
  leavingForm.submit();
});

canKeep().then((keeps) => (keeps ? sayUnsent() : null)).catch(() => {});
