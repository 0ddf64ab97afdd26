"""Habits of Markdown, of HTML and of other chats in a text: what each is, and what writes it here.

A text is searched once for what the habits begin with; only one that has some of it is looked at more closely. Every
search is linear in the text.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from ..errors.wording import cut, shown
from ..limits import IMPLEMENTER, MENTIONS, SENDERS
from ..markup.escaping import escape
from ..reading.place import Place
from ..reading.urls import is_person, usual_url

TRIGGER = re.compile(r"\*\*|\{[@#]|~~|\]\(|```|<[!@/A-Za-z]|&[a-z#]|[-*+] \[|\|[ \t]*:?-|-:?[ \t]*\|")
"""What each habit has in it; text without it needs no closer look."""

_LONGEST = 200  # characters of what a hint repeats
_FENCE = "```"
_CODE = re.compile(r"```.*?(?:```|\Z)|`[^`\n]+`", re.DOTALL)
_NOT_NEWLINE = re.compile(r"[^\n]")
_MARKUP = re.compile(r"[\[\]{}<*_~`@\\]")


class Passage(NamedTuple):
    """A passage with a habit, and the code that writes here what was meant; empty where none can be told."""

    text: str
    hint: str = ""


class Searched(NamedTuple):
    """A text, and the same text with its code blotted out."""

    given: str
    plain: str

    def parts(self, found: re.Match[str]) -> list[str]:
        """A passage that was found in the plain text and its groups, as they were given."""
        return [self.given[slice(*found.span(group))] for group in range(found.re.groups + 1)]


class Habit(NamedTuple):
    """A kind of passage, what is said of it, and what is allowed instead."""

    code: str
    passages: Callable[[Searched], Iterator[Passage]]
    message: str
    expected: str
    source: str = SENDERS


def check_habits(text: str, place: Place, habits: Iterable[Habit]) -> None:
    """Add a warning for each habit of a text, with what to write instead of its first passage."""
    if not TRIGGER.search(text):
        return
    both = Searched(text, _CODE.sub(lambda code: _NOT_NEWLINE.sub("\x00", code[0]), text))
    for habit in habits:
        found = [*habit.passages(both)]
        if found:
            first, others = found[0], found[1:]
            message = f"{habit.message}; {len(others):,} more in the same text" if others else habit.message
            hint = first.hint if len(first.hint) <= _LONGEST else ""
            got = shown(cut(first.text))
            place.add(habit.code, message, habit.expected, got, source=habit.source, severity="warning", hint=hint)


# Finding passages


def _all(pattern: str, hint: Callable[[Sequence[str]], str]) -> Callable[[Searched], Iterator[Passage]]:
    """The finder of what matches a pattern; `hint` is given the passage and its groups."""
    compiled = re.compile(pattern, re.MULTILINE)

    def passages(text: Searched) -> Iterator[Passage]:
        for found in compiled.finditer(text.plain):
            parts = text.parts(found)
            yield Passage(parts[0], hint(parts))

    return passages


def _unclosed(text: Searched) -> Iterator[Passage]:
    if text.given.count(_FENCE) % 2:
        yield Passage(_FENCE, f"text + {chr(10) + _FENCE!r}")


_LINK = re.compile(r"\[([^\[\]\n]+)\]\((?=https?://)")
_BRACKET_OR_BLANK = re.compile(r"[()\s]|\Z")


def _broken_links(text: Searched) -> Iterator[Passage]:
    """The links whose address has brackets in it, each to its own closing bracket or the next blank."""
    end = 0
    for found in _LINK.finditer(text.plain):
        if found.start() < end:
            continue
        depth, brackets, end = 1, 0, found.end()
        for mark in _BRACKET_OR_BLANK.finditer(text.plain, found.end()):
            depth += {"(": 1, ")": -1}.get(mark[0], -depth)
            brackets, end = brackets + 1, mark.end()
            if depth == 0:
                break
        if brackets > 1:
            address = text.given[found.end() : end].rstrip().removesuffix(")")
            label = text.given[slice(*found.span(1))]
            hint = f"markup.link({label!r}, {address!r})" if usual_url(address) else ""
            yield Passage(text.given[found.start() : end].rstrip(), hint)


_LINE = r"[^\n|]*+\|[^\n]*+"  # of a table: with a stroke in it
_CELL = r"[ \t]*+:?-++:?[ \t]*+"  # of the line of dashes below the headers
# No group is possessive: up to Python 3.11.4 such a one keeps what it matched of a last try that failed.
_TABLE = rf"^{_LINE}\n(?=[^\n|]*+\|)[ \t]*+\|?{_CELL}(?:\|{_CELL})*\|?[ \t]*+$(?:\n{_LINE})*"


def _styled(helper: str, sign: str, inner: str) -> str:
    """The helper's call, or what it writes where the text has markup of its own, which a helper would escape."""
    return repr(f"{sign}{inner}{sign}") if _MARKUP.search(inner) else f"markup.{helper}({inner!r})"


def _silent(parts: Sequence[str]) -> str:
    """The name of whom a mention names, who is not notified of it."""
    _, sign, whom = parts
    return f"markup.silent({whom!r}, {whom!r})" if sign == "@" and is_person(whom) else ""


