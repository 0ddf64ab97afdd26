// Which part of the page is seen: all three side by side where there is room, or else one at a time; and whether the
// right one inspects or composes.

import { at, current } from "./dom.js";

const STAGES = { inspect: ["chat", "inspector"], compose: ["draft", "composer"] };

export class Panes extends EventTarget {
  #room = matchMedia("(min-width: 60rem)");

  constructor() {
    super();
    at("panes").addEventListener("click", ({ target }) => this.#pressed(target.closest("button")));
    this.#room.addEventListener("change", () => this.dispatchEvent(new Event("shown")));
    this.#stage();
    this.#mark();
  }

  /** Whether all are side by side. */
  get wide() {
    return this.#room.matches;
  }

  /** Whether a message is being composed. */
  get composing() {
    return document.body.dataset.mode === "compose";
  }

  /** Whether a part can be seen. */
  sees(name) {
    return !document.hidden && !this.composing && (this.wide || document.body.dataset.pane === name);
  }

  /** Turn to the composer, or back from it. */
  compose(on) {
    if (on === this.composing) return on && !this.wide && this.show("side");
    document.body.dataset.mode = on ? "compose" : "inspect";
    this.#stage();
    this.show(on ? "side" : "messages");
    if (!on && this.wide) at("scroll").focus();
    return this.dispatchEvent(new Event("shown"));
  }

  /** Look at a part; where there is one at a time, its heading is read out. */
  show(name) {
    const before = document.body.dataset.pane;
    document.body.dataset.pane = name;
    this.#mark();
    if (this.wide || before === name) return;
    const headings = document.querySelectorAll(`[data-name="${name}"] h2`);
    [...headings].find((heading) => heading.checkVisibility())?.focus();
    this.dispatchEvent(new Event("shown"));
  }

  #pressed(button) {
    if (button) this.show(button.dataset.to);
  }

  #stage() {
    for (const [mode, names] of Object.entries(STAGES)) {
      for (const name of names) at(name).hidden = mode !== document.body.dataset.mode;
    }
  }

  #mark() {
    for (const button of at("panes").children) current(button, button.dataset.to === document.body.dataset.pane);
  }
}
