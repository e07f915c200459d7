// What is being written: kept at every keystroke, sealed, found again when the same page is opened, also after a restart.
import { open, seal } from "./sealing.js";
import { store } from "./store.js";

// A draft of one cadre at one door, or on one list.
export function draftKey(cadre, what) {
  return `${cadre}:${what}`;
}

export async function findDraft(key) {
  const row = await (await store()).get("drafts", key);
  if (!row) return null;
  try {
    return { ...(await open("outbox", row.sealed)), saved_at: row.saved_at };
  } catch (problem) {
    return null; // sealed under a key that is gone: nobody can read it
  }
}

export async function writeDraft(key, value) {
  await (await store()).put("drafts", { key, saved_at: Date.now(), sealed: await seal("outbox", value) });
}

export async function dropDraft(key) {
  await (await store()).delete("drafts", key);
}

// Keeps what `read()` gives whenever the form changes, once a frame at most, in order; nothing (null) drops the draft.
// `failed(problem)` hears of it when there is no room. Gives { flush, stop }.
export function keepDraft(form, key, read, failed) {
  let asked = false;
  let stopped = false;
  let work = Promise.resolve();
  const write = async () => {
    if (stopped) return;
    const value = read();
    await (value ? writeDraft(key, value) : dropDraft(key));
  };
  const flush = () => {
    asked = false;
    work = work.then(write).catch(failed);
    return work;
  };
  const soon = () => {
    if (asked || stopped) return;
    asked = true;
    requestAnimationFrame(flush);
  };
  const leave = () => { if (asked) flush(); }; // a hidden page draws no frames
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  document.addEventListener("visibilitychange", leave);
  addEventListener("pagehide", leave);
  return {
    flush,
    soon,
    start() {
      stopped = false;
      soon();
    },
    stop() {
      stopped = true;
      return work.catch(() => {});
    },
  };
}
