// What is being written: kept at every keystroke, sealed, found again when the same page is opened, also after a restart.
import { keyFor, open, sealWith } from "./sealing.js";
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

let draftSealer = null; // the key, read once: a keystroke waits for nothing

export async function writeDraft(key, value) {
  draftSealer = draftSealer || (await keyFor("outbox"));
  await (await store()).put("drafts", { key, saved_at: Date.now(), sealed: await sealWith(draftSealer, value) });
}

export async function dropDraft(key) {
  await (await store()).delete("drafts", key);
}

// Keeps what `read()` gives whenever the form changes: at once, or as soon as the write before it is done, so that the last
// keystroke is always written; nothing (null) drops the draft. `failed(problem)` hears of it when there is no room.
export function keepDraft(form, key, read, failed) {
  let isStale = false; // changed since the running write began
  let isStopped = false;
  let running = null;

  async function write() {
    while (isStale && !isStopped) {
      isStale = false;
      const value = read();
      await (value ? writeDraft(key, value) : dropDraft(key));
    }
  }

  function soon() {
    isStale = true;
    if (!running && !isStopped) running = write().catch(failed).then(() => { running = null; });
    return running;
  }

  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  return {
    soon,
    start() {
      isStopped = false;
      soon();
    },
    // Resolves when nothing is being written any more.
    async stop() {
      isStopped = true;
      await running;
    },
  };
}
