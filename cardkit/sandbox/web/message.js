// One message of a chat as its card, or one refused request as a slip with the reason.

import * as api from "./api.js";
import { current, el, icon } from "./dom.js";
import * as fragment from "./fragment.js";
import { prose } from "./prose.js";
import { count, day, hour, second } from "./words.js";

export class Message {
  #asked = null;

  /** `brief` is the message as the inbox lists it, `replied` the one it answers; `actions` are what can be done with it. */
  constructor(brief, actions, replied = null) {
    Object.assign(this, { brief, actions, replied });
    this.day = el("p", { class: "day", hidden: true }, el("span", {}, day(brief.time)));
    this.article = brief.refused ? this.#slip() : this.#letter();
    this.element = el("li", { "data-id": brief.id }, this.day, this.article);
    this.element.message = this;
  }

  /** Fetch the card, once. */
  async load() {
    if (this.#asked || this.brief.refused) return;
    this.#asked = api.card(this.brief.id);
    try {
      this.#show(await this.#asked);
    } catch (error) {
      this.#asked = null;
      const retry = el("button", { type: "button", class: "quiet", onclick: () => this.load() }, "Try again");
      this.body.replaceChildren(el("p", { class: "hint" }, `This message cannot be shown: ${error.message} `, retry));
    }
  }

  /** Whether this is the message that is looked at. */
  mark(selected) {
    current(this.article, selected);
    if (!selected && this.card) fragment.point(this.card, "");
  }

  /** Point at the part of the card that a JSON Pointer leads to. */
  point(path) {
    if (this.card) fragment.point(this.card, path);
  }

  #letter() {
    const { id, time, incoming, file } = this.brief;
    this.body = el("div", { class: "body" }, el("p", { class: "waiting", dir: "auto" }, this.brief.text || "…"));
    const acts = [incoming || file ? null : action("edit", "Open in the composer", () => this.actions.edit(id))];
    acts.push(action("remove", "Delete this message", () => this.actions.remove(id)));
    const header = el("header", {}, ...this.#from(), el("div", { class: "actions" }, ...acts));
    return el("article", { tabindex: "0", "aria-label": `Message of ${hour(time)}` }, header, this.#quote(), this.body);
  }

  /** The beginning of the message that this one answers. */
  #quote() {
    return this.replied && el("blockquote", { dir: "auto" }, el("span", { class: "sr" }, "In reply to: "), ...prose(this.replied.text || "No text"));
  }

  #slip() {
    const { id, status, fault, code, text, time, request, destination } = this.brief;
    const head = el("b", {}, status ? `${status} ${fault ? "on demand" : "refused"}` : `${fault} on demand`);
    const where = destination ? el("bdi", { class: "to" }, destination) : el("code", { class: "long" }, request);
    const open = el("button", { type: "button", class: "link", onclick: () => this.actions.edit(id) }, "Open in composer");
    const coded = code ? [el("code", {}, code), " "] : [];
    const words = el("p", { dir: "auto" }, head, " ", el("time", {}, second(time)), " ", where, " ", el("span", {}, text), " ", ...coded, open);
    const remove = el("div", { class: "actions" }, action("remove", "Delete this request", () => this.actions.remove(id)));
    return el("article", { class: "slip", tabindex: "0", "aria-label": `Refused request of ${hour(time)}` }, words, remove);
  }

  #from() {
    const { as_bot, bot: shown, api: version, destination, incoming, kind, name, users, time, findings, edits } = this.brief;
    const bot = as_bot ?? (kind === "bot" && !incoming && destination === `bot:${name}` ? name : null);
    const date = new Date(time * 1000);
    const stamp = Number.isNaN(date.getTime()) ? null : date.toISOString();
    return [
      shown && !bot ? null : el("span", { class: "who" }, el("bdi", {}, bot ?? "Your program")),
      bot ? el("span", { class: "tag" }, "bot") : null,
      incoming ? el("span", { class: "tag" }, "to the handler") : null,
      users.length ? el("span", { class: "tag" }, "for ", el("bdi", {}, users.join(", "))) : null,
      el("span", { class: "tag" }, version),
      edits ? el("span", { class: "tag" }, edits === 1 ? "edited" : `edited ${edits} times`) : null,
      findings ? el("span", { class: "tag warn" }, `⚠ ${count(findings, "finding")}`) : null,
      el("time", { datetime: stamp }, hour(time)),
    ].filter((part) => part !== null);
  }

  #show({ html, sheet }) {
    if (sheet) return this.body.replaceChildren(drawn(sheet));
    this.card = fragment.frame((path) => this.actions.part(this.brief.id, path));
    fragment.draw(this.card, html);
    return this.body.replaceChildren(this.card);
  }
}

function action(picture, name, act) {
  return el("button", { type: "button", class: "act", title: name, "aria-label": name, onclick: act }, icon(picture));
}

/** What is no card, as pairs: the parameters of a bot's handler, or a shared file. */
function drawn({ title, pairs }) {
  const rows = Object.entries(pairs).map(([name, value]) => el("div", {}, el("dt", { dir: "auto" }, name), el("dd", { dir: "auto" }, value)));
  return el("div", { class: "sheet" }, el("h3", {}, title), el("dl", {}, ...rows));
}
