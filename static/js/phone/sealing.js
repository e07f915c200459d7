// Sealed with AES-GCM under keys that the browser keeps and never shows: "outbox" (records, photos, drafts), "copy" (own places).
// A key is read anew each time: another tab, or the worker, may have dropped it.
import { store } from "./store.js";

export async function keyFor(name) {
  const db = await store();
  const kept = await db.get("keys", name);
  if (kept) return kept;
  const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  const tx = db.transaction("keys", "readwrite");
  const first = await tx.store.get(name); // two tabs at once: the first key stands
  if (!first) tx.store.put(made, name);
  await tx.done;
  return first || made;
}

export async function seal(keyName, value) {
  return sealWith(await keyFor(keyName), value);
}

export async function open(keyName, sealed) {
  const key = await (await store()).get("keys", keyName);
  if (!key) throw new Error("sealed under a key that was dropped");
  return openWith(key, sealed);
}

// For many at once: the key is read once.
export async function sealWith(key, value) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const isBytes = value instanceof ArrayBuffer;
  const bytes = isBytes ? value : new TextEncoder().encode(JSON.stringify(value));
  return { iv, data: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, bytes), as: isBytes ? "bytes" : "json" };
}

export async function openWith(key, sealed) {
  const bytes = await crypto.subtle.decrypt({ name: "AES-GCM", iv: sealed.iv }, key, sealed.data);
  return sealed.as === "bytes" ? bytes : JSON.parse(new TextDecoder().decode(bytes));
}

export async function dropKey(keyName) {
  await (await store()).delete("keys", keyName);
}

// The copy of the own places goes, with its key; records, photos and drafts stay.
export async function dropCopy() {
  const tx = (await store()).transaction(["keys", "kept", "meta"], "readwrite");
  tx.objectStore("keys").delete("copy");
  tx.objectStore("kept").clear();
  for (const told of ["bundle", "until"]) tx.objectStore("meta").delete(told); // whose it was, until when
  await tx.done;
}
