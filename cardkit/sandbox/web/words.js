// Places, times and counts in words.

const KINDS = {
  chat: "Chat",
  channel: "Channel",
  channel_id: "Channel by id",
  bot: "Bot",
  person: "Person",
  thread: "Thread",
};

/** What kind of place this is. */
export function kind(name) {
  return KINDS[name] ?? name;
}

/** The hour of a message, in seconds of the sandbox's clock. */
export function hour(seconds) {
  return new Date(seconds * 1000).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
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

/** The time in a list: the hour of today, else the day. */
export function brief(seconds, now = new Date()) {
  const then = new Date(seconds * 1000);
  if (midnight(then) === midnight(now)) return hour(seconds);
  return then.toLocaleDateString([], { day: "numeric", month: "short" });
}

/** A count with its noun. */
export function count(number, noun) {
  return `${number.toLocaleString()} ${noun}${number === 1 ? "" : "s"}`;
}

function midnight(date) {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}
