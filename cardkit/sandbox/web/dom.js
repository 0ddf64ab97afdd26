// Elements from names, attributes and text. Text goes in as text: nothing here reads markup.

const SVG = "http://www.w3.org/2000/svg";

/** An element; `attributes` by name, those that start with "on" as listeners, and text or nodes within it. */
export function el(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child !== null));
  return made;
}

/** The element of the page with this id. */
export function at(id) {
  return document.getElementById(id);
}

let last = 0;

/** An id that no other element has. */
export function fresh(stem) {
  last += 1;
  return `${stem}-${last}`;
}

/** Say whether this is the current one of its kind. */
export function current(element, on) {
  if (on) element.setAttribute("aria-current", "true");
  else element.removeAttribute("aria-current");
}

/** Write a text where it differs, so that what reads the page aloud hears changes only. */
export function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** Tell those who cannot see the page. */
export function tell(text) {
  at("told").textContent = text;
}

const PATHS = {
  channel: "M9 4 7 20M17 4l-2 16M4.5 9h16M3.5 15h16",
  chat: "M5 5h14a1.5 1.5 0 0 1 1.5 1.5v8A1.5 1.5 0 0 1 19 16h-7l-5 4v-4H5a1.5 1.5 0 0 1-1.5-1.5v-8A1.5 1.5 0 0 1 5 5z",
  bot: "M6 9h12a2 2 0 0 1 2 2v6a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2v-6a2 2 0 0 1 2-2zM12 9V5M12 4.9v.1M9 13v2M15 13v2",
  person: "M12 12a3.75 3.75 0 1 0 0-7.5 3.75 3.75 0 0 0 0 7.5zM5 20c.6-3.4 3.4-5.2 7-5.2s6.4 1.8 7 5.2",
  thread: "M6 4v7a3 3 0 0 0 3 3h10M15 10l4 4-4 4",
  edit: "M4.5 19.500l.9-4L15.7 5.200a1.8 1.8 0 0 1 2.6 0l.5.5a1.8 1.8 0 0 1 0 2.600L8.5 18.600z",
  remove: "M5 7h14M10 7V4.500h4V7M7 7l.8 12.500h8.400L17 7M10.5 10.500v5.500M13.5 10.500v5.5",
  copy: "M9 9h9.500v10.500H9zM6 15H5.500V4.500H15V6",
  refused: "M6.5 6.5l11 11M17.500 6.500l-11 11",
  theme: "M12 4a8 8 0 1 0 0 16zM12 4a8 8 0 0 1 0 16",
};
PATHS.channel_id = PATHS.channel;

/** A picture beside words, which says nothing of its own. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name] ?? PATHS.chat);
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", "icon");
  svg.append(path);
  return svg;
}
