// An editor of JSON: numbered lines, colours, completion, and each finding at its place with its repairs.

import {
  autocompletion,
  bidiIsolates,
  bracketMatching,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
  Decoration,
  defaultKeymap,
  drawSelection,
  EditorState,
  EditorView,
  foldGutter,
  foldKeymap,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  HighlightStyle,
  history,
  historyKeymap,
  indentOnInput,
  json,
  keymap,
  lineNumbers,
  placeholder,
  setDiagnostics,
  StateEffect,
  StateField,
  syntaxHighlighting,
  tags,
  ViewPlugin,
  WidgetType,
} from "./codemirror.js";
import { completions } from "./complete.js";
import { el } from "./dom.js";
import { locate, pathAt, repair } from "./pointers.js";

const COLOURS = HighlightStyle.define([
  { tag: tags.propertyName, class: "tok-key" },
  { tag: tags.string, class: "tok-text" },
  { tag: [tags.number, tags.bool, tags.null], class: "tok-value" },
]);
const SHOWN = 12; // findings that stand in the text itself; all of them stand in the list
const INDENT = 48; // columns by which a finding in the text is moved in at most

const told = StateEffect.define();
const notes = StateField.define({
  create: () => Decoration.none,
  update(found, change) {
    for (const effect of change.effects) if (effect.is(told)) return effect.value;
    return found.map(change.changes);
  },
  provide: (field) => EditorView.decorations.from(field),
});

/** Lines that are wrapped go on under their own beginning. */
const hanging = ViewPlugin.fromClass(
  class {
    constructor(view) {
      this.decorations = hung(view);
    }

    update(change) {
      if (change.docChanged || change.viewportChanged) this.decorations = hung(change.view);
    }
  },
  { decorations: (plugin) => plugin.decorations },
);

function hung(view) {
  const lines = [];
  for (const { from, to } of view.visibleRanges) {
    for (let at = from; at <= to; ) {
      const line = view.state.doc.lineAt(at);
      const columns = Math.min(/^ */.exec(line.text)[0].length, INDENT) + 2;
      const style = `text-indent:-${columns}ch;padding-inline-start:calc(${columns}ch + 6px)`;
      lines.push(Decoration.line({ attributes: { style } }).range(line.from));
      at = line.to + 1;
    }
  }
  return Decoration.set(lines);
}

export class Editor {
  #quiet = false;

