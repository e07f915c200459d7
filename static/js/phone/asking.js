// One question to our server, and whether to believe the answer. Nothing is believed that does not carry our own header:
// a portal of a wireless network answers 200 too.
import { measured } from "./clock.js";

const ASK_TIMEOUT = 20000;

// The patience of the page: 1, or less where a test or a bench must not wait (`data-patience` of the body).
export function patience() {
  const told = typeof document === "undefined" ? "" : document.body.dataset.patience;
  return told ? Number(told) : 1;
}

// Gives {kind, status, told, retryAfter}. Kind: ok | login | csrf | too_big | unreadable | refused | slow_down | trouble | portal | offline.
export async function ask(path, { method = "GET", body = null, headers = {}, timeout = ASK_TIMEOUT } = {}) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), Math.max(3000, timeout * patience()));
  const sentAt = Date.now();
  try {
    const response = await fetch(path, {
      method, body, headers: { Accept: "application/json", ...headers }, signal: stop.signal,
      credentials: "same-origin", redirect: "manual", cache: "no-store",
    });
    const isOurs = response.headers.get("Doorstep") === "1";
    const isJson = /\bjson\b/.test(response.headers.get("Content-Type") || "");
    const told = isOurs && isJson ? await response.json() : null;
    // `at` of a photo's receipt is when it came first, which may be long ago.
    if (told && told.at && path !== "/api/v1/photos") await measured(told.at, sentAt, Date.now()).catch(() => {}); // a full phone measures later
    return { kind: askJudged(response, isOurs, told), status: response.status, told, retryAfter: Number(response.headers.get("Retry-After")) || 0 };
  } catch (problem) {
    return { kind: "offline", status: 0, told: null, retryAfter: 0 }; // no way, cut short, or too slow
  } finally {
    clearTimeout(timer);
  }
}

function askJudged(response, isOurs, told) {
  const { status } = response;
  if (response.type === "opaqueredirect" || (status >= 200 && status < 400 && !isOurs)) return "portal";
  if (status >= 200 && status < 300) return told ? "ok" : "trouble";
  if (status === 401) return isOurs ? "login" : "portal";
  if (status === 511) return "portal";
  if (status === 403) return told && told.code === "not_yours" ? "refused" : "csrf";
  if (status === 413) return "too_big";
  if (status === 429 || status === 503) return "slow_down";
  if (isOurs && status >= 400 && status < 500) return status === 408 ? "trouble" : "unreadable";
  return "trouble";
}
