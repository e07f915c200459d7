// The words that the server put on the page for its modules, and how moments are said. No word stands in a module.
export function word(name) {
  const told = document.querySelector("#words").content.querySelector(`[data-word="${name}"]`);
  return told ? told.textContent : "";
}

// Fills {name} in a pattern; what is not given stays empty.
export function fill(pattern, values) {
  return (pattern || "").replace(/\{(\w+)\}/g, (_whole, name) => (name in values ? values[name] : ""));
}

// "one" or "many" of an element's data, with the figure filled in.
export function counted(one, many, n) {
  return fill(n === 1 ? one : many, { n: String(n) });
}

// A moment whose UTC parts read as Shanghai's, wherever the phone believes to be; there is no summer time there.
export function inShanghai(moment) {
  return new Date(new Date(moment).getTime() + 8 * 3600000);
}

export function clockTime(moment) {
  return inShanghai(moment).toISOString().slice(11, 16);
}

export function daySaid(moment) {
  const { lang } = document.documentElement;
  return moment.toLocaleDateString(lang === "en" ? "en-GB" : lang, { month: "short", day: "numeric", timeZone: "Asia/Shanghai" });
}

// today 14:05, yesterday 18:05, 20 Nov 09:10; of today only the clock where `short`.
export function momentSaid(moment, short = false) {
  const time = clockTime(moment);
  const dayOf = (at) => Math.floor(inShanghai(at).getTime() / 86400000);
  const away = dayOf(new Date()) - dayOf(moment);
  if (away === 0) return short ? time : fill(word("today"), { time });
  if (away === 1) return fill(word("yesterday"), { time });
  return fill(word("day"), { day: daySaid(moment), time });
}

// When a record says it happened: a visit at its own time, what changes one when it was written.
export function happenedAt(row) {
  const told = row.item && row.item.phone_at ? new Date(row.item.phone_at) : null;
  return told && !Number.isNaN(told.getTime()) ? told : new Date(row.saved_at);
}
