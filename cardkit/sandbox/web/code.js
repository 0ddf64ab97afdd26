// Blocks of code, coloured, each with a button that copies all of it.

import { el, icon, tell } from "./dom.js";

const LONGEST = 40_000; // characters that are shown; a button copies the rest as well
const COLOURED = 20_000;

const LANGUAGES = {
  json: /(?<key>"(?:\\.|[^"\\])*")(?=\s*:)|(?<text>"(?:\\.|[^"\\])*")|(?<value>-?\d[\d.eE+-]*|\b(?:true|false|null)\b)/g,
  python:
    /(?<text>"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')|(?<value>\b(?:from|import|None|True|False|\d[\d.eE_]*)\b)|(?<key>\b\w+(?=\())/g,
  plain: /(?<key>^[A-Z]+(?= \/)|^[\w-]+(?=: ))|(?<value>^\d{3}$)/gm,
  shell: /(?<text>'[^']*')|(?<value>"[^"]*")|(?<key>^curl\b)/g,
};

/** A block of code. */
export function block(text, language, name) {
  const shown = text.length > LONGEST ? text.slice(0, LONGEST) : text;
  const pre = el("pre", { tabindex: "0", role: "group", "aria-label": name }, el("code", {}, ...coloured(shown, language)));
  const more = text.length - shown.length;
  const top = el("div", { class: "title" }, el("span", {}, name), copier(() => text, `Copy ${name}`, true));
  const rest = `… and ${more.toLocaleString()} characters more, which are copied as well.`;
  return el("div", { class: "block" }, top, pre, more ? el("p", { class: "hint" }, rest) : null);
}

/** A button that copies what `text` gives. */
export function copier(text, name, small = false) {
  const words = el("span", {}, small ? "Copy" : name);
  const picture = icon("copy");
  const button = el("button", { type: "button", class: "quiet copy", "aria-label": name, onclick: copy }, picture, words);
  let timer = 0;

  async function copy() {
    const done = await toClipboard(text());
    say(done ? "Copied" : "Not copied");
    tell(done ? "Copied to the clipboard" : "The clipboard cannot be written");
    clearTimeout(timer);
    timer = setTimeout(() => say(small ? "Copy" : name), 1600);
  }

  function say(text) {
    words.textContent = text;
    button.classList.toggle("done", text === "Copied");
  }

  return button;
}

async function toClipboard(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return bySelection(text); // an address that the browser does not hold for safe has no clipboard
  }
}

function bySelection(text) {
  const [here, field] = [document.activeElement, el("textarea", { class: "sr", "aria-hidden": "true" })];
  field.value = text;
  document.body.append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  here?.focus();
  return done;
}

function coloured(text, language) {
  if (text.length > COLOURED) return [text];
  const parts = [];
  let end = 0;
  for (const found of text.matchAll(LANGUAGES[language])) {
    const [kind] = Object.entries(found.groups).find(([, value]) => value !== undefined);
    parts.push(text.slice(end, found.index), el("span", { class: kind }, found[0]));
    end = found.index + found[0].length;
  }
  return [...parts, text.slice(end)];
}
