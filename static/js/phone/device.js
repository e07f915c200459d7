// The number of this phone: made here once, not to be guessed; with it a lost phone is told to drop its copy.
import { changeMeta, readMeta } from "./store.js";
import { uuid4 } from "./uuid.js";

export async function deviceId() {
  const known = await readMeta("device");
  return known || changeMeta("device", (first) => first || uuid4());
}

// What the browser calls itself, short: for the list of one's own phones.
export function deviceName() {
  const told = typeof navigator === "undefined" ? "" : navigator.userAgent || "";
  const inside = /\(([^)]*)\)/.exec(told);
  return (inside ? inside[1].replace(/; wv|; K$|Linux; /g, "") : told).slice(0, 60);
}
