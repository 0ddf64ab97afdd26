// The composer: JSON is typed or pasted, and the card, the findings and the chain that builds it follow as one types.

import * as api from "./api.js";
import { block, copier } from "./code.js";
import { at, el, say } from "./dom.js";
import * as findings from "./findings.js";
import * as fragment from "./fragment.js";
import { Tabs } from "./tabs.js";
import { count } from "./words.js";

const PAUSE = 150; // milliseconds without a key before the sandbox is asked
const NOTHING = { html: "", json: "", code: "", findings: [], errors: 0, warnings: 0, to: "" };

export class Composer {
  #answer = NOTHING;
  #own = sessionStorage.getItem("own") ?? "";
  #asking = null;
  #timer = 0;
  #examples = {};
  #writing = false;
  #sending = false;

  constructor(store, panes) {
    Object.assign(this, { store, panes, text: at("text"), to: at("to") });
    this.card = fragment.frame();
    this.tabs = new Tabs("Views of the draft", {
      Card: () => [this.hint, this.card],
      Findings: () => findings.list(this.#answer.findings, this.#answer.errors + this.#answer.warnings),
      Python: () => this.#python(),
    });
    at("preview").append(this.tabs.list, this.tabs.panels);
    at("copy").replaceWith(copier(() => this.text.value, "Copy JSON"));
    this.#restore();
    this.#listen();
    this.#offer();
  }

  hint = el("p", { class: "none" }, "Type or paste the JSON of a message, or start from an example.");

  /** Take a text, and a destination if one is told, from elsewhere on the page. */
  take(text, to = "") {
    this.panes.show("composer");
    this.#write(text);
    this.#typed();
    if (to) this.address(to);
  }

  /** Say where the message is to go. */
  address(to) {
    this.to.value = to;
    sessionStorage.setItem("to", to);
    this.#soon();
  }

  #restore() {
    this.text.value = sessionStorage.getItem("text") ?? "";
    this.to.value = sessionStorage.getItem("to") ?? "channel:alerts";
    at("keys").textContent = navigator.platform.startsWith("Mac") ? "⌘↵" : "Ctrl ↵";
    this.#ask();
  }

  #listen() {
    this.text.addEventListener("input", () => this.#typed());
    this.to.addEventListener("input", () => this.address(this.to.value));
    at("example").addEventListener("change", ({ target }) => this.#start(target.value));
    at("format").addEventListener("click", () => this.#format());
    at("send").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#send();
    });
    at("composer-name").closest("section").addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      this.#send();
    });
  }

  async #offer() {
    this.#examples = await api.examples().catch(() => ({}));
    at("example").append(...Object.keys(this.#examples).map((name) => el("option", { value: name }, name)));
  }

  /** Start from an example, or go back to what one has typed. */
  #start(name) {
    const example = this.#examples[name];
    this.#write(example === undefined ? this.#own : JSON.stringify(example, null, 2));
    at("example").focus();
    this.#kept();
  }

  #typed() {
    if (this.#writing) return;
    this.#own = this.text.value;
    at("example").value = "";
    this.#kept();
  }

  #kept() {
    try {
      sessionStorage.setItem("text", this.text.value);
      sessionStorage.setItem("own", this.#own);
    } catch {
      // a draft of many megabytes is not kept
    }
    this.#soon();
  }

  /** Put a text into the field as if it were typed, so that the browser can undo it. */
  #write(text) {
    this.#writing = true;
    this.text.focus();
    this.text.select();
    if (!text || text.length > 100_000 || !document.execCommand("insertText", false, text)) this.text.value = text;
    this.text.setSelectionRange(0, 0);
    this.text.scrollTop = 0;
    this.#writing = false;
  }

  #soon() {
    say(at("sent"), "");
    at("sent").className = "sent";
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#ask(), PAUSE);
  }

  /** Ask the sandbox what it sees; an older question that is not answered yet is dropped. */
  async #ask() {
    clearTimeout(this.#timer);
    this.#asking?.abort();
    const asking = new AbortController();
    this.#asking = asking;
    const [text, to] = [this.text.value, this.to.value];
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
    this.hint.hidden = answer.html !== "";
    this.card.hidden = answer.html === "";
    this.card.classList.toggle("stale", broken && Boolean(this.card.good));
    if (!broken) this.card.good = answer.html;
    if (answer.html) fragment.draw(this.card, broken && this.card.good ? this.card.good : answer.html);
    this.tabs.renew("Findings");
    this.tabs.renew("Python");
    this.tabs.mark("Findings", answer.errors + answer.warnings, answer.errors ? "error" : "warning");
    this.#judge(answer);
    this.#place(answer.to);
  }

  #judge({ html, errors, warnings, findings: found }) {
    if (!html) this.#verdict("", "");
    else if (errors) this.#verdict("error", `${count(errors, "error")}: ${first(found)}`);
    else if (warnings) this.#verdict("warning", `${count(warnings, "warning")}: ${first(found)}`);
    else this.#verdict("good", "Nothing is wrong with it.");
  }

  #verdict(kind, text) {
    at("verdict").dataset.kind = kind;
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

  #python() {
    const { code } = this.#answer;
    if (!code) return el("p", { class: "none" }, "The chain that builds the message stands here once its JSON can be read.");
    return block(code, "python", "Python");
  }

  async #format() {
    await this.#ask();
    if (this.#answer.json && this.#answer.json !== this.text.value) {
      this.#write(this.#answer.json);
      this.#typed();
    }
    at("format").focus();
  }

  async #send() {
    if (this.#sending) return;
    this.#sending = true;
    const to = this.to.value.trim();
    try {
      const { id } = await api.send(this.text.value, to);
      this.store.reveal(id);
      this.panes.show("messages");
      this.#told("fine", `Sent to ${to}.`);
    } catch (error) {
      if (error.findings?.length) this.tabs.show("Findings");
      this.#told("wrong", error.status ? `Not sent: ${error.message}` : "Not sent: the sandbox does not answer.");
    }
    this.#sending = false;
  }
}

function first(found) {
  const worst = found.find((one) => one.severity === "error") ?? found[0];
  return `${worst.place}: ${worst.message}`;
}
