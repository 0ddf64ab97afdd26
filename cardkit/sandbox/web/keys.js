// Keys of one letter, for whoever is not typing; they can be turned off.

import { at, el } from "./dom.js";
import { recall, remember } from "./kept.js";

const TYPING = "input, textarea, select, [contenteditable='true']";
const LIST = [
  ["/", "Search"],
  ["J", "Next message"],
  ["K", "Previous message"],
  ["C", "Compose"],
  ["E", "Edit the message in the composer"],
  ["Delete", "Delete the message; Z brings it back within six seconds"],
  ["Ctrl ↵", "Send what is composed"],
  ["Ctrl Space", "Complete what is typed"],
  ["Esc", "Leave the search, or the composer"],
  ["?", "These shortcuts"],
];

export class Keys {
  /** `acts` by key: what each of them does. */
  constructor(acts) {
    this.acts = acts;
    at("keys-list").append(...LIST.map(([key, words]) => el("div", {}, el("dt", {}, el("kbd", {}, key)), el("dd", {}, words))));
    at("keys-on").checked = recall("keys", "on") === "on";
    at("keys-on").addEventListener("change", ({ target }) => remember("keys", target.checked ? "on" : "off"));
    at("help").addEventListener("click", () => at("shortcuts").showModal());
    at("done").addEventListener("click", () => at("shortcuts").close());
    document.addEventListener("keydown", (event) => this.#pressed(event));
  }

  #pressed(event) {
    if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (document.querySelector("dialog[open]") || !(at("keys-on").checked || event.key === "Escape")) return;
    const typing = event.composedPath()[0].closest?.(TYPING);
    if (typing && event.key !== "Escape") return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const act = this.acts[key === "Backspace" ? "Delete" : key];
    if (act && act(typing) !== false) event.preventDefault();
  }
}
