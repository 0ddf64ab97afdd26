// Tabs over panels. The arrow keys, Home and End go from tab to tab; a panel is made when it is first looked at.

import { el, fresh } from "./dom.js";
import { short } from "./words.js";

export class Tabs {
  #tabs = new Map();

  /** `panels`: by name, a function that makes what is within; `label` says what the tabs are for. */
  constructor(label, panels) {
    this.list = el("div", { class: "tabs", role: "tablist", "aria-label": label, onkeydown: (e) => this.#key(e) });
    this.panels = el("div", { class: "panels" });
    for (const [name, make] of Object.entries(panels)) this.#add(name, make);
    this.show(Object.keys(panels)[0]);
  }

  #add(name, make) {
    const [tab, panel] = [fresh("tab"), fresh("panel")];
    const count = el("span", { class: "count", hidden: true });
    const button = el(
      "button",
      { type: "button", role: "tab", id: tab, "aria-controls": panel, onclick: () => this.show(name) },
      name,
      count,
    );
    const within = el("div", { role: "tabpanel", id: panel, "aria-labelledby": tab, hidden: true });
    this.#tabs.set(name, { button, count, within, make });
    this.list.append(button);
    this.panels.append(within);
  }

  /** Look at a tab. */
  show(name) {
    this.chosen = name;
    for (const [other, { button, within, make }] of this.#tabs) {
      const chosen = other === name;
      button.setAttribute("aria-selected", chosen);
      button.tabIndex = chosen ? 0 : -1;
      within.hidden = !chosen;
      if (chosen && !within.hasChildNodes()) within.append(...[make()].flat());
    }
  }

  /** Look at a tab, and go on from it with the keyboard. */
  enter(name) {
    this.show(name);
    this.#tabs.get(name).button.focus();
  }

  /** Make a panel anew when it is looked at next, or at once if it is being looked at. */
  renew(name) {
    const { within, make } = this.#tabs.get(name);
    within.replaceChildren(...(this.chosen === name ? [make()].flat() : []));
  }

  /** Put a number beside the name of a tab; 0 takes it away. */
  mark(name, number, kind = "") {
    const { count } = this.#tabs.get(name);
    count.textContent = short(number);
    count.hidden = !number;
    count.dataset.kind = kind;
  }

  #key(event) {
    const names = [...this.#tabs.keys()];
    const here = names.indexOf(this.chosen);
    const steps = { ArrowRight: here + 1, ArrowLeft: here - 1, Home: 0, End: names.length - 1 };
    if (!(event.key in steps)) return;
    event.preventDefault();
    this.enter(names.at(steps[event.key] % names.length));
  }
}
