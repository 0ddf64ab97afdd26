// Light, dark, or as the reader's machine is.

import { at, el, icon } from "./dom.js";
import { recall, remember } from "./kept.js";

const NEXT = { auto: "light", light: "dark", dark: "auto" };
const WORDS = { auto: "Auto", light: "Light", dark: "Dark" };

/** The theme of the page: auto, light or dark. */
export function theme() {
  return document.documentElement.dataset.theme ?? "auto";
}

/** Wear the theme that is remembered, and let the button change it. */
export function dress() {
  wear(recall("theme", "auto"));
  at("theme").addEventListener("click", () => {
    wear(NEXT[theme()]);
    remember("theme", theme());
  });
}

function wear(name) {
  document.documentElement.dataset.theme = name in NEXT ? name : "auto";
  at("theme").replaceChildren(icon("theme"), el("span", { class: "word" }, WORDS[theme()]));
  at("theme").setAttribute("aria-label", `Theme: ${WORDS[theme()]}`);
  dispatchEvent(new Event("theme"));
}
