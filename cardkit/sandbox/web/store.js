// What the page knows: the messages in brief, the chat that is chosen, what was read, and what is searched for.

const MOST = 1000;

/** The numbers in an id, "milliseconds_count", as the order in which messages came. */
function order(id) {
  const [time, count] = id.split("_").map(Number);
  return { time, count };
}

function after(id, other) {
  const [one, two] = [order(id), order(other)];
  return one.time === two.time ? one.count > two.count : one.time > two.time;
}

export class Store extends EventTarget {
  messages = [];
  chosen = "";
  words = "";
  #found = null;
  #read = new Map(JSON.parse(sessionStorage.getItem("read") ?? "[]"));
  #awaited = "";
  #drawing = false;

  /** Take the whole inbox anew. */
  replace(messages) {
    this.messages = messages;
    this.#changed();
  }

  /** Take one piece of news. */
  apply(event, data) {
    if (event === "cleared") this.messages = [];
    if (event === "removed") this.messages = this.messages.filter((one) => one.id !== data.id);
    if (event === "added" && !this.messages.some((one) => one.id === data.id)) {
      this.messages = [...this.messages, data].slice(-MOST);
      this.dispatchEvent(new CustomEvent("arrived", { detail: data }));
    }
    if (data.id && data.id === this.#awaited) this.reveal(data.id);
    this.#changed();
  }

  /** Look at a chat. */
  choose(chat) {
    this.chosen = chat;
    this.dispatchEvent(new Event("chosen"));
    this.#changed();
  }

  /** Look at the chat of a message, as soon as it is here. */
  reveal(id) {
    const message = this.messages.find((one) => one.id === id);
    this.#awaited = message ? "" : id;
    if (message) this.choose(message.chat);
  }

  /** Show only messages with these ids; null shows all. */
  search(words, ids) {
    this.words = words;
    this.#found = ids === null ? null : new Set(ids);
    this.#changed();
  }

  /** The messages that are shown, the oldest first. */
  shown() {
    const found = this.#found;
    return found ? this.messages.filter((one) => found.has(one.id)) : this.messages;
  }

  /** Those of the chosen chat. */
  inChat() {
    return this.shown().filter((one) => one.chat === this.chosen);
  }

  /** The chats, the one that was written to last first: each with its last message and how many are unread. */
  chats() {
    const chats = new Map();
    for (const message of this.shown()) {
      const known = chats.get(message.chat);
      const unread = (known?.unread ?? 0) + (this.#unread(message) ? 1 : 0);
      chats.delete(message.chat);
      chats.set(message.chat, { key: message.chat, last: message, unread });
    }
    return [...chats.values()].reverse();
  }

  /** Whether the chosen chat is there. */
  get there() {
    return this.messages.some((one) => one.chat === this.chosen);
  }

  /** Remember that the chosen chat was read to its end. */
  read() {
    const last = this.messages.findLast((one) => one.chat === this.chosen);
    if (!last || !this.#unread(last)) return;
    this.#read.set(last.chat, last.id);
    sessionStorage.setItem("read", JSON.stringify([...this.#read].slice(-MOST)));
    this.#changed();
  }

  #unread(message) {
    const read = this.#read.get(message.chat);
    return read === undefined || after(message.id, read);
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
