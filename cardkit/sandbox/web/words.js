// Places, times and counts in words.

const KINDS = { channel_id: "channel by id", refused: "requests without success" }; // the others are words already
const CLOCK = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
const [MINUTE, HOUR, DAY] = [60, 3600, 86_400];

/** What kind of place this is. */
export function kind(name) {
  return KINDS[name] ?? name;
}

/** The hour of a message, in seconds of the sandbox's clock. */
export function hour(seconds) {
  return new Date(seconds * 1000).toLocaleTimeString([], { ...CLOCK });
}

/** The hour with its seconds. */
export function second(seconds) {
  return new Date(seconds * 1000).toLocaleTimeString([], { ...CLOCK, second: "2-digit" });
}

/** The hour with its milliseconds. */
export function exact(seconds) {
  return new Date(seconds * 1000).toLocaleTimeString([], { ...CLOCK, second: "2-digit", fractionalSecondDigits: 3 });
}

/** The day of a message as a heading. */
export function day(seconds, now = new Date()) {
  const then = new Date(seconds * 1000);
  const days = Math.round((midnight(now) - midnight(then)) / 86_400_000);
  if (days === 0) return "Today";
  if (days === 1) return "Yesterday";
  const year = then.getFullYear() === now.getFullYear() ? undefined : "numeric";
  return then.toLocaleDateString([], { weekday: "long", day: "numeric", month: "long", year });
}

/** The time of something that may be on another day. */
export function moment(seconds) {
  const name = day(seconds);
  return name === "Today" ? second(seconds) : `${name}, ${hour(seconds)}`;
}

/** How long ago something was, in short; of what is older than a day the date. */
export function ago(seconds, now = Date.now() / 1000) {
  const past = now - seconds;
  if (past < MINUTE) return "now";
  if (past < HOUR) return `${Math.floor(past / MINUTE)} m`;
  if (past < DAY) return `${Math.floor(past / HOUR)} h`;
  return new Date(seconds * 1000).toLocaleDateString([], { day: "numeric", month: "short" });
}

/** A count with its noun. */
export function count(number, noun) {
  return `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;
}

/** A size against what is advised. */
export function size(number, most) {
  return `${number.toLocaleString("en")} of ${most.toLocaleString("en")}`;
}

function midnight(date) {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}

/** A number where there is little room; nothing for none. */
export function short(number) {
  return number > 99 ? "99+" : String(number || "");
}
