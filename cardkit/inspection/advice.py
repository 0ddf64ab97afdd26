"""What to try, in the words of a JSON file: the hints of findings speak of Python, in which chains are written."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Mapping

from .. import actions, markup
from ..actions import Action
from ..chain.message import Message
from ..errors import Issue
from ..reading.guards import is_array

_BY_CODE: Mapping[str, str] = {
    "empty-section": '"fields": [{"title": "Owner", "value": "Ana"}]',
    "empty-slide": 'an entry in "data"',
    "missing-cell": '"" for an empty cell',
    "missing-reference": 'a button of this key in "references"',
    "no-owner": '"owner": "ana@example.com"',
    "no-rows": 'an object in "rows", with a cell for each header',
    "unclosed-code": "``` on a line of its own behind it",
}
"""What to write where a hint is a step that needs an open slide, or an expression."""

_WORDS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\.width\((.+)\)"), '"width": [{0}]'),
    (re.compile(r"\.sticky\((\w+)=(\d+)\)"), '"{0}": {1}'),
    (re.compile(r"body\['(.+)'\]"), 'what stands within "{0}" alone'),
    (re.compile(r"\.button\(…\) without in_card"), 'the same in "buttons" beside the card'),
    (
        re.compile(r'\.section\("(.+?)"\)\.field\("(.+?)", "(.+?)"\)'),
        '"sections": [{{"title": "{0}", "fields": [{{"title": "{1}", "value": "{2}"}}]}}]',
    ),
    (re.compile(r'message\.send\(.*"channel:(\w+)"\)'), "post it to …/channelsbyname/{0}/message"),
    (re.compile(r"message\.send\(.*as_bot='([\w-]+)'\)\)"), "add bot_unique_name={0} to the query"),
    (re.compile(r'"%20"\.join\(value\.split\(\)\)'), "write %20 for each blank"),
    (re.compile(r"str\(value\)|json\.(?:loads|dumps)\(.*"), "write it as JSON"),
    (re.compile(r'"(.+)"\.join\(.*\bvalue\)+'), 'write them as one text, with "{0}" between'),
    (re.compile(r're\.sub\(.*, "", value\)'), "take them out"),
)

_SHORTEN = "shorten it to "
_CUT = re.compile(r"value\[:(\d+)\].*")
_CONSTANTS = re.compile(r"\b(?:True|False)\b")
_KEYWORD = re.compile(r"(\w+)=")
_OWNERS = {"message": Message(), "actions": actions, "markup": markup}  # of the steps and helpers in hints
_KEYWORDS = re.compile(r'\w+="[^"]*"(?:, \w+="[^"]*")*')


def advice(issue: Issue) -> str:
    """The hint of a finding for whoever edits JSON.

    >>> advice(Issue("/card", "no-card-title", "…", hint='.card(title="…")'))
    '"card": {"title": "…", "theme": "modern-inline"}'
    >>> advice(Issue("/slides/0/styles/preview", "not-allowed", "…", hint="'doughnut'"))
    '"doughnut"'
    """
    if issue.code in _BY_CODE:
        return _BY_CODE[issue.code]
    if _KEYWORDS.fullmatch(issue.hint):
        return _KEYWORD.sub(r'"\1": ', issue.hint)
    cut = _CUT.fullmatch(issue.hint)
    if cut:
        return f"{_SHORTEN}{int(cut[1]):,} characters"
    for pattern, words in _WORDS:
        found = pattern.fullmatch(issue.hint)
        if found:
            return words.format(*found.groups())
    return _as_json(issue.hint) or issue.hint


def literal(hint: str) -> object:
    """The value that a hint names as Python writes it, or None.

    >>> literal("'doughnut'"), literal("shorten it to 'Hi'"), literal('.card(title="…")')
    ('doughnut', 'Hi', None)
    """
    try:
        return ast.literal_eval(hint.removeprefix(_SHORTEN).strip())
    except (ValueError, SyntaxError, RecursionError, MemoryError):
        return None


def allowed(issue: Issue) -> str:
    """What is allowed, in the words of a JSON file.

    >>> allowed(Issue("/broadcast", "wrong-type", "…", "True or False"))
    'true or false'
    """
    return _CONSTANTS.sub(lambda found: json.dumps(found[0] == "True"), issue.expected)


def _as_json(hint: str) -> str:
    """What the code of a hint writes into a body; nothing, if it is no code or needs a slide that is open."""
    code = hint.removeprefix(_SHORTEN)
    try:
        value = _value(ast.parse(f"message{code}" if code.startswith(".") else code, mode="eval").body)
    except (ValueError, SyntaxError, TypeError, AttributeError, RecursionError):
        return ""
    if isinstance(value, Message):
        return json.dumps(value.to_dict(check=False), ensure_ascii=False)[1:-1]
    if isinstance(value, Action):
        handed = {} if value.arguments is None else {"arguments": value.arguments}
        return json.dumps({"action": value.to_dict(), **handed}, ensure_ascii=False)[1:-1]
    text = json.dumps(value, ensure_ascii=False)
    return f"{_SHORTEN}{text}" if code != hint else text


def _value(node: ast.expr) -> object:
    """The value of a literal, or of a call of a step or helper of ours with such values.

    Raises:
        ValueError: it is something else.
    """
    match node:
        case ast.Call(func=ast.Name(id="str"), args=args):
            return str(*map(_value, args))
        case ast.Call(func=ast.Attribute(value=between, attr="join"), args=[entries]):
            texts = _value(entries)
            return str(_value(between)).join(map(str, texts if is_array(texts) else ()))
        case ast.Call(func=ast.Attribute(value=ast.Name(id=owner), attr=name), args=args) if (
            owner in _OWNERS and not name.startswith("_")
        ):
            named = {keyword.arg: _value(keyword.value) for keyword in node.keywords if keyword.arg}
            result: object = getattr(_OWNERS[owner], name)(*map(_value, args), **named)
            return result
        case _:
            return ast.literal_eval(node)