  /** Options: `name` for who cannot see it, `fixed` where nothing is typed, `schema`, and whom to tell what. */
  constructor(parent, { name, fixed = false, schema = null, hint = "", changed = null, moved = null, pasted = null }) {
    Object.assign(this, { changed, moved, pasted, fixed });
    const own = fixed ? [EditorState.readOnly.of(true)] : this.#typing(schema, hint);
    const attributes = { "aria-label": name, tabindex: "0", spellcheck: "false", autocapitalize: "off", ...(fixed ? { "aria-readonly": "true" } : {}) };
    this.view = new EditorView({
      parent,
      extensions: [
        lineNumbers(),
        foldGutter(),
        highlightSpecialChars(),
        drawSelection(),
        json(),
        bidiIsolates(),
        syntaxHighlighting(COLOURS),
        EditorView.lineWrapping,
        hanging,
        EditorView.contentAttributes.of(attributes),
        EditorView.updateListener.of((update) => this.#updated(update)),
        notes,
        own,
        keymap.of([...closeBracketsKeymap, ...completionKeymap, ...defaultKeymap, ...historyKeymap, ...foldKeymap]),
      ],
    });
  }

  #typing(schema, hint) {
    return [
      history(),
      indentOnInput(),
      closeBrackets(),
      bracketMatching(),
      highlightActiveLine(),
      highlightActiveLineGutter(),
      placeholder(hint),
      autocompletion({ override: [completions(schema)], icons: false }),
      EditorView.domEventHandlers({ paste: (event) => this.#paste(event) }),
    ];
  }

  get text() {
    return this.view.state.doc.toString();
  }

  focus() {
    this.view.focus();
  }

  /** Put another text in, as a change that can be undone, with the findings about it, as `judge` takes them. */
  set(text, findings = [], stopped = null) {
    this.#quiet = true;
    if (text !== this.text) {
      this.view.dispatch({ changes: { from: 0, to: this.view.state.doc.length, insert: text }, selection: { anchor: 0 } });
      this.view.scrollDOM.scrollTop = 0;
    }
    this.#quiet = false;
    this.judge(findings, stopped);
  }

  /** Put a text where the caret is. */
  insert(text) {
    this.view.dispatch(this.view.state.replaceSelection(text), { scrollIntoView: true, userEvent: "input.paste" });
  }

  /** Show findings at their places; `stopped` is after how many characters the text is no JSON. */
  judge(findings, stopped = null) {
    const placed = (finding) => (finding.code === "not-json" ? this.#stop(stopped) : this.#place(finding));
    const places = findings.map((finding) => ({ finding, ...placed(finding) })).filter((one) => one.from !== undefined);
    const marks = places.map(({ finding, from, to }) => ({
      from,
      to,
      severity: finding.severity,
      message: `${finding.place}: ${finding.message}`,
      actions: (this.fixed ? [] : (finding.fixes ?? [])).map((fix) => ({ name: fix.label, apply: () => this.repair(fix) })),
    }));
    this.view.dispatch(setDiagnostics(this.view.state, marks), { effects: told.of(this.#noted(places)) });
  }

  /** Apply a repair. */
  repair(fix) {
    const change = repair(this.view.state, fix);
    if (change) this.view.dispatch({ changes: change, userEvent: "input.repair" });
    this.view.focus();
  }

  /** Select what a pointer leads to. */
  select(path) {
    const at = locate(this.view.state, path);
    if (!at) return;
    const { from, to } = at.property && at.key ? { from: at.key.from, to: at.node.to } : at.node;
    this.#quiet = true;
    this.view.dispatch({ selection: { anchor: from, head: to }, effects: EditorView.scrollIntoView(from, { y: "center" }) });
    this.#quiet = false;
  }

  /** Where the reading stopped; the sandbox counts characters, the editor halves of pairs. */
  #stop(count) {
    const { text } = this;
    const at = [...text].slice(0, count ?? 0).join("").length;
    if (!text) return {};
    return at < text.length ? { from: at, to: at + 1 } : { from: text.length - 1, to: text.length };
  }

  #place({ path, code }) {
    if (path === "") return this.#start();
    const at = locate(this.view.state, path);
    if (!at) return this.#start();
    const { from, to } = code === "unknown-key" && at.key && at.whole ? at.key : at.node;
    const open = !at.whole || at.node.name === "Object" || at.node.name === "Array";
    return { from, to: open && code !== "unknown-key" ? from + 1 : to };
  }

  #start() {
    const { length } = this.view.state.doc;
    return length ? { from: 0, to: Math.min(1, length) } : {};
  }

  /** A line under each of the first findings. */
  #noted(places) {
    const { doc } = this.view.state;
    const shown = places.filter(({ finding }) => finding.code !== "not-json").slice(0, SHOWN);
    const sorted = shown.toSorted((one, other) => one.from - other.from);
    return Decoration.set(
      sorted.map(({ finding, from }) => {
        const line = doc.lineAt(from);
        const widget = new Note(finding, Math.min(from - line.from, INDENT), this.fixed ? null : (fix) => this.repair(fix));
        return Decoration.widget({ widget, side: 1, block: true }).range(line.to);
      }),
    );
  }

  #updated(update) {
    if (update.docChanged && !this.#quiet) this.changed?.(this.text);
    const moved = update.selectionSet && update.view.hasFocus && !this.#quiet;
    if (moved) this.moved?.(pathAt(update.state, update.state.selection.main.head));
  }

  #paste(event) {
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (!this.pasted?.(text)) return false;
    event.preventDefault();
    return true;
  }
}

/** A finding as a line of its own. */
class Note extends WidgetType {
  constructor(finding, indent, apply) {
    super();
    Object.assign(this, { finding, indent, apply });
  }

  eq(other) {
    return JSON.stringify(this.finding) === JSON.stringify(other.finding) && this.indent === other.indent;
  }

  toDOM() {
    const { severity, message, hint, fixes = [] } = this.finding;
    const offered = this.apply ? fixes : [];
    const words = offered.length || !hint ? `^ ${message}` : `^ ${message} · try ${hint}`;
    const buttons = offered.map((fix) => el("button", { type: "button", onclick: () => this.apply(fix) }, fix.label));
    const note = el("div", { class: `note ${severity}` }, el("span", {}, words), ...buttons);
    const line = el("div", { class: "noted" }, note);
    line.style.paddingInlineStart = `calc(${this.indent}ch - 2px)`; // its sign stands under the place
    return line;
  }

  ignoreEvent() {
    return true;
  }
}
