// The list of chats on the left, the search over it, and what clears it.

import * as api from "./api.js";
import { at, el, icon, say, tell } from "./dom.js";
import { brief, count, kind } from "./words.js";

const PAUSE = 200; // milliseconds without a key before a search

export class Chats {
  #rows = new Map();
  #timer = 0;
  #searches = 0;

  /** `addressed` is told the destination of a chat that is chosen. */
  constructor(store, panes, addressed) {
    Object.assign(this, { store, panes, addressed });
    this.list = at("chats");
    this.list.addEventListener("keydown", (event) => this.#key(event));
    at("search").addEventListener("input", () => this.#soon());
    at("clear").addEventListener("click", () => at("sure").showModal());
    at("how").addEventListener("click", () => panes.show("messages"));
    at("keep").addEventListener("click", () => at("sure").close());
    at("forget").addEventListener("click", () => this.#clear());
    store.addEventListener("draw", () => this.draw());
    panes.addEventListener("shown", () => this.draw());
    store.addEventListener("arrived", ({ detail }) => this.#arrived(detail));
  }

  draw() {
    const { store } = this;
    const chats = store.chats();
    const rows = chats.map((chat) => this.#row(chat));
    const here = document.activeElement;
    if (rows.some((row, place) => this.list.children[place] !== row) || rows.length !== this.list.children.length) {
      this.list.replaceChildren(...rows);
      if (this.list.contains(here)) here.focus();
    }
    const unread = chats.reduce((sum, chat) => sum + chat.unread, 0);
    document.title = `${unread ? `(${unread}) ` : ""}cardkit sandbox`;
    say(at("unread"), unread > 99 ? "99+" : String(unread));
    at("unread").hidden = !unread;
    at("clear").hidden = !store.messages.length;
    at("no-chats").hidden = rows.length > 0;
    at("how").hidden = store.messages.length > 0 || this.panes.wide;
    say(at("no-chats"), store.words ? "No message has these words." : "Chats appear here as messages arrive.");
    this.#places();
  }

  /** The row of a chat, which stays the same element while the chat is there. */
  #row({ key, last, unread }) {
    const row = this.#rows.get(key) ?? this.#made(key, last);
    const chosen = key === this.store.chosen;
    const { button, time, text, badge } = row.parts;
    if (chosen) button.setAttribute("aria-current", "true");
    else button.removeAttribute("aria-current");
    say(time, brief(last.time));
    say(text, last.text || "No text");
    badge.hidden = !unread;
    say(badge.firstChild, unread > 99 ? "99+" : String(unread));
    row.classList.toggle("unread", unread > 0);
    return row;
  }

  #made(key, last) {
    const parts = {
      time: el("time", {}),
      text: el("span", { class: "last", dir: "auto" }),
      badge: el("span", { class: "count" }, el("span", {}), el("span", { class: "sr" }, " unread")),
    };
    const glyph = el("span", { class: `glyph tint-${tint(key)}`, "aria-hidden": "true" }, icon(last.kind));
    const name = el("span", { class: "name" }, el("bdi", {}, last.name));
    const about = el("span", { class: "about" }, el("span", { class: "sr" }, `${kind(last.kind)}: `), parts.text, parts.badge);
    const top = el("span", { class: "top" }, name, parts.time);
    parts.button = el("button", { type: "button", onclick: () => this.#chosen(key) }, glyph, el("span", { class: "words" }, top, about));
    const row = el("li", {}, parts.button);
    row.parts = parts;
    this.#rows.set(key, row);
    return row;
  }

  #chosen(key) {
    this.store.choose(key);
    this.panes.show("messages");
    this.addressed(key); // the name of a chat is that of a destination
  }

  #arrived(message) {
    if (this.store.words) this.#soon();
    if (message.chat !== this.store.chosen) tell(`New message in ${message.name}: ${message.text}`);
  }

  #soon() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#search(), PAUSE);
  }

  async #search() {
    const words = at("search").value.trim();
    this.#searches += 1;
    const turn = this.#searches;
    const found = words ? await api.inbox(words).catch(() => null) : null;
    if (turn !== this.#searches) return; // a later search has the word
    this.store.search(found ? words : "", found ? found.messages.map((one) => one.id) : null);
    if (found) tell(`${count(found.messages.length, "message")} found`);
  }

  async #clear() {
    at("sure").close();
    await api.clear();
    tell("All messages are cleared");
    at("search").focus();
  }

  #key(event) {
    const buttons = [...this.list.querySelectorAll("button")];
    const here = buttons.indexOf(document.activeElement);
    const steps = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: buttons.length - 1 };
    if (!(event.key in steps)) return;
    event.preventDefault();
    buttons[Math.min(Math.max(steps[event.key], 0), buttons.length - 1)]?.focus();
  }

  /** Offer the destinations that are known to whoever composes. */
  #places() {
    const known = [...new Set(this.store.messages.map((one) => one.destination))].slice(-50);
    if (known.join("\n") === this.known) return;
    this.known = known.join("\n");
    at("places").replaceChildren(...known.map((value) => el("option", { value })));
  }
}

function tint(text) {
  let sum = 0;
  for (const character of text) sum = (sum * 31 + character.codePointAt(0)) % 997;
  return sum % 5;
}
