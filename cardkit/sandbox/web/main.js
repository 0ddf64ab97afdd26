// The page: the inbox, the chosen chat and the composer over one store, fed by the news of the sandbox.

import { Chats } from "./chats.js";
import { Composer } from "./composer.js";
import { at } from "./dom.js";
import { Log } from "./log.js";
import { News } from "./news.js";
import { Panes } from "./panes.js";
import { Store } from "./store.js";

const store = new Store();
const panes = new Panes();
const composer = new Composer(store, panes);

new Chats(store, panes, (to) => composer.address(to));
new Log(store, panes, (text, to) => composer.take(text, to));
new News(store);

at("address").textContent = location.host;
