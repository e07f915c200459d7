// The service worker: files from its cache; the phone's pages from the network, within reason, else from the copy.
// It answers no form and nothing of the API. WORKER (version, assets, shells, patience) is written above by the server.
import { copyInfo, refreshCopy } from "../copy.js";
import { composed } from "./composing.js";
import { send } from "../sending.js";
import { readMeta } from "../store.js";

const SERVE_CACHE = `doorstep-${WORKER.version}`;

// ── coming and going ──

self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(serveInstall());
});

// Nothing half: a file that did not come, or came from somebody else's portal, and this version is not installed.
async function serveInstall() {
  const cache = await caches.open(SERVE_CACHE);
  await Promise.all(WORKER.assets.concat(WORKER.shells).map(async (path) => {
    if (WORKER.hashed && (await cache.match(path))) return;
    await cache.put(path, await serveOurs(path));
  }));
}

async function serveOurs(path) {
  const isFile = path.startsWith("/static/");
  const response = await fetch(path, WORKER.hashed && isFile ? {} : { cache: "no-cache" });
  const isOurs = response.headers.get("Doorstep") === "1" || (isFile && !WORKER.hashed); // a server for development signs no files
  if (response.status !== 200 || !isOurs) throw new Error(`not ours: ${path}`);
  return response;
}

self.addEventListener("activate", (event) => {
  event.waitUntil(Promise.all([self.clients.claim(), copyInfo().then((info) => (info ? null : serveTidy()))]));
});

// Files of older versions stay as long as pages of the copy may ask for them.
async function serveTidy() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith("doorstep-") && name !== SERVE_CACHE).map((name) => caches.delete(name)));
}

self.addEventListener("message", (event) => {
  if (!event.data || event.data.wanted !== "copy") return;
  event.waitUntil(serveRefresh().catch(() => "trouble").then((state) => {
    if (event.ports[0]) event.ports[0].postMessage({ state });
  }));
});

async function serveRefresh() {
  const state = await refreshCopy();
  if (state === "done" || state === "empty") {
    await serveTidy();
    const cache = await caches.open(SERVE_CACHE);
    for (const path of WORKER.shells) await serveOurs(path).then((response) => cache.put(path, response)).catch(() => {});
  }
  return state;
}

self.addEventListener("sync", (event) => {
  if (event.tag !== "doorstep-outbox") return;
  event.waitUntil(send({ reason: "sync" }).then((result) => {
    if (["offline", "trouble", "slow_down", "portal"].includes(result.state)) throw new Error(result.state); // the browser tries again
  }));
});

// ── answering ──

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (url.pathname.startsWith("/static/")) event.respondWith(serveFile(request));
  else if (url.pathname.startsWith("/photos/") && request.mode !== "navigate") event.respondWith(servePhoto(request));
  else if (request.mode === "navigate" || request.headers.get("HX-Request")) event.respondWith(servePage(request, url));
});

async function serveFile(request) {
  const kept = await caches.match(request, { ignoreSearch: true });
  return kept || fetch(request);
}

async function servePhoto(request) {
  return fetch(request).catch(async () => (await caches.match(WORKER.photo)) || Response.error());
}

async function servePage(request, url) {
  const asked = serveNetwork(request);
  const info = await copyInfo().catch(() => null);
  const first = info ? await Promise.race([asked, servePause()]) : await asked;
  if (first.state === "ours") return first.response;
  const page = info ? await composed(url, info, first.state).catch(() => null) : null;
  if (page) return serveHtml(page, info);
  const answer = first.state === "slow" ? await asked : first;
  return answer.response || serveShell();
}

function servePause() {
  return new Promise((done) => { setTimeout(() => done({ state: "slow" }), WORKER.patience); });
}

// Whether there is an answer, and whether it is ours: a portal of a wireless network answers as well.
async function serveNetwork(request) {
  try {
    const response = await fetch(request);
    const isOurs = response.type === "opaqueredirect" ? await serveIsReachable() : response.headers.get("Doorstep") === "1";
    return { state: isOurs ? "ours" : "portal", response };
  } catch (problem) {
    return { state: "offline", response: null };
  }
}

// A redirect says nothing of whoever sent it, so our server is asked for a sign.
async function serveIsReachable() {
  try {
    const response = await fetch("/api/v1/session", { cache: "no-store", redirect: "manual", credentials: "same-origin" });
    return response.headers.get("Doorstep") === "1";
  } catch (problem) {
    return false;
  }
}

function serveHtml(page, info) {
  const headers = { ...info.policies, "Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store", "Doorstep-Copy": "1" };
  return new Response(page, { headers });
}

async function serveShell() {
  const isOver = await readMeta("copy_over").catch(() => null);
  return (await caches.match(WORKER.shells[isOver ? 1 : 0])) || Response.error();
}
