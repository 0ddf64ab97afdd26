// What the sandbox drew of a message: the only markup that this page reads. It stands in a shadow tree, so that neither
// its styles and ids nor those of the page meet. Parts that name their place in the body can be chosen and pointed at.

import { el } from "./dom.js";
import { theme } from "./theme.js";

const LARGE = 400_000; // characters that a browser draws without a wait; what is larger is drawn when asked for
const PARTS = new CSSStyleSheet();
PARTS.replaceSync(`
  .cardkit { max-width: none !important }
  .ck-keys { display: none }
  @media (hover: hover) { [data-path]:hover { cursor: pointer } }
  [data-pointed] { outline: 2px solid var(--accent); outline-offset: -2px; border-radius: 8px }
`);

/** A place for a card; `chosen` is told the JSON Pointer of a part that is pressed. */
export function frame(chosen) {
  const host = el("div", { class: "card" });
  host.attachShadow({ mode: "open" }).adoptedStyleSheets = [PARTS];
  host.shadowRoot.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    const part = event.target.closest("[data-path]");
    if (link?.hash && link.getAttribute("href").startsWith("#")) {
      event.preventDefault(); // an id within the shadow tree, which no address reaches
      host.shadowRoot.querySelector(link.getAttribute("href"))?.scrollIntoView({ block: "center" });
    } else if (part && !link) chosen(part.dataset.path);
  });
  addEventListener("theme", () => dress(host));
  return host;
}

/** Show a card in its place; links open elsewhere. */
export function draw(host, html) {
  if (host.drawn === html) return;
  host.drawn = html;
  if (html.length > LARGE) offer(host, html);
  else fill(host, html);
}

/** Mark the part that a JSON Pointer leads to, or the nearest around it; an empty one marks none. */
export function point(host, path) {
  const parts = [...host.shadowRoot.querySelectorAll("[data-path]")];
  const within = parts.filter((part) => path === part.dataset.path || path.startsWith(`${part.dataset.path}/`));
  const longest = Math.max(0, ...within.map((part) => part.dataset.path.length));
  for (const part of parts) {
    part.toggleAttribute("data-pointed", within.includes(part) && part.dataset.path.length === longest);
  }
  return host.shadowRoot.querySelector("[data-pointed]");
}

function fill(host, html) {
  const parsed = new DOMParser().parseFromString(html, "text/html");
  for (const link of parsed.querySelectorAll("a:not([href^='#'])")) {
    link.setAttribute("target", "_blank");
    link.setAttribute("rel", "noopener noreferrer");
  }
  host.shadowRoot.replaceChildren(...parsed.body.childNodes);
  dress(host);
}

/** Let a card wear the theme of the page. */
function dress(host) {
  host.shadowRoot.querySelector(".cardkit")?.setAttribute("data-theme", theme());
}

function offer(host, html) {
  const words = `This card is large: ${Math.ceil(html.length / 1000).toLocaleString("en")} kB to draw. `;
  const button = el("button", { type: "button", class: "quiet", onclick: () => fill(host, html) }, "Draw it");
  host.replaceChildren(el("p", { class: "hint" }, words, button));
  host.shadowRoot.replaceChildren(el("slot"));
}
