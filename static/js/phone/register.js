// Makes the pages an app: registers the worker once the page is there, has the copy fetched when it is time, and offers to install.
import { canKeep, level } from "./capable.js";
import { dropCopyOfOthers, isCopyDue } from "./copy.js";

const REGISTER_CADRE = Number(document.body.dataset.cadre || 0);

async function registerWorker() {
  if (level() !== 1 || !(await canKeep())) return;
  await navigator.serviceWorker.register("/sw.js", { scope: "/" });
  if (!REGISTER_CADRE || document.querySelector("#stale")) return; // a page of the copy says nothing about who is logged in
  await dropCopyOfOthers(REGISTER_CADRE);
  const { worker, language } = { worker: (await navigator.serviceWorker.ready).active, language: document.documentElement.lang };
  if (await isCopyDue(REGISTER_CADRE, language === "en" ? "en" : "zh-hans")) await registerFetch(worker);
}

// The worker goes on when this page is left.
function registerFetch(worker) {
  return new Promise((done) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = (event) => done(event.data.state);
    worker.postMessage({ wanted: "copy" }, [channel.port2]);
  });
}

// The page first: nothing of this competes with what is looked at.
function registerLater() {
  const go = () => registerWorker().catch(() => {});
  if (document.readyState === "complete") setTimeout(go, 0);
  else addEventListener("load", () => setTimeout(go, 0));
}

// ── a page of the copy ──

const stale = document.querySelector("#stale");

// Fetches the copy anew, then the page; without a network the page stays as it is.
document.addEventListener("click", async (event) => {
  const link = event.target.closest("[data-refresh]");
  if (!link || !navigator.serviceWorker || !navigator.serviceWorker.controller) return;
  event.preventDefault();
  link.setAttribute("aria-busy", "true");
  await registerFetch(navigator.serviceWorker.controller);
  location.reload();
});

// The number is not on the phone, so a call needs the network: the button says so instead of failing.
function restCalls() {
  document.querySelectorAll('a[href*="/call/"]').forEach((link) => {
    link.removeAttribute("href");
    link.setAttribute("aria-disabled", "true");
    link.setAttribute("role", "link");
    link.lastChild.textContent = stale.dataset.noCall;
  });
}

if (stale && stale.dataset.state === "offline") {
  restCalls();
  // Nothing is taken out of the hand of who writes: the page stays, and can be refreshed now.
  addEventListener("online", () => { stale.querySelector("[data-refresh]").hidden = false; });
}

// ── onto the home screen ──

const install = document.querySelector("[data-install]");

addEventListener("beforeinstallprompt", (event) => {
  if (!install) return;
  event.preventDefault();
  const button = install.querySelector("button");
  button.hidden = false;
  install.querySelector("[data-how]").hidden = true;
  button.addEventListener("click", () => event.prompt(), { once: true });
});

if (install && matchMedia("(display-mode: standalone)").matches) install.hidden = true;

registerLater();