def _notified(parts: Sequence[str]) -> str:
    """The mention of whom a chat's own mention names."""
    _, group, person = parts
    if person:
        return f"markup.user({person!r})" if is_person(person) else ""
    return f"markup.{'available' if group == 'here' else 'everyone'}()"


# A tag that is opened and never closed may as well stand for itself, as in ``List<int>`` and ``cp <a> <b>``.

_HELPERS = {
    **dict.fromkeys(["b", "strong"], "bold"),
    **dict.fromkeys(["i", "em"], "italic"),
    **dict.fromkeys(["u", "ins"], "underline"),
    **dict.fromkeys(["s", "del", "strike"], "strike"),
    **dict.fromkeys(["code", "tt"], "code"),
}
_OTHERS = "a|p|div|span|font|pre|ul|ol|li|table|tr|t[dh]|h[1-6]|blockquote|details|summary"
_HTML = (
    rf"(?i:<({'|'.join(_HELPERS)})>([^<>\n]+)</\1>|<a\s+href=[\"']?([^\"'<>\s]+)[\"']?>([^<>\n]+)</a>|<br\s*/?>"
    rf"|</(?:{'|'.join(_HELPERS)}|{_OTHERS})\s*>|<(?:{_OTHERS}|img)\s+[a-z-]+=[^<>]*>"
    r"|&(?:amp|lt|gt|quot|apos|nbsp|\#[0-9]{1,6}|\#x[0-9a-f]{1,5});)"
)


def _instead_of_html(parts: Sequence[str]) -> str:
    """Code that writes here what was meant; nothing where none can be told."""
    whole, tag, address = parts[0], parts[1], html.unescape(parts[3])
    if whole.startswith("&"):
        return repr(html.unescape(whole))
    if whole[:3].lower() == "<br":
        return repr("\n")
    inner = html.unescape(parts[2] or parts[4])  # of a tag or a link
    if escape(inner) != inner or (address and not usual_url(address)):
        return ""
    if address:
        return f"markup.link({inner!r}, {address!r})"
    return f"markup.{_HELPERS[tag.lower()]}({inner!r})" if tag else ""


HABITS: tuple[Habit, ...] = (
    Habit("unclosed-code", _unclosed, "a block of code is not closed", "``` before and behind it"),
    Habit(
        "double-star",
        _all(r"\*\*([^\s*](?:[^*\n]*[^\s*])?)\*\*", lambda parts: _styled("bold", "*", parts[1])),
        "bold is written with one star, and two are shown as they stand",
        "*bold*",
    ),
    Habit(
        "double-tilde",
        _all(r"~~([^\s~](?:[^~\n]*[^\s~])?)~~", lambda parts: _styled("strike", "~", parts[1])),
        "struck-through text is written with one tilde, and two are shown as they stand",
        "~struck through~",
    ),
    Habit(
        "pipe-table",
        _all(_TABLE, lambda parts: '.table(["Host"], [["web-1"]])'),
        "a table of strokes is shown as it stands",
        "a table slide",
    ),
    Habit(
        "task-box",
        _all(
            r"^[ \t]*[-*+] \[([ xX])\][ \t]+(\S[^\n]*)",
            lambda parts: f".list([{('☐ ' if parts[1] == ' ' else '☑ ') + parts[2].rstrip()!r}])",
        ),
        "the box of a task is shown as it stands",
        "a list slide",
    ),
    Habit(
        "angle-link",
        _all(r"<(https?:[^\s<>|]+)\|([^<>|\n]+)>", lambda parts: f"markup.link({parts[2]!r}, {parts[1]!r})"),
        "a link in angle brackets is shown as it stands",
        "[label](url)",
    ),
    Habit(
        "angle-mention",
        _all(r"<(?:!(here|channel|everyone)|@([\w.-]+|[\w.+-]+@[\w.-]+))(?:\|[^<>\n]*)?>", _notified),
        "a mention in angle brackets notifies nobody",
        "{@…}",
    ),
    Habit(
        "markdown-picture",
        _all(r"!\[[^\[\]\n]*\]\(([^\s()]+)\)", lambda parts: f".image({parts[1]!r})" if usual_url(parts[1]) else ""),
        "a picture in the text is not drawn",
        "an image slide",
    ),
    Habit("broken-link", _broken_links, "brackets in its address end a link too early", "%28 and %29 for brackets"),
    Habit(
        "html-tag",
        _all(_HTML, _instead_of_html),
        "HTML is none of the markup that is known of this service",
        "*bold*, _italic_, [label](url) and the like",
        IMPLEMENTER,
    ),
)
OUTSIDE_TEXT: tuple[Habit, ...] = (
    *HABITS,
    Habit(
        "mention-outside-text",
        _all(r"\{([@#])([^\s{}]+)\}", _silent),
        "a mention notifies nobody here, as mentions work in the text of the message alone",
        "a mention in the text, or the name of somebody who is not notified",
        MENTIONS,
    ),
)
"""Those of all texts of a body but the text of the message."""
