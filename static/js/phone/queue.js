// Doors of a building that are logged one after the other; they stand in the address, so a page out of the copy knows them.
// phone/buildings.py reads and writes the same: queue=12-401.13-402&building=9.

// The doors after this one as rows of the form: dataset of place, plate and href; null where the address names no queue.
export function queued() {
  const query = new URLSearchParams(location.search);
  if (!query.has("queue")) return null;
  const doors = query.get("queue").split(".").filter((one) => /^\d+-/.test(one));
  return doors.map((one, at) => {
    const [place, plate] = [one.slice(0, one.indexOf("-")), one.slice(one.indexOf("-") + 1)];
    return { dataset: { place, plate, href: queueUrl(place, doors.slice(at + 1), query.get("building")) } };
  });
}

// The building that the queue came from, once its last door is logged; "" without one.
export function queueEnd() {
  const building = new URLSearchParams(location.search).get("building") || "";
  return /^\d+$/.test(building) ? location.pathname.replace(/places\/\d+\/visit/, `buildings/${building}`) : "";
}

export function queueUrl(place, later, building, path = location.pathname) {
  const query = new URLSearchParams();
  if (later.length) query.set("queue", later.join("."));
  if (/^\d+$/.test(building || "")) query.set("building", building);
  return `${path.replace(/places\/\d+\//, `places/${place}/`)}?${query}`;
}
