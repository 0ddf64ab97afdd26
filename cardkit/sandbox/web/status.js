// The line at the bottom: the address, what came and was refused, and what is left of the budget.

import * as api from "./api.js";
import { at, el } from "./dom.js";
import { count } from "./words.js";

const PAUSE = 300; // milliseconds of quiet before the counts are asked for
const AGAIN = 2000; // milliseconds after which a budget that recovers is asked for again

export class Status {
  #timer = 0;
  #of = null;

  constructor(store) {
    this.store = store;
    at("address").textContent = location.origin;
    store.addEventListener("draw", () => store.items !== this.#of && this.#soon(PAUSE));
  }

  #soon(pause) {
    clearTimeout(this.#timer);
    this.#of = this.store.items;
    this.#timer = setTimeout(() => this.#ask(), pause);
  }

  async #ask() {
    const known = document.hidden ? null : await api.summary().catch(() => null);
    if (!known) return;
    const { received, refused, budget, left, locked, faults } = known;
    const parts = [`${received.toLocaleString("en")} received`, `${refused.toLocaleString("en")} refused`];
    if (budget !== null) parts.push(locked ? `locked for ${Math.ceil(locked)} s` : `${left} of ${budget} left`);
    if (faults) parts.push(`${count(faults, "fault")} waiting`);
    if (known.strict) parts.push("strict");
    at("counts").replaceChildren(...parts.flatMap((part) => [el("span", {}, part), " "]));
    if (budget !== null && (locked || left < budget)) this.#soon(AGAIN);
  }
}
