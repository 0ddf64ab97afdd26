"""The edges that the schema of a slide names: a body at each, and one beyond it."""

import copy

from cardkit.limits import CLIQ
from cardkit.reading.schemas import texts


def edges(cls, wire):
    """For each greatest length or count: the path of what is too much, the body exactly there, and one of one more."""
    defs = {**texts(), **cls.schema(CLIQ)}
    for path, schema, value in _limited(defs[cls.types[0]], wire, defs, ()):
        most = schema.get("maxLength", schema.get("maxItems"))
        over = path if isinstance(value, str) else (*path, most)  # the text, or the first entry beyond
        yield "/".join(map(str, over)), _put(wire, path, _grown(value, most)), _put(wire, path, _grown(value, most + 1))


def _limited(schema, value, defs, path):
    if "$ref" in schema:
        schema = {**defs[schema["$ref"].rpartition("/")[2]], **schema}
    if "else" in schema:
        within = isinstance(value, list) and len(value) == 1 and isinstance(value[0], list)
        yield from _limited(schema["then" if within else "else"], value, defs, path)
        return
    if "maxLength" in schema or "maxItems" in schema:
        yield path, schema, value
    if isinstance(value, dict):
        for name in sorted(value.keys() & schema.get("properties", {}).keys()):
            yield from _limited(schema["properties"][name], value[name], defs, (*path, name))
    elif isinstance(value, list):
        for index, entry in enumerate(value):
            yield from _limited(schema["items"], entry, defs, (*path, index))


def _grown(value, most):
    return (value * most)[:most] if isinstance(value, str) else [copy.deepcopy(value[0]) for _ in range(most)]


def _put(wire, path, value):
    whole = at = copy.deepcopy(wire)
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = value
    return whole
