// Completion from the JSON Schema of a message: the keys and values that may stand where one types.

import { startCompletion } from "./codemirror.js";
import { locate, pathAt, pathOf, properties, tree, unescaped, valueOf } from "./pointers.js";

const EMPTY = { string: '""', object: "{}", array: "[]" };

/** A source of completions; `schema` gives the schema, or a promise of it. */
export function completions(schema) {
  return async (context) => {
    const place = placeAt(context.state, context.pos);
    if (!context.explicit && place.blank) return null;
    const whole = await schema();
    const options = place.key ? keys(whole, context.state, place) : choices(whole, context.state, place);
    return options.length ? { from: place.word, options, validFor: /^[\w.-]*$/ } : null;
  };
}

/** Where one types: from where the word goes, which characters are replaced, whether it is a key, and of which object. */
function placeAt(state, at) {
  const node = tree(state).resolveInner(at, -1);
  const quoted = (node.name === "PropertyName" || node.name === "String") && at > node.from;
  const text = state.sliceDoc(Math.max(0, at - 400), at);
  const word = quoted ? node.from + 1 : at - /[\w.-]*$/.exec(text)[0].length;
  const over = quoted ? { from: node.from, to: node.to } : { from: word, to: at };
  if (quoted && (node.name === "PropertyName" || node.parent.name === "Object")) {
    return { ...over, word, key: true, path: pathOf(state, around(node, "Object")) };
  }
  if (quoted) return { ...over, word, path: pathOf(state, node) };
  const before = /[^\s]?(?=\s*$)/.exec(text.slice(0, text.length - (at - word)))[0];
  const within = around(node, "Object", "Array");
  const key = within?.name === "Object" && (before === "{" || before === ",");
  const blank = word === at && before !== "{" && before !== ":";
  return { ...over, word, key, blank, path: key ? pathOf(state, within) : pathAt(state, at) };
}

/** The nearest node of a name around this one, itself among them. */
function around(node, ...names) {
  let here = node;
  while (here && !names.includes(here.name)) here = here.parent;
  return here;
}

function keys(schema, state, { path }) {
  const at = locate(state, path);
  if (at?.node.name !== "Object") return [];
  const there = new Set(properties(state, at.node).filter(({ value }) => value).map(({ name }) => name));
  const known = new Map();
  for (const part of reached(schema, state, path)) {
    for (const [name, form] of Object.entries(part.properties ?? {})) if (!known.has(name)) known.set(name, form);
  }
  return [...known].filter(([name]) => !there.has(name)).map(([name, form], place) => ({ ...key(schema, name, form), boost: 50 - place }));
}

function key(schema, name, form) {
  const parts = expanded(schema, form, undefined);
  const info = form.description ?? parts.find((part) => part.description)?.description;
  const type = parts.flatMap((part) => part.type ?? (part.enum ? "string" : "")).find((one) => one in EMPTY) ?? "";
  return { label: name, type: "property", info, apply: (view) => put(view, JSON.stringify(name), EMPTY[type] ?? "") };
}

/** Put a key with its colon and an empty value, and the caret within that. */
function put(view, name, value) {
  const { from, to } = placeAt(view.state, view.state.selection.main.head);
  const there = /^\s*:/.test(view.state.sliceDoc(to, to + 20));
  const insert = there ? name : `${name}: ${value}`;
  const caret = from + insert.length - (there || !value ? 0 : 1);
  view.dispatch({ changes: { from, to, insert }, selection: { anchor: caret }, userEvent: "input.complete" });
  if (!there) startCompletion(view);
}

/** Put a value in place of what was typed of it. */
function choose(view, insert) {
  const { from, to } = placeAt(view.state, view.state.selection.main.head);
  const caret = from + insert.length;
  view.dispatch({ changes: { from, to, insert }, selection: { anchor: caret }, userEvent: "input.complete" });
}

function choices(schema, state, { path }) {
  const found = new Map();
  for (const part of reached(schema, state, path)) {
    const given = part.enum ?? ("const" in part ? [part.const] : (part.examples ?? []));
    const all = part.type === "boolean" ? [true, false] : given;
    for (const value of all) found.set(JSON.stringify(value), part.description);
  }
  return [...found].map(([value, info]) => ({
    label: value.replace(/^"|"$/g, ""),
    type: "enum",
    info,
    apply: (view) => choose(view, value),
  }));
}

/** All parts of the schema that speak of the value at a pointer. */
function reached(schema, state, path) {
  const steps = path.split("/").slice(1);
  let [parts, node] = [[schema], locate(state, "")?.node];
  let here = "";
  for (const step of steps) {
    const value = valueOf(state, node);
    const name = unescaped(step);
    parts = parts.flatMap((part) => expanded(schema, part, value)).flatMap((part) => below(part, name, Array.isArray(value)));
    here += `/${step}`;
    const at = locate(state, here);
    node = at?.whole ? at.node : null;
  }
  const value = valueOf(state, node);
  return parts.flatMap((part) => expanded(schema, part, value));
}

function below(part, name, array) {
  if (array) return [part.prefixItems?.[Number(name)] ?? part.items].filter((one) => typeof one === "object");
  const further = typeof part.additionalProperties === "object" ? part.additionalProperties : null;
  const found = part.properties?.[name] ?? further;
  return found ? [found] : [];
}

/** A schema with all that it refers to and what of its conditions holds for a value. */
function expanded(schema, part, value, depth = 0) {
  if (typeof part !== "object" || part === null || depth > 12) return [];
  const more = [...(part.allOf ?? []), ...(part.anyOf ?? []), ...(part.oneOf ?? [])];
  if (part.$ref) more.push(part.$ref.split("/").slice(1).reduce((at, step) => at?.[step], schema));
  if (part.if) more.push(holds(part.if, value) ? part.then : part.else);
  return [part, ...more.flatMap((one) => expanded(schema, one, value, depth + 1))];
}

/** The type of a value by its name in a schema. */
function typeOf(value) {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}

/** Whether a value meets a condition, of which only types, keys and constants are looked at. */
function holds(condition, value) {
  const object = typeOf(value) === "object";
  if (condition.type && ![condition.type].flat().includes(typeOf(value))) return false;
  if ("const" in condition && condition.const !== value) return false;
  if (condition.enum && !condition.enum.includes(value)) return false;
  if (condition.required?.some((name) => !object || value[name] === undefined)) return false;
  return Object.entries(condition.properties ?? {}).every(([name, one]) => !object || !(name in value) || holds(one, value[name]));
}
