// News of the inbox as they come. Whenever the connection opens, all of it is read anew; what comes meanwhile is kept
// and applied after. A page that is not looked at does not listen: a browser has few connections to one place.

import * as api from "./api.js";
import { at, say } from "./dom.js";

const AGAIN = 2000; // milliseconds before a connection that ended for good is tried again

export class News {
  #source = null;
  #meanwhile = null;
  #again = 0;

  constructor(store) {
    this.store = store;
    document.addEventListener("visibilitychange", () => (document.hidden ? this.#close() : this.#open()));
    if (!document.hidden) this.#open();
  }

  #open() {
    this.#close();
    const source = new EventSource("/sandbox/events");
    this.#source = source;
    source.addEventListener("open", () => this.#load());
    source.addEventListener("reload", () => this.#load());
    source.addEventListener("error", () => this.#lost(source));
    for (const kind of ["added", "removed", "cleared"]) {
      source.addEventListener(kind, (event) => this.#take(kind, JSON.parse(event.data)));
    }
  }

  #close() {
    clearTimeout(this.#again);
    this.#source?.close();
    this.#source = null;
  }

  #take(kind, data) {
    if (this.#meanwhile) this.#meanwhile.push([kind, data]);
    else this.store.apply(kind, data);
  }

  async #load() {
    const meanwhile = [];
    this.#meanwhile = meanwhile;
    try {
      const inbox = await api.inbox();
      if (this.#meanwhile !== meanwhile) return; // asked for again since
      this.store.replace(inbox.messages);
    } catch {
      if (this.#meanwhile === meanwhile) this.#lost(this.#source, true);
      return;
    }
    this.#meanwhile = null;
    for (const [kind, data] of meanwhile) this.store.apply(kind, data);
    this.#state("Live", true);
  }

  #lost(source, whole = false) {
    if (source === null || source !== this.#source) return;
    this.#state("Not connected", false);
    if (!whole && source.readyState !== EventSource.CLOSED) return; // the browser tries again by itself
    this.#close();
    this.#again = setTimeout(() => this.#open(), AGAIN);
  }

  #state(words, on) {
    say(at("live"), words);
    at("live").classList.toggle("on", on);
  }
}
