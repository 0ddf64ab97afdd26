// The chosen chat: its messages, the oldest above and the newest below, scrolled to the newest unless one reads above.

import { at, say, tell } from "./dom.js";
import { Message } from "./message.js";
import { empty, start } from "./start.js";
import { count, day, kind } from "./words.js";

const SHOWN = 40; // messages at first, and with each look at earlier ones
const NEAR = 80; // pixels from the end that still count as the end

export class Log {
  #messages = new Map();
  #first = ""; // the id of the first message that is shown while one reads above
  #more = SHOWN;
  #end = true;
  #top = 0;

  constructor(store, panes, edit) {
    Object.assign(this, { store, panes, edit });
    this.scroll = at("scroll");
    this.list = at("log");
    this.seen = new IntersectionObserver((found) => this.#loaded(found), { root: this.scroll, rootMargin: "600px 0px" });
    new ResizeObserver(() => this.#end && this.toEnd()).observe(this.list);
    new ResizeObserver(() => this.#end && this.toEnd()).observe(this.scroll);
    this.scroll.addEventListener("scroll", () => this.#scrolled());
    this.list.addEventListener("click", (event) => this.#pressed(event));
    at("earlier").addEventListener("click", () => this.#earlier());
    at("newest").addEventListener("click", () => this.toEnd());
    store.addEventListener("chosen", () => this.#anew());
    store.addEventListener("draw", () => this.draw());
    panes.addEventListener("shown", () => this.draw());
    document.addEventListener("visibilitychange", () => this.draw());
  }

  /** Scroll to the newest message. */
  toEnd() {
    this.scroll.scrollTop = this.scroll.scrollHeight;
    this.#top = this.scroll.scrollTop;
    this.#end = true;
    at("newest").hidden = true;
  }

  draw() {
    const { store } = this;
    const newest = store.chats()[0];
    if (newest && !store.there && this.panes.wide) return store.choose(newest.key);
    const all = store.inChat();
    this.#head(all);
    this.#fill(this.#part(all));
    this.#begin(all);
    if (this.#end) this.toEnd();
    if (this.#end && this.panes.sees("messages")) store.read();
    return undefined;
  }

  /** What stands where no message does. */
  #begin(all) {
    const state = all.length ? "" : `${this.store.messages.length > 0}${this.store.words !== ""}`;
    if (state === this.state) return;
    this.state = state;
    at("start").hidden = state === "";
    at("start").replaceChildren(...(state ? [this.store.messages.length ? empty(this.store) : start()] : []));
  }

  #anew() {
    [this.#first, this.#more, this.#end] = ["", SHOWN, true];
  }

  #head(all) {
    const last = all.at(-1);
    say(at("chat-name"), last ? last.name : "Messages");
    say(at("chat-kind"), last ? `${kind(last.kind)} · ${count(all.length, "message")}` : "");
  }

  /** What of the chat is shown: the newest, or, while one reads above, all from where one began. */
  #part(all) {
    const from = all.findIndex((one) => one.id === this.#first);
    const start = this.#end || from < 0 ? Math.max(0, all.length - this.#more) : from;
    this.#first = all[start]?.id ?? "";
    at("earlier").hidden = start === 0;
    return all.slice(start);
  }

  #fill(shown) {
    const ids = new Set(shown.map((one) => one.id));
    for (const [id, message] of this.#messages) if (!ids.has(id)) this.#drop(id, message);
    let next = null;
    for (const brief of shown.toReversed()) {
      const { element } = this.#messages.get(brief.id) ?? this.#made(brief);
      if (element.nextSibling !== next || !element.isConnected) this.list.insertBefore(element, next);
      next = element;
    }
    let before = "";
    for (const brief of shown) {
      const [message, today] = [this.#messages.get(brief.id), day(brief.time)];
      message.day.hidden = today === before;
      before = today;
    }
  }

  #made(brief) {
    const message = new Message(brief, this.edit);
    this.#messages.set(brief.id, message);
    this.seen.observe(message.element);
    if (!this.#end) at("newest").hidden = false;
    return message;
  }

  #drop(id, message) {
    const within = message.element.contains(document.activeElement);
    this.seen.unobserve(message.element);
    message.element.remove();
    this.#messages.delete(id);
    if (within) this.scroll.focus();
  }

  #loaded(found) {
    for (const { target, isIntersecting } of found) {
      if (!isIntersecting) continue;
      this.seen.unobserve(target);
      target.message.load();
    }
  }

  #scrolled() {
    const { scrollHeight, scrollTop, clientHeight } = this.scroll;
    const near = scrollHeight - scrollTop - clientHeight < NEAR;
    if (near || scrollTop < this.#top) this.#end = near; // cards that grow meanwhile move nobody from the end
    this.#top = scrollTop;
    if (!near) return;
    at("newest").hidden = true;
    if (this.panes.sees("messages")) this.store.read();
  }

  /** What is opened within a message stays where it is; only what arrives scrolls. */
  #pressed(event) {
    if (!event.target.closest("article")) return;
    const { scrollTop } = this.scroll;
    this.#end = false;
    requestAnimationFrame(() => {
      this.scroll.scrollTop = scrollTop;
      this.#top = scrollTop;
      this.#scrolled();
    });
  }

  #earlier() {
    const { scrollHeight, scrollTop } = this.scroll;
    this.#more += SHOWN;
    const all = this.store.inChat();
    const from = all.findIndex((one) => one.id === this.#first);
    this.#first = all[Math.max(0, from - SHOWN)]?.id ?? "";
    this.#end = false;
    this.draw();
    at("newest").hidden = true;
    this.scroll.scrollTop = scrollTop + this.scroll.scrollHeight - scrollHeight;
    this.scroll.focus();
    tell("Earlier messages are shown");
  }
}
