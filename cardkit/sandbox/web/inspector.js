// The inspector: the message that is looked at as JSON, as Python, with its findings, as a command, and as a request.

import * as api from "./api.js";
import { block, copier } from "./code.js";
import { at, el } from "./dom.js";
import * as findings from "./findings.js";
import { Tabs } from "./tabs.js";
import { exact, size } from "./words.js";

const PAUSE = 80; // milliseconds that one rests on a message before it is asked for; cards come first
const TOKEN = "CLIQ_TOKEN is the token that this sandbox told when it started.";
const NOTHING = { json: "", code: "", curl: "", findings: [], request: null, size: 0, most: 0 };

export class Inspector {
  #id = "";
  #view = NOTHING;
  #editor = null;
  #wanted = "";
  #loading = null;

  /** `pointed` is told the message, and the part of it that the caret is in. */
  constructor(store, pointed) {
    Object.assign(this, { store, pointed });
    this.place = el("div", { class: "editor" });
    this.tabs = new Tabs("Views of the message", {
      JSON: () => [this.place],
      Python: () => this.#code("code", "python", "Python"),
      Findings: () => this.#findings(),
      curl: () => [this.#code("curl", "shell", "curl"), this.#view.curl ? el("p", { class: "hint" }, TOKEN) : null].filter(Boolean),
      Request: () => exchange(this.#view.request),
    });
    this.facts = el("dl", { class: "facts" });
    this.none = el("p", { class: "none" }, "Choose a message, and its JSON, its chain and its findings stand here.");
    this.copy = copier(() => this.#text(), "Copy", true);
    const bar = el("header", { class: "bar tools" }, el("h2", { class: "sr", tabindex: "-1" }, "Inspector"), this.tabs.list, this.copy);
    at("inspector").append(bar, el("div", { class: "work" }, this.none, this.tabs.panels), this.facts);
    store.addEventListener("selected", () => this.#look());
    store.addEventListener("connected", () => this.#view === NOTHING && this.#look());
    this.#draw();
  }

  /** The view of the message that is looked at, as soon as it is here. */
  async view() {
    await this.#loading;
    return this.#view;
  }

  /** Select a part of the JSON, and turn to it if asked to. */
  select(path, turn = true) {
    if (turn) this.tabs.show("JSON");
    this.#wanted = path;
    this.#point();
  }

  #look() {
    this.#loading = this.#load(this.store.selected);
  }

  async #load(id) {
    this.#id = id;
    await new Promise((done) => setTimeout(done, PAUSE));
    if (this.#id !== id) return;
    const view = id ? await api.view(id).catch(() => NOTHING) : NOTHING;
    if (this.#id !== id) return;
    this.#view = view;
    this.#draw();
    if (view === NOTHING) return;
    await this.#edit();
    if (this.#id !== id) return;
    this.#editor.set(view.json, view.findings, view.stopped);
    this.#point();
  }

  /** The editor, which is fetched when it is first needed. */
  async #edit() {
    if (this.#editor) return;
    const { Editor } = await import("./editor.js");
    this.#editor ??= new Editor(this.place, { name: "The message as JSON", fixed: true, moved: (path) => this.pointed(this.#id, path) });
  }

  #point() {
    if (!this.#wanted || !this.#editor || this.#editor.text !== this.#view.json) return;
    this.#editor.select(this.#wanted);
    this.#wanted = "";
  }

  #draw() {
    const view = this.#view;
    const there = view !== NOTHING;
    this.none.hidden = there;
    this.copy.hidden = !there;
    this.tabs.panels.hidden = !there;
    for (const name of ["Python", "Findings", "curl", "Request"]) this.tabs.renew(name);
    const errors = view.findings.some((one) => one.severity === "error");
    this.tabs.mark("Findings", view.findings.length, errors ? "error" : "warning");
    this.facts.hidden = !there;
    this.facts.replaceChildren(...(there ? this.#about(view) : []));
  }

  #about({ request, size: length, most }) {
    const item = this.store.item;
    if (!item) return [];
    const answered = request ? ` · ${request.status ?? request.fault} in ${Math.max(1, Math.round(request.milliseconds))} ms` : "";
    const where = item.destination ? `${item.destination}${item.api ? ` · ${item.api}` : ""}` : item.request;
    const pairs = [[item.refused ? "Refused" : "Received", `${exact(item.time)}${answered}`], ["To", where], ["Size", `${size(length, most)} characters`]];
    return pairs.map(([name, text]) => el("div", {}, el("dt", {}, name), el("dd", { dir: "auto" }, text)));
  }

  #findings() {
    const { item } = this.store;
    if (item?.refused && !this.#view.findings.length) {
      return el("p", { class: "none" }, `The body was not judged, for the request was refused before: ${item.text}`);
    }
    return findings.list(this.#view.findings, { show: (path) => this.select(path) });
  }

  #code(name, language, title) {
    if (!this.#view[name]) return el("p", { class: "none" }, `There is no ${title} for this one.`);
    return block(this.#view[name], language, title);
  }

  #text() {
    const view = this.#view;
    const texts = { JSON: view.json, Python: view.code, curl: view.curl };
    const told = { Findings: view.findings, Request: view.request };
    return texts[this.tabs.chosen] ?? JSON.stringify(told[this.tabs.chosen], null, 2);
  }
}

function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text; // of a long answer the beginning is kept alone
  }
}

/** A request and its answer. */
function exchange(request) {
  if (!request) return el("p", { class: "none" }, "This one was put into the inbox by the page, without a request of its own.");
  const headers = Object.entries(request.headers).map(([name, value]) => `${name}: ${value}`);
  const asked = [`${request.method} ${request.path}`, ...headers].join("\n");
  const status = request.status === null ? `no answer: ${request.fault} on demand` : String(request.status);
  const answer = block(status, "plain", `Answer, after ${request.milliseconds} ms`);
  const body = request.answer ? block(pretty(request.answer), "json", "Body of the answer") : null;
  return el("div", { class: "exchange" }, block(asked, "plain", "Request"), answer, body);
}
