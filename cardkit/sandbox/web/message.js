// One message of a chat: its card, and behind tabs its JSON, the chain that builds it, findings, and a command.

import * as api from "./api.js";
import { block } from "./code.js";
import { el, icon, tell } from "./dom.js";
import * as findings from "./findings.js";
import * as fragment from "./fragment.js";
import { Tabs } from "./tabs.js";
import { count, day, hour } from "./words.js";

export class Message {
  #view = null;

  /** `brief` is the message as the inbox lists it; `edit` takes its JSON into the composer. */
  constructor(brief, edit) {
    this.brief = brief;
    this.day = el("p", { class: "day", hidden: true }, el("span", {}, day(brief.time)));
    this.body = el("div", { class: "body" }, this.#waiting());
    const name = `Message of ${hour(brief.time)}`;
    const actions = el("div", { class: "actions" }, this.#action("edit", "Open in the composer", () => this.#edit(edit)));
    if (brief.incoming) actions.replaceChildren();
    actions.append(this.#action("remove", "Delete this message", () => this.#remove()));
    this.article = el("article", { "aria-label": name }, el("header", {}, ...this.#from(), actions), this.body);
    this.element = el("li", { "data-id": brief.id }, this.day, this.article);
    this.element.message = this;
  }

  /** Fetch all views, once. */
  async load() {
    if (this.#view) return;
    this.#view = api.view(this.brief.id);
    try {
      this.#show(await this.#view);
    } catch (error) {
      this.#view = null;
      const retry = el("button", { type: "button", class: "quiet", onclick: () => this.load() }, "Try again");
      this.body.replaceChildren(el("p", { class: "hint" }, `This message cannot be shown: ${error.message} `, retry));
    }
  }

  #from() {
    const { as_bot, api, destination, incoming, kind, name, users, time } = this.brief;
    const bot = as_bot ?? (kind === "bot" && !incoming && destination === `bot:${name}` ? name : null);
    const date = new Date(time * 1000);
    const stamp = Number.isNaN(date.getTime()) ? null : date.toISOString();
    return [
      el("span", { class: "who" }, el("bdi", {}, bot ?? "Your program")),
      bot ? el("span", { class: "tag" }, "bot") : null,
      incoming ? el("span", { class: "tag" }, "to the handler") : null,
      users.length ? el("span", { class: "tag" }, "for ", el("bdi", {}, users.join(", "))) : null,
      el("span", { class: "tag" }, api),
      el("time", { datetime: stamp }, hour(time)),
    ].filter((part) => part !== null);
  }

  #waiting() {
    return el("p", { class: "waiting", dir: "auto" }, this.brief.text || "…");
  }

  #show(view) {
    const panels = {
      [this.brief.incoming ? "Parameters" : "Card"]: () => (this.brief.incoming ? parameters(view) : card(view.html)),
      JSON: () => block(view.json, "json", "JSON"),
      Python: () => block(view.code, "python", "Python"),
      Findings: () => findings.list(view.findings),
      curl: () => [
        block(view.curl, "shell", "curl"),
        el("p", { class: "hint" }, "CLIQ_TOKEN is the token that this sandbox told when it started."),
      ],
    };
    if (this.brief.incoming) delete panels.Python;
    if (!view.curl) delete panels.curl;
    const tabs = new Tabs("Views of the message", panels);
    tabs.mark("Findings", view.findings.length, "warning");
    this.body.replaceChildren(tabs.list, tabs.panels);
  }

  #action(picture, name, act) {
    return el("button", { type: "button", class: "act", title: name, "aria-label": name, onclick: act }, icon(picture));
  }

  async #edit(edit) {
    await this.load();
    const view = await this.#view;
    if (view) edit(view.json, this.brief.destination);
  }

  async #remove() {
    await api.remove(this.brief.id).catch(() => null); // one that is gone already is no fault
    tell(`Message of ${hour(this.brief.time)} deleted`);
  }
}

function card(html) {
  const host = fragment.frame();
  fragment.draw(host, html);
  return host;
}

function parameters(view) {
  const pairs = Object.entries(view.parameters);
  if (!pairs.length) return el("p", { class: "none" }, "No parameters were sent.");
  const rows = pairs.map(([name, value]) => el("div", {}, el("dt", { dir: "auto" }, name), el("dd", { dir: "auto" }, value)));
  return el("div", { class: "sheet" }, el("h3", {}, count(pairs.length, "parameter")), el("dl", {}, ...rows));
}
