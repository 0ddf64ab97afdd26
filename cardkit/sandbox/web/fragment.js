// What the sandbox drew of a message: the only markup that this page reads. It stands in a shadow tree, so that neither
// its styles and ids nor those of the page meet.

import { el } from "./dom.js";

const LARGE = 400_000; // characters that a browser draws without a wait; what is larger is drawn when asked for

/** A place for a card. */
export function frame() {
  const host = el("div", { class: "card" });
  host.attachShadow({ mode: "open" });
  return host;
}

/** Show a card in its place; links open elsewhere. */
export function draw(host, html) {
  if (host.drawn === html) return;
  host.drawn = html;
  if (html.length > LARGE) offer(host, html);
  else fill(host, html);
}

function fill(host, html) {
  const parsed = new DOMParser().parseFromString(html, "text/html");
  for (const link of parsed.querySelectorAll("a")) {
    link.setAttribute("target", "_blank");
    link.setAttribute("rel", "noopener noreferrer");
  }
  host.shadowRoot.replaceChildren(...parsed.body.childNodes);
}

function offer(host, html) {
  const words = `This card is large: ${Math.ceil(html.length / 1000).toLocaleString()} kB to draw. `;
  const button = el("button", { type: "button", class: "quiet", onclick: () => fill(host, html) }, "Draw it");
  host.replaceChildren(el("p", { class: "hint" }, words, button));
  host.shadowRoot.replaceChildren(el("slot"));
}
