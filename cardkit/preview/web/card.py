"""The card as HTML: its header by theme, the options of a poll, and its sections."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ...errors import Issue
from ..bounds import FINDINGS, MOST, first, left
from ..calls import VOTE
from ..reading import Framed, Notes, place_within
from .elements import Html, element, joined
from .links import picture
from .style import part
from .text import phrase

_EYEBROWS = {"poll": "Poll", "prompt": "Prompt"}


def header(card: Framed) -> Html | None:
    """The thumbnail and the title, with the kind of card where it asks something."""
    if card.title is None and card.thumbnail is None and card.theme not in _EYEBROWS:
        return None
    eyebrow = _EYEBROWS.get(card.theme or "")
    title = card.title or "Untitled card"
    return part(
        "div",
        "header",
        None if card.thumbnail is None else picture(card.thumbnail, "thumbnail", ""),
        element(
            "div",
            {"style": "min-width:0;flex:1"},
            part("div", "eyebrow", eyebrow) if eyebrow else None,
            part("div", "title", phrase(title), role="heading", aria_level=2, dir="auto"),
        ),
        data_path="/card",
    )


def content(card: Framed, notes: Notes) -> Iterable[Html | None]:
    """The options and the sections, each with the findings about it."""
    if card.options:
        options = [_option(option) for option in first(card.options)]
        yield part("div", "options", *options, data_path="/card/options")
        yield further(card.options, "option", "options")
    yield found(notes, "/card/options")
    for at, (title, pairs) in enumerate(first(card.sections)):
        path = f"/card/sections/{at}"
        name = None if title is None else heading(title)
        yield part("div", "slide", name, fields(pairs), found(notes, path), data_path=path)
    yield further(card.sections, "section", "sections")


def _option(option: str) -> Html:
    """An option with its bar, which nobody has voted into yet."""
    choice = part("div", "choice", element("span", {"dir": "auto"}, phrase(option)), part("span", "muted", "0%"))
    bar = part("div", "bar", element("div", {"style": "width:0%"}))
    words = VOTE[:1].upper() + VOTE[1:]
    return part("details", "option", element("summary", None, choice, bar), part("div", "panel", words))


def fields(pairs: Sequence[tuple[str, str]], marked: Sequence[bool] = ()) -> Html:
    """Names with their values beside them; those that are `marked` as wrong."""
    cells: list[Html] = []
    for at, (name, value) in enumerate(first(pairs)):
        wrong = " wrong" if at < len(marked) and marked[at] else ""
        cells.append(part("dt", f"term{wrong}", phrase(name)))
        cells.append(part("dd", f"value{wrong}", phrase(value)))
    whole = part("dl", "fields", *cells, dir="auto") if cells else None
    return joined([whole, further(pairs, "field", "fields")])


def further(entries: Sequence[object], one: str, many: str, most: int = MOST) -> Html | None:
    """How many entries are not shown, where there are such."""
    text = left(entries, one, many, most)
    return part("div", "muted", text, style="margin:6px 0 0") if text else None


def heading(title: str) -> Html:
    """The title of a section or a slide."""
    return part("div", "name", phrase(title), role="heading", aria_level=3, dir="auto")


def found(notes: Notes, about: str) -> Html | None:
    """The findings about a part, under it."""
    return listed(notes.take(about), about)


def listed(issues: Sequence[Issue], about: str = "") -> Html | None:
    """Findings under one another; the place of each is told from the part that they are about."""
    if not issues:
        return None
    shown = [_note(issue, about) for issue in first(issues, FINDINGS)]
    return joined([part("div", "notes", *shown, role="list"), further(issues, "finding", "findings", FINDINGS)])


def _note(issue: Issue, about: str) -> Html:
    error = issue.severity == "error"
    name, word = ("note", "Error") if error else ("note warn", "Warning")
    allowed = f" Allowed: {issue.expected}." if issue.expected else ""
    hint = element("i", None, f" Try: {issue.hint}") if issue.hint else None
    place = place_within(issue, about)
    told = f"{place}: {issue.message}.{allowed}" if place else f"{issue.message}.{allowed}"
    title = f"{issue.path or 'the whole'} [{issue.code}] {issue.source}".strip()
    return part("div", name, element("b", None, f"{word}: "), told, hint, role="listitem", title=title)
