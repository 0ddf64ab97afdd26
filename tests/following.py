"""Hints that are followed: the code of a finding's hint, carried out on the body or the call that the finding is about."""

import ast
import copy
import csv
import json
import re
from pathlib import Path

import pandas
from bodies import value_at

from cardkit import Button, Message, RawSlide, Table, actions, check, markup
from cardkit.errors.issue import keys_of

NAMES = {
    "Button": Button,
    "Message": Message,
    "Table": Table,
    "RawSlide": RawSlide,
    "actions": actions,
    "markup": markup,
    "json": json,
    "csv": csv,
    "re": re,
}
NAMES["df"] = pandas.DataFrame({"a": range(30)})  # as hints call a frame of the caller's
PROSE = object()


def result(hint, **given):
    """The value of a hint that is code, with what came under the names that hints use; else `PROSE`."""
    code = hint.removeprefix("shorten it to ")
    try:
        ast.parse(f"message{code}" if code.startswith(".") else code, mode="eval")
    except SyntaxError:
        return PROSE
    code = f"message{code}" if code.startswith(".") else code
    return eval(code, {**NAMES, "Path": Path, **given})


def is_code(hint):
    """Whether a hint is code: an expression or a step with its arguments, and no words or names of steps alone."""
    code = hint.removeprefix("shorten it to ")
    if not code or "…" in code.replace('"…"', "").replace("'…'", ""):
        return False
    try:
        tree = ast.parse(f"message{code}" if code.startswith(".") else code, mode="eval").body
    except SyntaxError:
        return False
    words = isinstance(tree, (ast.Name, ast.BoolOp)) or (isinstance(tree, ast.Attribute) and code.startswith("."))
    return not words


def changed(body, path, change):
    """A copy of a body in which `change` was carried out on the container of what a JSON Pointer leads to."""
    whole = {"": copy.deepcopy(body)}
    *way, last = ["", *keys_of(path)]
    at = whole
    for key in way:
        at = at[int(key)] if isinstance(at, list) else at[key]
    change(at, int(last) if isinstance(at, list) else last)
    return whole[""]


def renamed(body, path, name):
    """A copy of a body in which a key is called otherwise."""

    def change(at, key):
        pairs = [(name if each == key else each, value) for each, value in at.items()]
        at.clear()
        at.update(pairs)

    return changed(body, path, change)


def replaced(body, path, value):
    """A copy of a body in which another value stands at a path."""
    return changed(body, path, lambda at, key: at.__setitem__(key, value))


def found(body):
    """What is wrong with a body, as pairs of a path and a code."""
    return {(issue.path, issue.code) for issue in check(body)}


def followed(body, issue):
    """The body after the hint of one of its findings was followed, or None where the hint is no code."""
    if not is_code(issue.hint):
        return None
    if issue.hint.startswith("."):
        return _stepped(body, issue)
    value = value_at(body, issue.path)
    outcome = result(issue.hint, value=value, text=value, body=body)
    if issue.hint.startswith("body["):
        return outcome
    if issue.code == "unknown-key" and isinstance(outcome, str):
        return renamed(body, issue.path, outcome)
    if isinstance(outcome, actions.Action) and issue.path.endswith("/action/type"):
        return replaced(body, issue.path.removesuffix("/type"), outcome.to_dict())
    path = f"{issue.path}/type" if issue.code == "no-type" else issue.path
    return replaced(body, path, _fitting(issue, value, outcome))


def _fitting(issue, value, outcome):
    """What a hint gives, as it stands at the place of the finding."""
    if isinstance(outcome, actions.Action):
        data, last = outcome.to_dict()["data"], keys_of(issue.path)[-1]
        return data.get(last, data)
    if issue.hint.startswith("markup.") and isinstance(value, str):
        return value.replace(ast.literal_eval(issue.got), outcome, 1)
    return outcome


_OPENERS = {
    "list": lambda data: Message().list(),
    "label": lambda data: Message().label(),
    "image": lambda data: Message().image(),
    "images": lambda data: Message().image(),
    "percentage_chart": lambda data: Message().chart("pie"),
    "graph": lambda data: Message().graph("trend"),
    "table": lambda data: Message().table(data["headers"], data["rows"]),
}
_IN_SLIDES = (".row(", ".item(", ".url(", ".field(", ".segment(", ".category(", ".width(", ".sticky(")


def _stepped(body, issue):
    """The body after a step: of the message, or of its slide that the finding is about."""
    if not issue.hint.startswith(_IN_SLIDES):
        return result(issue.hint, message=Message.from_dict(body)).to_dict(check=False)
    part, *way = keys_of(issue.path)
    if part != "slides":
        return None
    path = f"/slides/{way[0]}"
    slide = value_at(body, path)
    opened = result(issue.hint, message=_OPENERS[slide["type"]](slide["data"]))
    return replaced(body, path, opened.to_dict(check=False)["slides"][0])
