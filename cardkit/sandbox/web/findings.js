// Findings as a list: where, what, what is allowed, and who says so, with repairs that were tried.

import { el } from "./dom.js";
import { count } from "./words.js";

const NOTES = { got: "Got", expected: "Allowed", source: "Source", hint: "Try" };

/** A list of findings; `total` is how many there are, `show` leads to the place of one, `repair` applies a repair. */
export function list(findings, { total = findings.length, show = null, repair = null } = {}) {
  if (!findings.length) return el("p", { class: "none" }, "No findings: the service documents all of this.");
  const more = total - findings.length;
  return el(
    "div",
    {},
    el("ul", { class: "findings" }, ...findings.map((finding) => one(finding, show, repair))),
    more > 0 ? el("p", { class: "hint" }, `… and ${count(more, "finding")} more.`) : null,
  );
}

function one(finding, show, repair) {
  const notes = Object.entries(NOTES).filter(([name]) => finding[name]);
  const fixes = repair ? (finding.fixes ?? []) : [];
  return el(
    "li",
    { class: finding.severity },
    el("p", { class: "what" }, el("b", {}, finding.severity), ` ${finding.place}: ${finding.message}`),
    notes.length
      ? el("dl", {}, ...notes.flatMap(([name, word]) => [el("dt", {}, word), el("dd", {}, finding[name])]))
      : null,
    el("p", { class: "where" }, place(finding, show), ` ${finding.code}`),
    fixes.length ? el("p", { class: "fixes" }, ...fixes.map((fix) => button(fix, repair))) : null,
  );
}

function place(finding, show) {
  const path = finding.path || "/";
  if (!show) return el("code", {}, path);
  return el("button", { type: "button", class: "link", onclick: () => show(finding.path) }, el("code", {}, path));
}

function button(fix, repair) {
  return el("button", { type: "button", class: "quiet", onclick: () => repair(fix) }, fix.label);
}
