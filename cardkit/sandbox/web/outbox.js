// The outbox that the sandbox was started with: its counts in the line at the bottom, its letters in a dialog.

import * as api from "./api.js";
import { at, el, say } from "./dom.js";
import { prose } from "./prose.js";
import { moment } from "./words.js";

const AGAIN = 2000; // milliseconds until it is read again

export class Outbox {
  constructor() {
    at("outbox").addEventListener("click", () => at("letters").showModal());
    at("letters-done").addEventListener("click", () => at("letters").close());
    api.summary().then((known) => known.outbox && this.#read(), () => null);
  }

  async #read() {
    if (!document.hidden) await api.outbox().then((known) => this.#show(known), (error) => this.#fail(error));
    setTimeout(() => this.#read(), AGAIN);
  }

  #show({ stats, letters }) {
    const { oldest, rate, ...states } = stats; // the two are no counts of letters in a state
    const there = Object.entries(states).filter(([, count]) => count);
    const counts = there.map(([state, count]) => `${count.toLocaleString("en")} ${state}`);
    at("outbox").hidden = false;
    say(at("outbox"), `Outbox: ${counts.join(", ") || "empty"}`);
    const waited = stats.ready ? ` The oldest has waited ${Math.round(oldest)} s.` : "";
    say(at("letters-counts"), `${counts.join(", ") || "It is empty"}.${waited}`);
    at("letters-list").replaceChildren(...letters.map(row));
  }

  #fail(error) {
    at("outbox").hidden = false;
    say(at("outbox"), "Outbox: cannot be read");
    say(at("letters-counts"), error.message);
  }
}

/** One letter: its number and state, where it goes, what it says, how long it waits and why. */
function row(letter) {
  const key = letter.key ? ` (${letter.key})` : "";
  const why = letter.finding ? el("small", {}, letter.finding) : null;
  const head = el("dt", {}, `${letter.id} ${letter.state}`);
  const text = letter.text ? el("div", { class: "text", dir: "auto" }, ...prose(letter.text)) : null;
  const times = [letter.after && `waits until ${moment(letter.after)}`, letter.not_after && `not sent after ${moment(letter.not_after)}`];
  const when = times.some(Boolean) ? el("small", {}, times.filter(Boolean).join(" · ")) : null;
  return el("div", { "data-state": letter.state }, head, el("dd", {}, `${letter.to}${key}`, text, when, why));
}
