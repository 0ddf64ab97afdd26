// Which part of the page is seen: all three side by side where there is room, or else one at a time.

import { at } from "./dom.js";

export class Panes extends EventTarget {
  #room = matchMedia("(min-width: 60rem)");

  constructor() {
    super();
    at("panes").addEventListener("click", ({ target }) => this.#pressed(target.closest("button")));
    this.#room.addEventListener("change", () => this.dispatchEvent(new Event("shown")));
    this.#mark();
  }

  /** Whether all are side by side. */
  get wide() {
    return this.#room.matches;
  }

  /** Whether a part can be seen. */
  sees(name) {
    return !document.hidden && (this.wide || document.body.dataset.pane === name);
  }

  /** Look at a part; where there is one at a time, its heading is read out. */
  show(name) {
    const before = document.body.dataset.pane;
    document.body.dataset.pane = name;
    this.#mark();
    if (!this.wide && before !== name) {
      document.querySelector(`[data-name="${name}"] h2`).focus();
      this.dispatchEvent(new Event("shown"));
    }
  }

  #pressed(button) {
    if (button) this.show(button.dataset.to);
  }

  #mark() {
    for (const button of at("panes").children) {
      if (button.dataset.to === document.body.dataset.pane) button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
    }
  }
}
