// Pages out of the copy: what the server rendered, put into the places that the server marked.
import { fromCopy, noteOpenedOffline, rowsOfCopy } from "../copy.js";
import { foundDoors } from "./finding.js";
import { uuid7 } from "../uuid.js";

const COMPOSE_FOUND = 30; // of one search, as on the server
const COMPOSE_DAY = 24 * 3600 * 1000;
const COMPOSE_ZONE = 8 * 3600 * 1000; // Shanghai

function composeFill(html, slots) {
  return html.replace(/\uE000([a-z_-]+)\uE001/g, (mark, name) => (name === "new_id" ? uuid7() : name in slots ? slots[name] : ""));
}

// Only the slots that are named; the others wait for the next filling.
function composeSome(html, slots) {
  return html.replace(/\uE000([a-z_-]+)\uE001/g, (mark, name) => (name in slots ? slots[name] : mark));
}

function composeText(text) {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

// The hour as the server's pages tell it, whatever zone the phone is set to.
function composeClock(ms) {
  return new Date(ms + COMPOSE_ZONE).toISOString().slice(11, 16);
}

function composeDays(from, to) {
  return Math.floor((to + COMPOSE_ZONE) / COMPOSE_DAY) - Math.floor((from + COMPOSE_ZONE) / COMPOSE_DAY);
}

// What an address shows out of the copy: a html text, or null.
export async function composed(url, info, state) {
  const told = await fromCopy("parts");
  if (!told) return null;
  const page = await composePage(url, info, told);
  if (!page) return null;
  const now = Date.now();
  return composeFill(page, {
    stale: composeStale(info, told, state),
    csrf: (await fromCopy("token")) || "",
    at: info.server_at || new Date(info.at).toISOString(),
    clock: composeClock(now),
    phone_at: new Date(now).toISOString(),
    client_id: uuid7(),
    issue_id: uuid7(),
    text: composeText(url.searchParams.get("q") || ""),
  });
}

function composeStale(info, { parts, words }, state) {
  const [today, yesterday, dated] = words.when;
  const sentence = [today, yesterday][composeDays(info.at, Date.now())] || dated;
  return composeFill(parts[state === "offline" ? "offline" : "stale"], { when: composeFill(sentence, { clock: composeClock(info.at) }) });
}

async function composePage(url, info, told) {
  const path = url.pathname === "/" ? "/today/" : url.pathname;
  const text = (url.searchParams.get("q") || "").trim().slice(0, 40);
  const door = /^\/places\/(\d+)\/(visit\/)?$/.exec(path);
  if (door) return composeDoor(Number(door[1]), Boolean(door[2]));
  if (path === "/places/") return composeList(url, text, info, told);
  if (path === "/search/" && text) return composeSearch(text, info, told);
  return fromCopy(`page:${path === "/search/" ? "/today/" : path}`);
}

async function composeDoor(id, isVisit) {
  const place = await fromCopy(`place:${id}`);
  const skeleton = place && (await fromCopy(isVisit ? `form:${place.skeleton}` : "page:place"));
  if (!skeleton) return null;
  await noteOpenedOffline(id);
  return composeSome(skeleton, { ...(isVisit ? place.form : place.card), id: String(id) });
}

async function composeSearch(text, info, { parts, words }) {
  const skeleton = await fromCopy("page:search");
  const rows = foundDoors(await rowsOfCopy(info), text);
  const isCut = rows.length > COMPOSE_FOUND;
  const shown = rows.slice(0, COMPOSE_FOUND);
  const count = composeFill((isCut ? words.cut : words.found)[shown.length === 1 ? 0 : 1], { n: String(shown.length) });
  const found = rows.length ? composeSome(parts.found, { count, rows: shown.map((row) => row.row).join("") }) : parts.nothing;
  return skeleton && composeSome(skeleton, { found });
}

async function composeList(url, text, info, { parts, words }) {
  const skeleton = await fromCopy("page:/places/");
  const which = url.searchParams.get("which") || "all";
  const kind = url.searchParams.get("kind") || "";
  const all = await rowsOfCopy(info);
  const asked = (text ? foundDoors(all, text) : all).filter((row) => !kind || row.kind === kind);
  const rows = asked.filter((row) => row.which.includes(which));
  const count = composeFill((text ? words.asked : words.listed)[rows.length === 1 ? 0 : 1], { n: String(rows.length), text: composeText(text) });
  const list = { count, rows: rows.map((row) => row.row).join(""), pager: "", [`is-${which}`]: ' aria-current="page"' };
  const found = rows.length || !text ? composeFill(parts.listed, list) : parts.nothing_listed;
  return skeleton && composeSome(skeleton, { found });
}
