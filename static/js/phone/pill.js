// Every phone page: what waits is sent, the pill at the top says how much, one quiet line says what this browser cannot do.
import { canKeep } from "./capable.js";
import { changed, unsent } from "./outbox.js";
import { start } from "./sending.js";
import { counted } from "./words.js";

const pill = document.querySelector("#pill");
const cadre = Number(document.body.dataset.cadre || 0);

async function show() {
  const { records, photos, refused, refusedRecords } = await unsent(cadre);
  const { one, many, photo, photos: pictures, look, looks } = pill.dataset;
  const words = records ? counted(one, many, records + refusedRecords) : photos ? counted(photo, pictures, photos) : counted(look, looks, refused);
  pill.querySelector("[data-count]").textContent = words;
  pill.hidden = !(records || photos || refused);
  pill.parentElement.classList.toggle("has-pill", !pill.hidden);
  pill.classList.toggle("is-offline", navigator.onLine === false);
}

async function begin() {
  if (!(await canKeep())) {
    document.querySelector("#keeps-nothing").hidden = false;
    return;
  }
  const again = () => show().catch(() => {});
  changed(again);
  addEventListener("online", again);
  addEventListener("offline", again);
  addEventListener("pageshow", again);
  await again();
  start();
}

if (pill && cadre) begin();
