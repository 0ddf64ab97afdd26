// The service's markup in the beginning of a text, on one line: weights and labels show, signs do not.

import { el } from "./dom.js";

const FORMS = new RegExp(
  [
    String.raw`\[(?<label>[^\]]+)\]\((?<target>[^)]*)\)`,
    String.raw`\{[@#](?<mention>[^}]+)\}`,
    "`(?<code>[^`]+)`",
    String.raw`(?<![\w*])\*(?<bold>[^*\s][^*]*)\*(?![\w*])`,
    String.raw`(?<![\w_])__(?<under>[^_\s](?:.*?\S)??)__(?![\w_])`,
    String.raw`(?<![\w_])_(?<italic>[^_\s][^_]*)_(?![\w_])`,
    String.raw`(?<![\w~])~(?<strike>[^~\s][^~]*)~(?![\w~])`,
  ].join("|"),
  "g",
);
const START = /^(?:[>!]\s*|#{1,6}\s+)+/;

/** The parts of a line, as text and elements. */
export function prose(text) {
  const line = text.replace(START, "");
  const parts = [];
  let end = 0;
  for (const found of line.matchAll(FORMS)) {
    parts.push(line.slice(end, found.index), part(found.groups));
    end = found.index + found[0].length;
  }
  return [...parts, line.slice(end)];
}

function part({ label, mention, code, bold, under, italic, strike }) {
  if (bold) return el("b", {}, bold);
  if (under) return el("u", {}, under);
  if (italic) return el("i", {}, italic);
  if (strike) return el("s", {}, strike);
  if (code) return el("code", {}, code);
  return label ?? `@${mention}`;
}
