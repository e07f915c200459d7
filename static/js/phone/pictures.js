// Photos of a form: shrunk here before they travel, kept sealed beside the draft until the visit is saved.
import { open, seal } from "./sealing.js";
import { bytesKey, photoBytes, store } from "./store.js";
import { uuid7 } from "./uuid.js";

const PICTURE_LONGEST = [1600, 1280, 1024]; // px
const PICTURE_HEAVIEST = 400 * 1024;
const PICTURE_WHOLE = 5 * 1024 * 1024; // what this browser cannot read goes as it is, up to this
const PICTURE_QUALITIES = [0.85, 0.72, 0.6, 0.48];

export const MOST_PICTURES = 9; // the server keeps no more of one visit

// Gives a smaller JPEG, or the file itself where it is small already or cannot be read here; null when that is too large to send.
// `keepPlace`: when and where it was taken goes along, as the camera wrote it.
export async function shrink(file, { keepPlace = false } = {}) {
  let drawn = null;
  try {
    drawn = await pictureRead(file);
    const longest = Math.max(drawn.width, drawn.height);
    const isFit = longest <= PICTURE_LONGEST[0] && file.size <= PICTURE_HEAVIEST && file.type === "image/jpeg";
    const small = isFit ? file : await pictureDrawn(drawn);
    if (small === file || !keepPlace) return small;
    return pictureWith(small, await pictureExif(file));
  } catch (problem) {
    return file.size && file.size <= PICTURE_WHOLE ? file : null;
  } finally {
    if (drawn && drawn.close) drawn.close();
  }
}

async function pictureRead(file) {
  if (typeof createImageBitmap === "function") {
    try {
      return await createImageBitmap(file, { imageOrientation: "from-image" });
    } catch (problem) {
      // older browsers know no such option, or not this kind of file: an image element may
    }
  }
  if (!CSS.supports("image-orientation", "from-image")) throw new Error("would lie on its side");
  const image = new Image();
  const address = URL.createObjectURL(file);
  try {
    await new Promise((done, failed) => {
      image.onload = done;
      image.onerror = () => failed(new Error("not readable here"));
      image.src = address;
    });
  } finally {
    URL.revokeObjectURL(address);
  }
  return image;
}

async function pictureDrawn(image) {
  let last = null;
  for (const longest of PICTURE_LONGEST) {
    const scale = Math.min(1, longest / Math.max(image.width, image.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(image.width * scale));
    canvas.height = Math.max(1, Math.round(image.height * scale));
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    for (const quality of PICTURE_QUALITIES) {
      last = await new Promise((done) => canvas.toBlob(done, "image/jpeg", quality));
      if (!last) throw new Error("not drawn");
      if (last.size <= PICTURE_HEAVIEST) return last;
    }
  }
  return last;
}

// ── when and where: the camera's own block, moved over with the picture standing upright ──

async function pictureExif(file) {
  const view = new DataView(await file.slice(0, 256 * 1024).arrayBuffer());
  if (view.byteLength < 4 || view.getUint16(0) !== 0xffd8) return null;
  for (let at = 2; at + 4 <= view.byteLength && view.getUint8(at) === 0xff;) {
    const marker = view.getUint8(at + 1);
    const length = view.getUint16(at + 2);
    const isExif = marker === 0xe1 && at + 10 < view.byteLength && view.getUint32(at + 4) === 0x45786966;
    if (isExif) return at + 2 + length <= view.byteLength ? pictureUpright(new Uint8Array(view.buffer.slice(at, at + 2 + length))) : null;
    if (marker === 0xda) return null;
    at += 2 + length;
  }
  return null;
}

function pictureUpright(block) {
  const view = new DataView(block.buffer);
  const isLittle = view.getUint16(10) === 0x4949;
  const first = 10 + view.getUint32(14, isLittle);
  const count = first + 2 <= view.byteLength ? view.getUint16(first, isLittle) : 0;
  for (let place = 0; place < count; place += 1) {
    const at = first + 2 + place * 12;
    if (at + 12 > view.byteLength) break;
    if (view.getUint16(at, isLittle) === 0x0112) view.setUint16(at + 8, 1, isLittle);
  }
  return block;
}

async function pictureWith(jpeg, block) {
  return block ? new Blob([jpeg.slice(0, 2), block, jpeg.slice(2)], { type: "image/jpeg" }) : jpeg;
}

// ── kept ──

// Keeps a photo beside the draft of its visit; `id` again takes the place of an earlier one. Gives the id.
export async function keep(visitId, blob, { keepPlace = false, name = "", cadre = 0, id = uuid7() } = {}) {
  const row = {
    id, visit: visitId, cadre: cadre || Number(document.body.dataset.cadre || 0), saved_at: Date.now(), state: "draft",
    size: blob.size, type: blob.type, sent: 0, keep_place: keepPlace, attempts: 0, v: 1,
    name: await seal("outbox", name), answer: null,
  };
  const sealed = await seal("outbox", await blob.arrayBuffer());
  const tx = (await store()).transaction("photos", "readwrite");
  tx.store.put(row).catch(() => {}); // the transaction itself tells why
  tx.store.put({ id: bytesKey(id), sealed }).catch(() => {});
  await tx.done;
  return id;
}

// The photos that hang on a draft or on a record that has not left, opened: [{id, blob, name, state}].
export async function kept(visitId) {
  const rows = await (await store()).getAllFromIndex("photos", "visit", visitId);
  const shown = rows.filter((row) => row.state !== "dropped" && row.state !== "sent").sort((a, b) => a.saved_at - b.saved_at);
  const opened = await Promise.all(shown.map(async (row) => {
    const sealed = await photoBytes(row.id);
    return sealed && {
      id: row.id, state: row.state, name: row.name ? await open("outbox", row.name).catch(() => "") : "",
      blob: new Blob([await open("outbox", sealed)], { type: row.type }),
    };
  }));
  return opened.filter(Boolean);
}

// Takes one away that nobody else can have yet.
export async function drop(id) {
  const tx = (await store()).transaction("photos", "readwrite");
  for (const key of [id, bytesKey(id)]) tx.store.delete(key);
  await tx.done;
}

// A draft that is not wanted takes its photos along.
export async function dropDrafted(visitId) {
  const tx = (await store()).transaction("photos", "readwrite");
  for (const row of await tx.store.index("visit").getAll(visitId)) {
    if (row.state === "draft") [row.id, bytesKey(row.id)].forEach((key) => tx.store.delete(key));
  }
  await tx.done;
}
