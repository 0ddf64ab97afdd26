// What the page knows: messages and refused requests in brief, the chat that is chosen, what was read, what is shown.

import { recall, remember } from "./kept.js";

const MOST = 1200;
/** The chat of all that was refused. */
export const REFUSED = "refused:";

/** The numbers in an id, "milliseconds_count": the order in which requests came. */
function order(id) {
  const [time, count] = id.split("_").map(Number);
  return { time, count };
}

function after(id, other) {
  const [one, two] = [order(id), order(other)];
  return one.time === two.time ? one.count > two.count : one.time > two.time;
}

export class Store extends EventTarget {
  items = [];
  chosen = "";
  words = "";
  filter = "all";
  selected = "";
  #found = null;
  #gone = new Set();
  #read = new Map(JSON.parse(recall("read", "[]")));
  #awaited = "";
  #drawing = false;

  /** Take all that the sandbox keeps anew. */
  replace(items) {
    this.items = items.toSorted((one, other) => (after(one.id, other.id) ? 1 : -1));
    this.#changed();
  }

  /** Take one piece of news. */
  apply(event, data) {
    if (event === "cleared") this.items = [];
    if (event === "changed") this.#exchange(data);
    if (event === "removed") this.items = this.items.filter((one) => one.id !== data.id);
    const arrives = event === "added" || event === "refused";
    if (arrives && !this.items.some((one) => one.id === data.id)) {
      this.items = [...this.items, data].slice(-MOST);
      this.dispatchEvent(new CustomEvent("arrived", { detail: data }));
    }
    if (data.id && data.id === this.#awaited) this.reveal(data.id);
    this.#changed();
  }

  /** Take a message as it is since it was edited. */
  #exchange(data) {
    this.items = this.items.map((one) => (one.id === data.id ? data : one));
    if (data.id === this.selected) this.dispatchEvent(new Event("selected"));
  }

  /** Look at a chat. */
  choose(chat) {
    this.chosen = chat;
    this.dispatchEvent(new Event("chosen"));
    this.select(this.inChat().at(-1)?.id ?? "");
  }

  /** Look at one message. */
  select(id) {
    if (id === this.selected) return this.#changed();
    this.selected = id;
    this.dispatchEvent(new Event("selected"));
    return this.#changed();
  }

  /** Look at the chat of a message and at the message, as soon as it is here. */
  reveal(id) {
    const item = this.items.find((one) => one.id === id);
    this.#awaited = item ? "" : id;
    if (!item) return;
    this.choose(item.chat);
    this.select(id);
  }

  /** The message that is looked at, if it is here. */
  get item() {
    return this.find(this.selected);
  }

  /** The message with this id, or null. */
  find(id) {
    return this.items.find((one) => one.id === id) ?? null;
  }

  /** What a chat is called: a thread by the title it was begun with, if that is here. */
  name(item) {
    return this.items.find((one) => one.title && one.chat === item.chat)?.title ?? item.name;
  }

  /** Show only what has these ids; null shows all. */
  search(words, ids) {
    this.words = words;
    this.#found = ids === null ? null : new Set(ids);
    this.#changed();
  }

  /** Show only some chats: all, unread, findings or refused. */
  show(filter) {
    this.filter = filter;
    this.#changed();
  }

  /** Let a message vanish, or come back. */
  hide(id, gone = true) {
    if (gone) this.#gone.add(id);
    else this.#gone.delete(id);
    this.#changed();
  }

  /** What is shown, the oldest first. */
  shown() {
    return this.items.filter((one) => !this.#gone.has(one.id) && (!this.#found || this.#found.has(one.id)));
  }

  /** That of the chosen chat. */
  inChat() {
    return this.shown().filter((one) => one.chat === this.chosen || (this.chosen === REFUSED && one.refused));
  }

  /** How much there is of everything. */
  counts() {
    const shown = this.shown();
    const refused = shown.filter((one) => one.refused).length;
    const findings = shown.filter((one) => !one.refused && one.findings).length;
    const unread = this.#all().reduce((sum, chat) => sum + chat.unread, 0);
    return { all: shown.length - refused, unread, findings, refused };
  }

  /** The chats of the filter, the one that was written to last first, each followed by its threads. */
  chats() {
    const some = this.#all().filter((chat) => this.filter === "all" || chat[this.filter] || chat.key === this.chosen);
    const places = new Map(some.filter((chat) => chat.last.chat_id).map((chat) => [chat.last.chat_id, chat]));
    for (const chat of some) chat.parent = chat.last.parent_id ? places.get(chat.last.parent_id) : undefined;
    const groups = some.filter((chat) => !chat.parent);
    return groups.flatMap((chat) => [chat, ...some.filter((one) => one.parent === chat)]);
  }

  #all() {
    const chats = new Map();
    for (const item of this.shown()) {
      if (item.chat !== REFUSED) this.#count(chats, item.chat, item, !item.refused);
      if (item.refused) this.#count(chats, REFUSED, item, true);
    }
    return [...chats.values()].reverse();
  }

  #count(chats, key, item, counts) {
    const known = chats.get(key) ?? { key, unread: 0, findings: 0, refused: 0 };
    known.unread += counts && this.#unread(key, item) ? 1 : 0;
    known.findings += !item.refused && item.findings ? 1 : 0;
    known.refused += item.refused ? 1 : 0;
    known.last = item;
    chats.delete(key);
    chats.set(key, known);
  }

  /** Remember that the chosen chat was read to its end. */
  read() {
    const last = this.inChat().at(-1);
    if (!last || !this.#unread(this.chosen, last)) return;
    this.#read.set(this.chosen, last.id);
    remember("read", JSON.stringify([...this.#read].slice(-MOST)));
    this.#changed();
  }

  #unread(chat, item) {
    const read = this.#read.get(chat);
    return read === undefined || after(item.id, read);
  }

  /** Let all parts draw themselves anew, once however much happens until then. */
  #changed() {
    if (this.#drawing) return;
    this.#drawing = true;
    requestAnimationFrame(() => {
      this.#drawing = false;
      this.dispatchEvent(new Event("draw"));
    });
  }
}
