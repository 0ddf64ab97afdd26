// What was deleted can be had back for a few seconds; then it is deleted for good, as it is when the page is left.

import * as api from "./api.js";
import { at, say } from "./dom.js";

const WHILE = 6000; // milliseconds

export class Bin {
  #waiting = new Set();
  #timer = 0;

  constructor(store) {
    this.store = store;
    at("undo").addEventListener("click", () => this.undo());
    addEventListener("pagehide", () => this.#empty());
  }

  /** Let a message vanish, and delete it unless one wants it back. */
  remove(id, words) {
    this.store.hide(id);
    this.#waiting.add(id);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#empty(), WHILE);
    const many = this.#waiting.size;
    say(at("toast").firstElementChild, many > 1 ? `${many} deleted` : words);
    at("toast").hidden = false;
  }

  /** Have back what waits. */
  undo() {
    clearTimeout(this.#timer);
    for (const id of this.#waiting) this.store.hide(id, false);
    const last = [...this.#waiting].at(-1);
    this.#waiting.clear();
    this.#close();
    if (last) this.store.select(last);
  }

  #empty() {
    for (const id of this.#waiting) {
      api.remove(id).catch((error) => error.status === 404 || this.store.hide(id, false)); // what is gone already is no fault
    }
    this.#waiting.clear();
    this.#close();
  }

  #close() {
    const focused = at("toast").contains(document.activeElement);
    at("toast").hidden = true;
    if (focused) at("scroll").focus();
  }
}
