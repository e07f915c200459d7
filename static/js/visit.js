// The visit form with script: smaller photos and their previews, location on demand, the minute at which the door was answered.
const form = document.querySelector("#visit");
const LONGEST = 1600;

// ── photos: shrunk on the phone, unless their time and place are to be kept ──
const input = form.querySelector("input[name=photos]");
const keepPlace = form.querySelector("input[name=keep_place]");
const previews = form.querySelector("[data-previews]");
let chosen = [];
let work = Promise.resolve();

async function shrunk(file) {
  if (keepPlace.checked || file.size < 300_000) return file;
  try {
    const image = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, LONGEST / Math.max(image.width, image.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(image.width * scale);
    canvas.height = Math.round(image.height * scale);
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    image.close();
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
    return blob && blob.size < file.size ? new File([blob], file.name.replace(/\.\w+$/, ".jpg"), { type: "image/jpeg" }) : file;
  } catch {
    return file; // what the browser cannot read, the server judges, in words
  }
}

async function take() {
  const files = [];
  for (const file of chosen) files.push(await shrunk(file));
  const list = new DataTransfer();
  files.forEach((file) => list.items.add(file));
  input.files = list.files;
  previews.querySelectorAll("img").forEach((image) => URL.revokeObjectURL(image.src));
  previews.replaceChildren(...files.map((file) => {
    const image = new Image();
    image.src = URL.createObjectURL(file);
    image.alt = file.name;
    image.addEventListener("error", () => image.remove());
    return image;
  }));
}

const retake = () => { work = work.then(take, take); };
input.addEventListener("change", () => { chosen = [...input.files]; retake(); });
keepPlace.addEventListener("change", retake);

// Saving waits for photos that are still being shrunk.
let ready = true;
input.addEventListener("change", () => { ready = false; work.then(() => { ready = true; }); });
form.addEventListener("submit", (event) => {
  if (ready) return;
  event.preventDefault();
  work.then(() => { ready = true; form.requestSubmit(event.submitter); });
}, true);

// ── location: only when the button is pressed ──
const part = form.querySelector("[data-location]");
const told = part.querySelector("[data-told]");
const locate = part.querySelector("[data-locate]");
const forget = part.querySelector("[data-forget]");
const fields = ["latitude", "longitude", "accuracy_m"].map((name) => form.elements[name]);

function tell(values, words) {
  fields.forEach((field, position) => { field.value = values[position] ?? ""; });
  told.textContent = words;
  forget.hidden = !values.length;
  locate.hidden = !forget.hidden;
}

if ("geolocation" in navigator && isSecureContext) {
  part.hidden = false;
  const kept = fields.map((field) => field.value).filter(Boolean);
  if (kept.length) tell(kept, told.dataset.kept.replace("{m}", kept[2] ?? "?"));
  forget.addEventListener("click", () => tell([], ""));
  locate.addEventListener("click", () => {
    told.textContent = told.dataset.asking;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        const metres = Math.round(coords.accuracy);
        tell([coords.latitude.toFixed(6), coords.longitude.toFixed(6), metres], told.dataset.kept.replace("{m}", metres));
      },
      () => tell([], told.dataset.failed),
      { enableHighAccuracy: true, timeout: 15_000, maximumAge: 60_000 },
    );
  });
}

// ── who, how, when: the row says what was chosen ──
const row = form.querySelector("#meta");
row.addEventListener("change", (event) => {
  const word = row.querySelector(`[data-told-by="${event.target.name}"]`);
  if (!word) return;
  const label = row.querySelector(`label[for="${event.target.id}"]`).textContent.trim();
  word.textContent = event.target.name === "timing" && event.target.value === "now" ? word.dataset.now : label;
});

// A refused form shows what is wrong first.
document.querySelector("#form-errors, .er")?.scrollIntoView({ block: "center" });
