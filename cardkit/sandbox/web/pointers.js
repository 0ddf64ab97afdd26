// Between JSON Pointers and places in a text of JSON, by its syntax tree: what is half typed has places as well.

import { ensureSyntaxTree, syntaxTree } from "./codemirror.js";

const LONGEST = 100; // milliseconds of reading a long text
const VALUES = new Set(["Object", "Array", "String", "Number", "True", "False", "Null"]);

/** The tree of a text. */
export function tree(state) {
  return ensureSyntaxTree(state, state.doc.length, LONGEST) ?? syntaxTree(state);
}

/** The values right within a node. */
function values(node) {
  const found = [];
  for (let child = node.firstChild; child; child = child.nextSibling) if (VALUES.has(child.name)) found.push(child);
  return found;
}

/** The properties of an object: name, value (null while there is none), and the node of both. */
export function properties(state, node) {
  return node.getChildren("Property").map((property) => {
    const key = property.getChild("PropertyName");
    return { property, key, name: key ? read(state, key) : "", value: values(property)[0] ?? null };
  });
}

/** What a String or a PropertyName holds. */
function read(state, node) {
  const text = state.sliceDoc(node.from, node.to);
  try {
    return JSON.parse(text);
  } catch {
    return text.replace(/^"|"$/g, "");
  }
}

/** The name that a step of a pointer stands for. */
export const unescaped = (step) => step.replaceAll("~1", "/").replaceAll("~0", "~");

/** The value that a pointer leads to, or the last on the way there; `whole` says whether it is the one. */
export function locate(state, path) {
  let at = { node: values(tree(state).topNode)[0] ?? null, property: null, key: null, whole: true };
  if (!at.node) return null;
  for (const step of path.split("/").slice(1)) {
    const next = within(state, at.node, unescaped(step));
    if (!next) return { ...at, whole: false };
    at = { ...next, whole: true };
  }
  return at;
}

function within(state, node, step) {
  if (node.name === "Array") {
    const value = values(node)[Number(step)];
    return value ? { node: value, property: value, key: null } : null;
  }
  if (node.name !== "Object") return null;
  const found = properties(state, node).find(({ name }) => name === step);
  return found?.value ? { node: found.value, property: found.property, key: found.key } : null;
}

/** The pointer of the value, or of the property, at a place. */
export function pathAt(state, at) {
  return pathOf(state, tree(state).resolveInner(at, -1));
}

/** The pointer of a node. */
export function pathOf(state, from) {
  const steps = [];
  for (let node = from; node.parent; node = node.parent) {
    const { parent } = node;
    if (node.name === "Property") {
      const key = node.getChild("PropertyName");
      if (key) steps.unshift(read(state, key).replaceAll("~", "~0").replaceAll("/", "~1"));
    } else if (parent.name === "Array" && VALUES.has(node.name)) {
      steps.unshift(values(parent).findIndex((one) => one.from === node.from));
    }
  }
  return steps.map((step) => `/${step}`).join("");
}

/** The value of a node as far as it can be read. */
export function valueOf(state, node) {
  if (!node) return undefined;
  if (node.name === "Object") {
    return Object.fromEntries(properties(state, node).map(({ name, value }) => [name, valueOf(state, value)]));
  }
  if (node.name === "Array") return values(node).map((one) => valueOf(state, one));
  const known = { True: true, False: false, Null: null };
  if (node.name in known) return known[node.name];
  return node.name === "Number" ? Number(state.sliceDoc(node.from, node.to)) : read(state, node);
}

/** The change of a text that a repair asks for, or null where it has no place. */
export function repair(state, { op, path, key, value }) {
  const at = locate(state, path);
  if (!at?.whole) return null;
  if (op === "rename") return at.key && { from: at.key.from, to: at.key.to, insert: JSON.stringify(key) };
  if (op === "replace") return { from: at.node.from, to: at.node.to, insert: written(state, at.node.from, value) };
  if (op === "add") {
    const comma = properties(state, at.node).length ? ", " : "";
    return { from: at.node.from + 1, insert: `${JSON.stringify(key)}: ${JSON.stringify(value)}${comma}` };
  }
  return at.property && removal(state, at.property);
}

/** A value as JSON, indented as the line it begins on. */
function written(state, from, value) {
  const indent = /^\s*/.exec(state.doc.lineAt(from).text)[0];
  return JSON.stringify(value, null, 2).replaceAll("\n", `\n${indent}`);
}

/** A property or an item with the comma that parts it from the others. */
function removal(state, { from, to }) {
  const [before, after] = [state.sliceDoc(0, from), state.sliceDoc(to)];
  const next = /^\s*,\s*/.exec(after);
  if (next) return { from, to: to + next[0].length };
  const previous = /,\s*$/.exec(before);
  return { from: previous ? from - previous[0].length : from, to };
}
