// Where the phone is: asked only when the button is pressed, and left out as easily.
export function offerLocation(form) {
  const part = form.querySelector("[data-location]");
  if (!part || !("geolocation" in navigator) || !isSecureContext) return { show() {} };
  const told = part.querySelector("[data-told]");
  const locate = part.querySelector("[data-locate]");
  const forget = part.querySelector("[data-forget]");
  const fields = ["latitude", "longitude", "accuracy_m"].map((name) => form.elements[name]);

  function tell(values, words) {
    fields.forEach((field, position) => { field.value = values[position] ?? ""; });
    fields[0].dispatchEvent(new Event("change", { bubbles: true })); // the draft keeps it
    told.textContent = words;
    forget.hidden = !values.length;
    locate.hidden = !forget.hidden;
  }

  // What stands in the fields already: of a refused form, or of a draft.
  function show() {
    const kept = fields.map((field) => field.value);
    if (kept[0]) tell(kept, told.dataset.kept.replace("{m}", kept[2] || "?"));
  }

  part.hidden = false;
  forget.addEventListener("click", () => tell([], ""));
  locate.addEventListener("click", () => {
    told.textContent = told.dataset.asking;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        const metres = Math.round(coords.accuracy);
        tell([coords.latitude.toFixed(6), coords.longitude.toFixed(6), metres], told.dataset.kept.replace("{m}", metres));
      },
      () => tell([], told.dataset.failed),
      { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 },
    );
  });
  show();
  return { show };
}
