// The composer: JSON is typed or pasted, and the card, the findings and the chain that builds it follow as one types.

import * as api from "./api.js";
import { block, copier } from "./code.js";
import { at, el, say, tell } from "./dom.js";
import { Drafts } from "./drafts.js";
import * as findings from "./findings.js";
import * as fragment from "./fragment.js";
import { recall, remember } from "./kept.js";
import { Tabs } from "./tabs.js";
import { count, size } from "./words.js";

const PAUSE = 150; // milliseconds without a key before the sandbox is asked
const NOTHING = { html: "", json: "", code: "", findings: [], errors: 0, warnings: 0, to: "", size: 0, most: 0 };

export class Composer {
  #answer = NOTHING;
  #text = recall("text");
  #asking = null;
  #timer = 0;
  #schema = null;
  #sending = false;
  #ready = null;

  constructor(store, panes) {
    Object.assign(this, { store, panes, to: at("to"), editor: null });
    this.card = fragment.frame((path) => this.#chosen(path));
    this.stale = el("p", { class: "stale-note", hidden: true }, "Last readable version");
    this.hint = el("p", { class: "none" }, "Type or paste the JSON of a message, a Python dict or a curl command, or start from an example.");
    at("preview").append(this.hint, this.stale, this.card);
    this.place = el("div", { class: "editor" });
    this.tabs = new Tabs("Views of the draft", {
      JSON: () => [this.place],
      Findings: () => this.#findings(),
      Python: () => this.#python(),
    });
    at("composer-tabs").append(this.tabs.list);
    at("work").append(this.tabs.panels);
    at("copy").replaceWith(copier(() => this.#text, "Copy JSON"));
    this.to.value = recall("to", "channel:alerts");
    at("keys").textContent = navigator.platform.startsWith("Mac") ? "⌘↵" : "Ctrl ↵";
    this.drafts = new Drafts((text) => this.#start(text));
    this.#listen();
  }

  /** Turn to the composer. */
  async open() {
    this.panes.compose(true);
    await this.#made();
    this.tabs.show("JSON");
    this.editor.focus();
    this.#ask();
  }

  /** Take a text, and a destination if one is told, from elsewhere on the page. */
  async take(text, to = "") {
    await this.open();
    this.#replace(text);
    if (to) this.address(to);
  }

  /** Say where the message is to go. */
  address(to) {
    if (!to) return;
    this.to.value = to;
    remember("to", to);
    this.#soon();
  }

  /** The editor, which is fetched when it is first needed. */
  async #made() {
    this.#ready ??= import("./editor.js").then(({ Editor }) => {
      this.editor = new Editor(this.place, {
        name: "The message as JSON",
        hint: '{"text": "Disk is full"}',
        schema: () => (this.#schema ??= api.schema()),
        changed: () => this.#typed(),
        moved: (path) => this.#pointed(path),
        pasted: (text) => this.#pasted(text),
      });
      this.editor.set(this.#text);
      this.drafts.show(this.#text);
    });
    await this.#ready;
  }

  #listen() {
    this.to.addEventListener("input", () => this.address(this.to.value));
    at("format").addEventListener("click", () => this.#format());
    at("compose").addEventListener("click", () => this.open());
    at("leave").addEventListener("click", () => this.panes.compose(false));
    at("send").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#send();
    });
    at("composer").addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      event.stopPropagation();
      this.#send();
    }, true);
  }

