// The chosen chat: its messages, the oldest above and the newest below, scrolled to the newest unless one reads above.

import { at, say } from "./dom.js";
import { Message } from "./message.js";
import { empty, start } from "./start.js";
import { REFUSED } from "./store.js";
import { count, day, kind } from "./words.js";

const SHOWN = 40; // messages at first, and with each look at earlier ones
const MANY = 20; // messages within a second: cards of more are drawn only if they stay
const STAYS = 150; // milliseconds
const NEAR = 80; // pixels from the end that still count as the end

export class Log {
  #messages = new Map();
  #first = ""; // the id of the first message that is shown while one reads above
  #more = SHOWN;
  #end = true;
  #top = 0;
  #arrived = [];

  /** `actions` are what can be done with a message: edit, remove, part. */
  constructor(store, panes, actions) {
    Object.assign(this, { store, panes, actions });
    this.scroll = at("scroll");
    this.list = at("log");
    this.seen = new IntersectionObserver((found) => this.#loaded(found), { root: this.scroll, rootMargin: "600px 0px" });
    this.above = new IntersectionObserver(([found]) => found.isIntersecting && this.#earlier(), { root: this.scroll, rootMargin: "400px 0px" });
    this.above.observe(at("earlier"));
    for (const element of [this.list, this.scroll]) new ResizeObserver(() => this.#follow()).observe(element);
    this.scroll.addEventListener("scroll", () => this.#scrolled());
    this.list.addEventListener("click", (event) => this.#pressed(event));
    this.list.addEventListener("focusin", (event) => event.target.matches("article") && this.#select(event.target));
    at("newest").addEventListener("click", () => this.toEnd());
    store.addEventListener("chosen", () => this.#anew());
    store.addEventListener("arrived", () => (this.#arrived = [...this.#arrived.slice(-MANY), performance.now()]));
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

  /** Go so many messages on from the one that is looked at. */
  step(by) {
    const all = this.store.inChat();
    const here = all.findIndex((one) => one.id === this.store.selected);
    const next = all[here < 0 ? all.length - 1 : Math.min(Math.max(here + by, 0), all.length - 1)];
    if (!next) return;
    this.store.select(next.id);
    if (!this.#messages.has(next.id)) this.#earlier();
    const { article } = this.#messages.get(next.id) ?? {};
    if (!article) return;
    this.#end = next === all.at(-1);
    article.focus({ preventScroll: true });
    if (this.#end) this.toEnd();
    else article.scrollIntoView({ block: "nearest" });
  }

  /** The message with this id, if it is drawn. */
  message(id) {
    return this.#messages.get(id);
  }

  draw() {
    const { store } = this;
    const all = store.inChat();
    if (!all.length && !(store.words && store.chosen) && this.panes.wide) {
      const newest = store.chats()[0];
      if (newest) return store.choose(newest.key);
    }
    if (all.length && !all.some((one) => one.id === store.selected)) store.select(all.at(-1).id);
    this.list.dataset.chat = store.chosen;
    this.#head(all);
    this.#fill(this.#part(all));
    this.#begin(all);
    this.#follow();
    if (this.#end && this.panes.sees("messages")) store.read();
    return undefined;
  }

  /** Stay at the newest message, if there is one and nobody reads above. */
  #follow() {
    if (this.#end && this.list.hasChildNodes()) this.toEnd();
  }

  /** What stands where no message does. */
  #begin(all) {
    const state = all.length ? "" : `${this.store.items.length > 0}${this.store.words !== ""}`;
    if (state === this.state) return;
    this.state = state;
    at("start").hidden = state === "";
    at("start").replaceChildren(...(state ? [this.store.items.length ? empty(this.store) : start()] : []));
  }

  #anew() {
    [this.#first, this.#more, this.#end] = ["", SHOWN, true];
  }

  #head(all) {
    const [last, chosen] = [all.at(-1), this.store.chosen];
    const refused = all.filter((one) => one.refused).length;
    const title = last && this.store.name(last);
    const [name, type] = chosen === REFUSED ? ["Refused", "refused"] : [title, last?.kind];
    say(at("chat-name"), last ? `${type.startsWith("channel") ? "# " : ""}${name}` : "Messages");
    const parts = last ? [kind(type), count(all.length - refused, "message")] : [];
    if (refused) parts.push(`${refused} refused`);
    if (chosen === REFUSED) parts.splice(1, 1);
    else if (title !== last?.name) parts.splice(1, 0, last.name); // by which programs know it
    say(at("chat-kind"), parts.join(" · "));
    at("steps").hidden = !last;
    at("edit").hidden = Boolean(this.store.item?.incoming || this.store.item?.file);
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
    const focused = this.list.contains(document.activeElement);
    const edits = new Map(shown.map((one) => [one.id, one.edits]));
    for (const [id, message] of this.#messages) {
      if (!edits.has(id) || edits.get(id) !== message.brief.edits) this.#drop(id, message);
    }
    const lost = focused && !this.list.contains(document.activeElement);
    let next = null;
    for (const brief of shown.toReversed()) {
      const { element } = this.#messages.get(brief.id) ?? this.#made(brief, brief === shown.at(-1));
      if (element.nextSibling !== next || !element.isConnected) this.list.insertBefore(element, next);
      next = element;
    }
    let before = "";
    for (const brief of shown) {
      const [message, today] = [this.#messages.get(brief.id), day(brief.time)];
      message.day.hidden = today === before;
      message.mark(brief.id === this.store.selected);
      before = today;
    }
    if (lost) (this.#messages.get(this.store.selected)?.article ?? this.scroll).focus({ preventScroll: true });
  }

  #made(brief, newest) {
    const message = new Message(brief, this.actions, brief.reply_to ? this.store.find(brief.reply_to) : null);
    this.#messages.set(brief.id, message);
    this.seen.observe(message.element);
    if (!this.#end && newest) at("newest").hidden = false;
    return message;
  }

  #drop(id, message) {
    this.seen.unobserve(message.element);
    message.element.remove();
    this.#messages.delete(id);
  }

  #loaded(found) {
    for (const { target, isIntersecting } of found) {
      if (!isIntersecting) continue;
      this.seen.unobserve(target);
      if (this.#flooded()) setTimeout(() => target.isConnected && target.message.load(), STAYS);
      else target.message.load();
    }
  }

  /** Whether more messages come than anybody reads. */
  #flooded() {
    return this.#arrived.length > MANY && performance.now() - this.#arrived[0] < 1000;
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

  #select(article) {
    this.store.select(article.closest("li").dataset.id);
  }

  /** What is opened within a message stays where it is; only what arrives scrolls. */
  #pressed(event) {
    const article = event.target.closest("article");
    if (!article) return;
    if (!event.target.closest("button")) this.#select(article);
    const { scrollTop } = this.scroll;
    this.#end = false;
    requestAnimationFrame(() => {
      this.scroll.scrollTop = scrollTop;
      this.#top = scrollTop;
      this.#scrolled();
    });
  }

  /** Show more of what is older, without a move of what is seen. */
  #earlier() {
    if (at("earlier").hidden) return;
    const { scrollHeight, scrollTop } = this.scroll;
    this.#more += SHOWN;
    const all = this.store.inChat();
    const from = all.findIndex((one) => one.id === this.#first);
    this.#first = all[Math.max(0, from - SHOWN)]?.id ?? "";
    this.#end = false;
    this.draw();
    this.scroll.scrollTop = scrollTop + this.scroll.scrollHeight - scrollHeight;
    this.above.unobserve(at("earlier")); // it is asked again, for where it still is in sight
    this.above.observe(at("earlier"));
  }
}
