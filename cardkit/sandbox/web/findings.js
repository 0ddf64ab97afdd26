// Findings as a list: where, what, what is allowed, and who says so.

import { el } from "./dom.js";
import { count } from "./words.js";

const NOTES = { got: "Got", expected: "Allowed", source: "Source", hint: "Try" };

/** A list of findings; `total` is how many there are if only the first are listed. */
export function list(findings, total = findings.length) {
  if (!findings.length) return el("p", { class: "none" }, "No findings: the service documents all of this.");
  const more = total - findings.length;
  return el(
    "div",
    {},
    el("ul", { class: "findings" }, ...findings.map(one)),
    more > 0 ? el("p", { class: "hint" }, `… and ${count(more, "finding")} more.`) : null,
  );
}

function one(finding) {
  const notes = Object.entries(NOTES).filter(([name]) => finding[name]);
  return el(
    "li",
    { class: finding.severity },
    el("p", { class: "what" }, el("b", {}, finding.severity), ` ${finding.place}: ${finding.message}`),
    notes.length
      ? el("dl", {}, ...notes.flatMap(([name, word]) => [el("dt", {}, word), el("dd", {}, finding[name])]))
      : null,
    el("p", { class: "where" }, el("code", {}, finding.path || "/"), ` ${finding.code}`),
  );
}
