// News of the sandbox as they come. Whenever the connection opens, all of it is read anew; what comes meanwhile is kept
// and applied after. A page that is not looked at does not listen: a browser has few connections to one place.

import * as api from "./api.js";
import { at, say } from "./dom.js";
import { count } from "./words.js";

const AGAIN = 2000; // milliseconds before a connection that ended for good is tried again

export class News {
  #source = null;
  #meanwhile = null;
  #again = 0;
  #run = "";

  constructor(store) {
    this.store = store;
    document.addEventListener("visibilitychange", () => (document.hidden ? this.#close() : this.#open()));
    at("retry").addEventListener("click", () => this.#open());
    at("dismiss").addEventListener("click", () => (at("notice").hidden = true));
    if (!document.hidden) this.#open();
  }

  #open() {
    this.#close();
    const source = new EventSource("/sandbox/events");
    this.#source = source;
    source.addEventListener("open", () => this.#load());
    source.addEventListener("reload", () => this.#load());
    source.addEventListener("error", () => this.#lost(source));
    for (const kind of ["added", "changed", "refused", "removed", "cleared"]) {
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
      this.#restarted(inbox.run);
      this.store.replace([...inbox.messages, ...inbox.refused]);
    } catch {
      if (this.#meanwhile === meanwhile) this.#lost(this.#source, true);
      return;
    }
    this.#meanwhile = null;
    for (const [kind, data] of meanwhile) this.store.apply(kind, data);
    this.#state("Live", true);
    this.store.dispatchEvent(new Event("connected"));
  }

  /** Say so when another sandbox answers than before: what the page showed is gone with the old one. */
  #restarted(run) {
    const gone = this.store.items.length;
    if (this.#run && run !== this.#run) {
      const lost = gone ? `: ${count(gone, "message")} gone` : "";
      say(at("notice").firstElementChild, `The sandbox was restarted${lost}. Drafts are kept.`);
      at("notice").hidden = false;
    }
    this.#run = run;
  }

  #lost(source, whole = false) {
    if (source === null || source !== this.#source) return;
    this.#state("Not connected, trying again", false);
    if (!whole && source.readyState !== EventSource.CLOSED) return; // the browser tries again by itself
    this.#close();
    this.#again = setTimeout(() => this.#open(), AGAIN);
  }

  #state(words, on) {
    say(at("live"), words);
    at("live").classList.toggle("on", on);
    at("retry").hidden = on;
    this.store.dispatchEvent(new Event("draw"));
  }
}
