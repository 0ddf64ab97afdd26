// The list of conversations on the left, their filters, the search over them, and what clears them.

import * as api from "./api.js";
import { at, current, el, icon, say, tell } from "./dom.js";
import { prose } from "./prose.js";
import { REFUSED } from "./store.js";
import { ago, count, kind, short } from "./words.js";

const PAUSE = 200; // milliseconds without a key before a search
const FILTERS = { all: "All", unread: "Unread", findings: "Findings", refused: "Refused" };
const MINUTE = 60_000;

export class Inbox {
  #rows = new Map();
  #filters = new Map();
  #timer = 0;
  #searches = 0;

  /** `chosen` is told the chat that one turns to, and the destination to write there. */
  constructor(store, panes, chosen) {
    Object.assign(this, { store, panes, chosen });
    this.list = at("chats");
    this.list.addEventListener("keydown", (event) => this.#key(event));
    at("search").addEventListener("input", () => this.#soon());
    at("clear").addEventListener("click", () => at("sure").showModal());
    at("how").addEventListener("click", () => panes.show("messages"));
    at("keep").addEventListener("click", () => at("sure").close());
    at("forget").addEventListener("click", () => this.#clear());
    for (const [name, words] of Object.entries(FILTERS)) this.#filter(name, words);
    store.addEventListener("draw", () => this.draw());
    panes.addEventListener("shown", () => this.draw());
    store.addEventListener("arrived", ({ detail }) => this.#arrived(detail));
    setInterval(() => document.hidden || this.draw(), MINUTE / 2);
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
    this.#numbers();
    at("clear").hidden = !store.items.length;
    at("no-chats").hidden = rows.length > 0;
    at("how").hidden = store.items.length > 0 || this.panes.wide;
    say(at("no-chats"), this.#nothing());
    this.#places();
  }

  #nothing() {
    if (this.store.words) return "No message has these words.";
    if (this.store.filter !== "all") return `No conversation under ${FILTERS[this.store.filter]}.`;
    return "Chats appear here as messages arrive.";
  }

  #filter(name, words) {
    const number = el("span", { class: "number" });
    const button = el("button", { type: "button", "data-kind": name, onclick: () => this.store.show(name) }, words, number);
    this.#filters.set(name, { button, number });
    at("filters").append(button);
  }

  #numbers() {
    const counts = this.store.counts();
    for (const [name, { button, number }] of this.#filters) {
      button.setAttribute("aria-pressed", name === this.store.filter);
      say(number, name !== "all" && counts[name] ? ` ${short(counts[name])}` : "");
    }
    document.title = `${counts.unread ? `(${counts.unread}) ` : ""}cardkit sandbox`;
    say(at("unread"), short(counts.unread));
    at("unread").hidden = !counts.unread;
  }

  /** The row of a chat, which stays the same element while the chat is there. */
  #row(chat) {
    const { store } = this;
    const { key, last, unread } = chat;
    const row = this.#rows.get(key) ?? this.#made(key, last);
    const { button, time, name, text, badge, warned } = row.parts;
    current(button, key === store.chosen);
    say(time, ago(last.time));
    if (last.kind === "thread" && key !== REFUSED) say(name, store.name(last));
    this.#about(text, last, key);
    badge.hidden = !unread;
    say(badge.firstChild, short(unread));
    badge.dataset.kind = key === REFUSED ? "error" : "";
    warned.hidden = !chat.findings;
    say(warned.lastChild, String(chat.findings));
    row.classList.toggle("unread", unread > 0);
    row.classList.toggle("within", Boolean(chat.parent));
    return row;
  }

  #about(element, last, key) {
    if (element.dataset.of === last.id) return;
    element.dataset.of = last.id;
    const where = key === REFUSED && last.destination ? `${last.destination} · ` : "";
    const parts = last.refused ? [`${last.status ?? last.fault} · ${where}${last.text}`] : prose(last.text || "No text");
    element.replaceChildren(...parts);
  }

  #made(key, last) {
    const [type, name] = key === REFUSED ? ["refused", "Refused"] : [last.kind, last.name];
    const parts = {
      time: el("time", {}),
      name: el("bdi", {}, name),
      text: el("span", { class: "last", dir: "auto" }),
      badge: el("span", { class: "count" }, el("span", {}), el("span", { class: "sr" }, " unread")),
      warned: el("span", { class: "warned", title: "Messages with findings" }, "⚠ ", el("span", { class: "sr" }, "findings: "), el("span", {})),
    };
    const glyph = el("span", { class: `glyph tint-${tint(key)}`, "aria-hidden": "true" }, icon(type));
    const title = el("span", { class: "name" }, parts.name);
    const about = el("span", { class: "about" }, el("span", { class: "sr" }, `${kind(type)}: `), parts.text, parts.warned, parts.badge);
    const top = el("span", { class: "top" }, title, parts.time);
    parts.button = el("button", { type: "button", onclick: () => this.#chosen(key) }, glyph, el("span", { class: "words" }, top, about));
    const row = el("li", {}, parts.button);
    row.parts = parts;
    this.#rows.set(key, row);
    return row;
  }

  #chosen(key) {
    this.store.choose(key);
    this.panes.show("messages");
    this.chosen(key === REFUSED ? "" : key); // the name of a chat is that of a destination
  }

  #arrived(item) {
    if (this.store.words) this.#soon();
    if (item.refused) tell(`Refused, ${item.status ?? item.fault}: ${item.text}`);
    else if (item.chat !== this.store.chosen) tell(`New message in ${this.store.name(item)}: ${item.text}`);
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
    const all = found ? [...found.messages, ...found.refused, ...this.#named(words)] : null;
    this.store.search(found ? words : "", all && all.map((one) => one.id));
    if (all) tell(`${count(new Set(all.map((one) => one.id)).size, "message")} found`);
  }

  /** What stands in a chat whose name has the words. */
  #named(words) {
    const wanted = words.toLowerCase();
    return this.store.items.filter((one) => `${one.destination} ${one.name}`.toLowerCase().includes(wanted));
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
    const known = [...new Set(this.store.items.map((one) => one.destination))].filter(Boolean).slice(-50);
    if (known.join("\n") === this.known) return;
    this.known = known.join("\n");
    at("places").replaceChildren(...known.map((value) => el("option", { value })));
  }
}

function tint(text) {
  if (text === REFUSED) return "bad";
  let sum = 0;
  for (const character of text) sum = (sum * 31 + character.codePointAt(0)) % 997;
  return sum % 5;
}
