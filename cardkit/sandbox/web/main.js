// The page: the inbox, the chosen chat, the inspector and the composer over one store, fed by the news of the sandbox.

import { Composer } from "./composer.js";
import { at } from "./dom.js";
import { Inbox } from "./inbox.js";
import { Inspector } from "./inspector.js";
import { Keys } from "./keys.js";
import { Log } from "./log.js";
import { News } from "./news.js";
import { Outbox } from "./outbox.js";
import { Panes } from "./panes.js";
import { Status } from "./status.js";
import { Store } from "./store.js";
import { dress } from "./theme.js";
import { Bin } from "./toast.js";

dress();

const store = new Store();
const panes = new Panes();
const bin = new Bin(store);
const composer = new Composer(store, panes);
const inspector = new Inspector(store, (id, path) => log.message(id)?.point(path));
const log = new Log(store, panes, { edit, remove, part });

new Inbox(store, panes, (to) => {
  panes.compose(false);
  composer.address(to);
});
new Status(store);
new News(store);
new Outbox();

// The editor is fetched before it is needed: the sandbox may be gone by then.
const idle = window.requestIdleCallback ?? ((act) => setTimeout(act, 500));
idle(() => import("./editor.js").catch(() => null));

/** Open a message in the composer. */
async function edit(id = store.selected) {
  const item = store.items.find((one) => one.id === id);
  if (!item || item.incoming || item.file) return;
  store.select(id);
  const view = await inspector.view();
  if (store.selected === id && view.json) composer.take(view.json, item.destination);
}

/** Delete a message, and look at the one beside it. */
function remove(id = store.selected) {
  const all = store.inChat();
  const here = all.findIndex((one) => one.id === id);
  if (here < 0) return;
  const { refused } = all[here];
  bin.remove(id, refused ? "Request deleted" : "Message deleted");
  if (id === store.selected) store.select((all[here + 1] ?? all[here - 1])?.id ?? "");
}

let before = ""; // the message that was looked at when the press began, which itself looks at another
document.addEventListener("pointerdown", () => (before = store.selected), true);

/** A part of a card was pressed: the first press looks at the message, the next at the JSON of the part. */
function part(id, path) {
  const turn = before === id;
  store.select(id);
  inspector.select(path, turn);
  log.message(id)?.point(path);
}

at("next").addEventListener("click", () => log.step(1));
at("previous").addEventListener("click", () => log.step(-1));
at("edit").addEventListener("click", () => edit());
at("delete").addEventListener("click", () => remove());

bring();
window.addEventListener("hashchange", bring);

const reading = (act) => () => (panes.composing ? false : act());
new Keys({
  "/": () => at("search").focus(),
  "?": () => at("shortcuts").showModal(),
  c: () => composer.open(),
  j: reading(() => log.step(1)),
  k: reading(() => log.step(-1)),
  e: reading(() => edit()),
  z: () => bin.undo(),
  Delete: reading(() => remove()),
  Escape: (typing) => (typing === at("search") ? leave() : panes.composing && panes.compose(false)),
});

/** Open the message that an address brings along, as "#compose=" and its JSON. It is shown, and nothing is sent. */
function bring() {
  const [name, text] = location.hash.slice(1).split("=");
  if (name !== "compose" || !text) return;
  history.replaceState(null, "", location.pathname);
  composer.take(decodeURIComponent(text));
}

/** Leave the search. */
function leave() {
  at("search").value = "";
  at("search").dispatchEvent(new Event("input"));
  at("scroll").focus();
}
