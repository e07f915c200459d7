// How far the clock of this phone is from the server's: measured at every answer that carries the server's time.
import { changeMeta, readMeta } from "./store.js";

const CLOCK_SLOW = 10000; // an answer that took longer says too little about when it was given

// Phone minus server in milliseconds; null when it was never measured.
export async function offset() {
  const kept = await readMeta("clock");
  return kept ? kept.offset : null;
}

// `at`: the server's time as it stands in the answer; `sentAt`, `gotAt`: this phone's, in milliseconds.
export async function measured(at, sentAt, gotAt) {
  const server = Date.parse(at);
  const took = gotAt - sentAt;
  if (Number.isNaN(server) || took < 0) return offset();
  const kept = await changeMeta("clock", (before) => {
    if (before && took > CLOCK_SLOW && took > before.took) return undefined;
    return { offset: Math.round(sentAt + took / 2 - server), took, at: gotAt };
  });
  return kept ? kept.offset : offset();
}
