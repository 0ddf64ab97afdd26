// Where one may start from: one's own draft, earlier ones that a message took the place of, and the examples.

import * as api from "./api.js";
import { at, el } from "./dom.js";
import { recall, remember } from "./kept.js";

const MOST = 5;
const LENGTH = 32; // characters of a draft that name it

export class Drafts {
  #earlier = JSON.parse(recall("drafts", "[]"));
  #examples = {};
  #group = el("optgroup", { label: "Earlier drafts" });

  /** `chosen` is told the text that one starts from. */
  constructor(chosen) {
    this.own = recall("own");
    this.select = at("example");
    this.select.addEventListener("change", ({ target }) => chosen(this.#text(target.value)));
    this.#offer();
  }

  /** Keep what one typed as one's own draft. */
  typed(text) {
    this.own = text;
    this.select.value = "";
    remember("own", text);
  }

  /** Lay one's own draft aside before another text takes its place. */
  shelve(text) {
    if (!this.own.trim() || this.own === text) return;
    this.#earlier = [this.own, ...this.#earlier.filter((one) => one !== this.own)].slice(0, MOST);
    remember("drafts", JSON.stringify(this.#earlier));
    this.#list();
  }

  /** Say which of them the text is that is being looked at, if it is one. */
  show(text = this.shown) {
    this.shown = text;
    const earlier = this.#earlier.map((one, place) => [`#${place}`, one]);
    const found = [["", this.own], ...earlier, ...Object.entries(this.#examples)].find(([, one]) => one === text);
    this.select.value = found?.[0] ?? null;
  }

  #text(value) {
    if (value.startsWith("#")) return this.#earlier[Number(value.slice(1))];
    return this.#examples[value] ?? this.own;
  }

  async #offer() {
    this.#list();
    this.#examples = await api.examples().catch(() => ({}));
    const options = Object.keys(this.#examples).map((name) => el("option", { value: name }, name));
    this.select.append(el("optgroup", { label: "Examples" }, ...options));
    if (this.shown !== undefined) this.show();
  }

  #list() {
    this.#group.replaceChildren(...this.#earlier.map((text, place) => el("option", { value: `#${place}` }, named(text))));
    if (this.#earlier.length) this.select.children[0].after(this.#group);
  }
}

/** The beginning of a draft, on one line. */
function named(text) {
  const line = text.replaceAll(/[\s{}[\]"]+/g, " ").trim();
  return line.length > LENGTH ? `${line.slice(0, LENGTH)}…` : line;
}
