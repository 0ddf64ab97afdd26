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
const INDENT = 48; // columns by which a wrapped line goes on further in at most
const ROOM = 180; // pixels that a finding in the text needs for its words
const PADDING = 8; // pixels before its sign

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

/** Findings in the text stand under what they are about, as far as they can. */
const pointing = ViewPlugin.fromClass(
  class {
    constructor(view) {
      this.request = { key: this, read: measured, write: place };
      view.requestMeasure(this.request);
    }

    update({ view, geometryChanged, viewportChanged, transactions }) {
      const anew = transactions.some(({ effects }) => effects.some((effect) => effect.is(told)));
      if (geometryChanged || viewportChanged || anew) view.requestMeasure(this.request);
    }
  },
);

/** The findings in the text with how far in each is to stand; null where all stand so already. */
function measured(view) {
  const { state } = view;
  const found = [];
  let [moved, last] = [false, -1];
  for (const each = state.field(notes).iter(); each.value; each.next()) {
    const { widget } = each.value.spec;
    const indent = each.from === last ? null : under(view, each.from, widget.column);
    moved ||= indent !== widget.indent;
    found.push(noted(each.from, new Note({ ...widget, indent })));
    last = each.from;
  }
  return moved ? { state, set: Decoration.set(found) } : null;
}

/** How far in something stands under a column of the line that ends here; null where other rows lie between. */
function under(view, end, column) {
  const line = view.state.doc.lineAt(end);
  const [first, last] = [view.coordsAtPos(Math.min(line.from + column, line.to), 1), view.coordsAtPos(line.to, -1)];
  const { left, right } = view.contentDOM.getBoundingClientRect();
  if (!first || !last || first.bottom < last.top || right - first.left < ROOM) return null;
  return Math.max(0, Math.round(first.left - left) - PADDING);
}

function place(found, view) {
  if (found) queueMicrotask(() => view.state === found.state && view.dispatch({ effects: told.of(found.set) }));
}

function noted(end, widget) {
  return Decoration.widget({ widget, side: 1, block: true }).range(end);
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
        pointing,
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
    const apply = this.fixed ? null : (fix) => this.repair(fix);
    return Decoration.set(
      sorted.map(({ finding, from }) => {
        const line = doc.lineAt(from);
        return noted(line.to, new Note({ finding, column: from - line.from, indent: null, apply }));
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

/** A finding as a line of its own: `indent` pixels in it points up at its place, without one it names it. */
class Note extends WidgetType {
  constructor({ finding, column, indent, apply }) {
    super();
    Object.assign(this, { finding, column, indent, apply });
  }

  eq(other) {
    const same = this.indent === other.indent && this.column === other.column;
    return same && JSON.stringify(this.finding) === JSON.stringify(other.finding);
  }

  toDOM() {
    const { severity, message, hint, place: where, fixes = [] } = this.finding;
    const offered = this.apply ? fixes : [];
    const lead = this.indent === null ? `${where}:` : "^";
    const words = offered.length || !hint ? `${lead} ${message}` : `${lead} ${message} · try ${hint}`;
    const buttons = offered.map((fix) => el("button", { type: "button", onclick: () => this.apply(fix) }, fix.label));
    const note = el("div", { class: `note ${severity}` }, el("span", {}, words), ...buttons);
    const line = el("div", { class: "noted" }, note);
    if (this.indent !== null) line.style.paddingInlineStart = `${this.indent}px`;
    return line;
  }

  ignoreEvent() {
    return true;
  }
}
