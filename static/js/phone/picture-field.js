// Taking and choosing photos in a form: two buttons, small pictures of what is kept, each left out again by a tap.
import { MOST_PICTURES, drop, keep, kept, shrink } from "./pictures.js";
import { uuid7 } from "./uuid.js";

// `visitId()`: whose photos they are; `changed()` after each; `failed(problem)` when this phone could not keep one.
export function offerPictures(form, { visitId, changed, failed }) {
  const part = form.querySelector("[data-shoot]");
  const previews = form.querySelector("[data-previews]");
  const said = form.querySelector("[data-picture-said]");
  const keepPlace = form.elements.keep_place;
  const shots = new Map(); // id → {file, name, element}
  let work = Promise.resolve();

  part.hidden = false;
  form.querySelector("[data-plain]").hidden = true;
  form.elements.photos.disabled = true; // what is taken here goes its own way

  async function take(file) {
    if (shots.size >= MOST_PICTURES) return tell(said.dataset.many.replace("{n}", MOST_PICTURES));
    const id = uuid7();
    await put(id, file);
    return changed();
  }

  async function put(id, file) {
    const small = await shrink(file, { keepPlace: keepPlace.checked });
    if (!small) return tell(said.dataset.unreadable.replace("{name}", file.name));
    await keep(visitId(), small, { id, name: file.name, keepPlace: keepPlace.checked });
    return show(id, small, file.name, file);
  }

  function show(id, blob, name, file = null) {
    const known = shots.get(id);
    const element = document.importNode(form.querySelector("#shot").content.firstElementChild, true);
    const image = element.querySelector("img");
    image.src = URL.createObjectURL(blob);
    image.alt = name;
    image.addEventListener("load", () => URL.revokeObjectURL(image.src));
    image.addEventListener("error", () => { // kept, though this browser cannot draw it
      image.hidden = true;
      element.querySelector("[data-name]").textContent = name;
      element.querySelector("[data-name]").hidden = false;
    });
    element.querySelector("[data-drop]").addEventListener("click", () => {
      shots.delete(id);
      element.remove();
      said.textContent = "";
      chain(() => drop(id).then(changed));
    });
    if (known) known.element.replaceWith(element);
    else previews.append(element);
    shots.set(id, { file, name, element });
  }

  function tell(words) {
    said.textContent = words;
  }

  function chain(next) {
    work = work.then(next).catch(failed);
    return work;
  }

  part.querySelectorAll("input[type=file]").forEach((input) => {
    input.addEventListener("change", () => {
      const files = Array.from(input.files);
      input.value = ""; // the same photo may be chosen again
      tell("");
      files.forEach((file) => chain(() => take(file)));
    });
  });
  // Chosen anew whether the camera's time and place go along: made anew, as long as the photos are at hand.
  keepPlace.addEventListener("change", () => {
    shots.forEach(({ file }, id) => { if (file) chain(() => put(id, file)); });
  });

  return {
    ids: () => Array.from(shots.keys()),
    count: () => shots.size,
    settled: () => work,
    async show(id) {
      const found = await kept(id);
      found.forEach((shot) => show(shot.id, shot.blob, shot.name));
      if (found.length) part.closest("details").open = true;
    },
  };
}
