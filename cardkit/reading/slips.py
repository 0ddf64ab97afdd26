"""What to write where JSON breaks off because of a usual slip."""

from __future__ import annotations

import json
import re

_VALUE = re.compile(r'["{\[\w-]')  # what a value or a key begins with
_BRACKETS = {"}": "]", "]": "}"}
_ESCAPES = {"\n": ("\\n", "the line break"), "\r": ("\\n", "the line break"), "\t": ("\\t", "the tab")}
_REST_OF_STRING = re.compile(r'[^"\\]*+(?:\\.[^"\\]*+)*+"\s*+[,:}\]]', re.DOTALL)  # up to what stands behind one


def slip(text: str, error: json.JSONDecodeError) -> str:
    """What to write where the usual slips make JSON break off."""
    where = f"at line {error.lineno}, column {error.colno}"
    before, after = text[: error.pos].rstrip(), text[error.pos :].lstrip()
    if error.msg.startswith("Unterminated string"):
        return f'write the " at the end of the string that begins {where}'
    if error.msg.startswith("Extra data"):
        return f"leave out what stands behind the object {where}"
    if not after:
        return f"write the rest of the text, which ends too early {where}"
    if error.msg.startswith("Invalid control character"):
        return _control(text, error, where)
    if _is_comment(text, error.pos):
        return f"JSON has no comments: leave out the one {where}"
    glued = text[error.pos - 1 : error.pos + 1].isdigit()  # as in 01
    mend = _in_place_of_comma(before, after) if "',' delimiter" in error.msg and not glued else _surplus(before, after)
    return f"{mend} {where}" if mend else '{"text": "…"}'


def _control(text: str, error: json.JSONDecodeError, where: str) -> str:
    """What to write for a character that no string holds as it is, or where a line ends before its string does."""
    sign = text[error.pos]
    if sign in "\r\n" and not _REST_OF_STRING.match(text, error.pos):
        return f'write the " at the end of the string in line {error.lineno}'
    if sign not in _ESCAPES:
        return f"leave out the control character U+{ord(sign):04X} {where}"
    code, name = _ESCAPES[sign]
    return f"write {code} for {name} within the string {where}"


def _is_comment(text: str, at: int) -> bool:
    """Whether a comment begins here, and not the rest of a string that a quote within it has ended."""
    within = text[at - 1 : at] == '"' and '"' in text[at:].partition("\n")[0]
    return text.startswith(("//", "/*", "#"), at) and not within


def _surplus(before: str, after: str) -> str:
    """The comma to leave out, if there is one too many; Python tells the place of the comma or of what is behind it."""
    behind = after[1:].lstrip() if after.startswith(",") else after
    if not (before.endswith(",") or after.startswith(",")):
        return ""
    if before.endswith(",") and after.startswith(","):
        return "leave out one of the two commas"
    return f"leave out the comma before the {behind[0]}" if behind[:1] in _BRACKETS else ""


def _in_place_of_comma(before: str, after: str) -> str:
    """What to write where a comma, or the end of an object or array, was expected."""
    if before.endswith('"') and after[0].isalpha():
        return 'write \\" for a " within a string'
    if after[0] in _BRACKETS:
        return f"write {_BRACKETS[after[0]]} for the {after[0]}"
    return "write a comma" if _VALUE.match(after) else ""
