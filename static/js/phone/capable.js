// What this browser can do: 1 keeps records and opens without a network, 2 keeps records while the page is open, 3 only posts forms.
import { writeMeta } from "./store.js";

export function level() {
  const keeps = typeof indexedDB !== "undefined" && indexedDB && typeof crypto !== "undefined" && crypto.subtle;
  if (!keeps) return 3;
  return "serviceWorker" in navigator ? 1 : 2;
}

let capableProbe = null;

// Some browsers have a store and refuse to use it (private windows): whether a row can really be written.
export function canKeep() {
  if (level() === 3) return Promise.resolve(false);
  if (!capableProbe) capableProbe = writeMeta("probe", 1).then(() => true, () => false);
  return capableProbe;
}