  /** Start from an example, or go back to what one has typed. */
  async #start(text) {
    await this.#made();
    this.editor.set(text);
    this.drafts.show(text);
    this.#kept();
  }

  /** Put a text in place of the draft, which is laid aside. */
  #replace(text) {
    this.drafts.shelve(text);
    this.editor.set(text);
    this.#typed();
  }

  #typed() {
    this.drafts.typed(this.editor.text);
    this.#kept();
  }

  #kept() {
    this.#text = this.editor.text;
    remember("text", this.#text);
    this.#soon();
  }

  /** Whether a pasted text is no JSON and is therefore taken as something else. */
  #pasted(text) {
    const whole = this.editor.text.trim() === "" || /^\s*\$?\s*curl\s/.test(text) || this.#all();
    if (!whole || !text.trim() || readable(text)) return false;
    this.#taken(text);
    return true;
  }

  #all() {
    const { main } = this.editor.view.state.selection;
    return main.from === 0 && main.to === this.editor.view.state.doc.length;
  }

  async #taken(text) {
    const taken = await api.paste(text).catch(() => ({ text, source: "", to: "" }));
    if (!taken.source) return this.editor.insert(text);
    this.#replace(taken.text);
    this.address(taken.to);
    this.#told("fine", `Taken from ${taken.source}.`);
    return tell(`Taken from ${taken.source}`);
  }

  #soon() {
    this.#told("", "");
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#ask(), PAUSE);
  }

  /** Ask the sandbox what it sees; an older question that is not answered yet is dropped. */
  async #ask() {
    clearTimeout(this.#timer);
    await this.#made();
    this.#asking?.abort();
    const asking = new AbortController();
    this.#asking = asking;
    const [text, to] = [this.#text, this.to.value];
    try {
      const answer = await api.compose(text, to, asking.signal);
      if (this.#asking === asking) this.#show(text.trim() ? answer : { ...NOTHING, to: answer.to });
    } catch (error) {
      if (this.#asking === asking) this.#verdict("error", error.status ? error.message : "The sandbox does not answer.");
    }
  }

  #show(answer) {
    this.#answer = answer;
    const broken = answer.html !== "" && answer.json === "";
    const stale = broken && Boolean(this.card.good);
    this.hint.hidden = answer.html !== "";
    this.card.hidden = answer.html === "";
    this.card.classList.toggle("stale", stale);
    this.stale.hidden = !stale;
    if (!broken) this.card.good = answer.html;
    if (answer.html) fragment.draw(this.card, stale ? this.card.good : answer.html);
    this.editor.judge(answer.findings, answer.stopped);
    this.tabs.renew("Findings");
    this.tabs.renew("Python");
    this.tabs.mark("Findings", answer.errors + answer.warnings, answer.errors ? "error" : "warning");
    this.#judge(answer);
    this.#place(answer.to);
  }

  #judge({ html, errors, warnings, findings: found, size: length, most }) {
    if (!html) this.#verdict("", "");
    else if (errors) this.#verdict("error", `${count(errors, "error")}: ${first(found)}`);
    else if (warnings) this.#verdict("warning", `${count(warnings, "warning")}: ${first(found)}`);
    else this.#verdict("good", "Nothing is wrong with it.");
    say(at("size"), length ? size(length, most) : "");
    at("size").classList.toggle("over", length > most);
    say(at("draft-kind"), html ? `${count(errors, "error")} · ${count(warnings, "warning")}` : "");
  }

  #verdict(kind, text) {
    at("verdict").dataset.kind = kind;
    at("verdict").title = text;
    say(at("verdict"), text);
  }

  #place(wrong) {
    this.to.setAttribute("aria-invalid", Boolean(wrong));
    if (wrong) this.#told("wrong", wrong);
    else if (at("sent").dataset.of === "to") this.#told("", "");
    at("sent").dataset.of = wrong ? "to" : "";
  }

  #told(kind, text) {
    at("sent").className = `sent ${kind}`;
    say(at("sent"), text);
  }

  #findings() {
    const total = this.#answer.errors + this.#answer.warnings;
    const show = (path) => this.#chosen(path);
    return findings.list(this.#answer.findings, { total, show, repair: (fix) => this.editor.repair(fix) });
  }

  #python() {
    const { code } = this.#answer;
    if (!code) return el("p", { class: "none" }, "The chain that builds the message stands here once its JSON can be read.");
    return block(code, "python", "Python");
  }

  /** A part of the card was pressed: select its JSON. */
  #chosen(path) {
    this.tabs.show("JSON");
    this.editor.select(path);
    fragment.point(this.card, path);
  }

  /** The caret is in a part of the JSON: point at what is drawn of it. */
  #pointed(path) {
    fragment.point(this.card, path)?.scrollIntoView({ block: "nearest" });
  }

  async #format() {
    const text = this.#text;
    await this.#ask();
    if (this.#text === text && this.#answer.json && this.#answer.json !== text) {
      this.editor.set(this.#answer.json);
      this.#typed();
    }
    at("format").focus();
  }

  async #send() {
    if (this.#sending) return;
    this.#sending = true;
    const to = this.to.value.trim();
    try {
      const { id } = await api.send(this.#text, to);
      this.store.reveal(id);
      this.panes.compose(false);
      this.panes.show("messages");
      tell(`Sent to ${to}`);
    } catch (error) {
      if (error.findings?.length) this.tabs.enter("Findings");
      this.#told("wrong", error.status ? `Not sent: ${error.message}` : "Not sent: the sandbox does not answer.");
    }
    this.#sending = false;
  }
}

function readable(text) {
  try {
    return typeof JSON.parse(text) === "object";
  } catch {
    return false;
  }
}

function first(found) {
  const worst = found.find((one) => one.severity === "error") ?? found[0];
  return `${worst.place}: ${worst.message}`;
}
