"""The card as HTML: its header by theme, the options of a poll, and its sections."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ...errors import Issue
from ...errors.wording import counted
from ..issues import IssueIndex, place_within
from ..views import FINDINGS, MOST, CardView, first, omitted
from .elements import Html, element, joined, part, picture, styled_tag
from .text import caption, direction, phrase

_SEVERAL = 2  # findings that are counted on top
_EYEBROWS = {"poll": "Poll", "prompt": "Prompt"}


def header(card: CardView) -> Html | None:
    """The thumbnail, the icon and the title, with the kind of card where it asks something."""
    if card.title is None and card.thumbnail is None and card.icon is None and card.theme not in _EYEBROWS:
        return None
    eyebrow = _EYEBROWS.get(card.theme or "")
    title = styled_tag("div", "title", role="heading", aria_level=2, dir="auto")(caption(card.title or "Untitled card"))
    return part(
        "div",
        "header",
        None if card.thumbnail is None else picture(card.thumbnail, "thumbnail"),
        None if card.icon is None else picture(card.icon, "icon"),
        part("div", "heading", part("div", "eyebrow", eyebrow) if eyebrow else None, title),
        data_path="/card",
    )


def content(card: CardView, issues: IssueIndex, level: int) -> Iterable[Html | None]:
    """The options and the sections, each with the findings about it; `level` is that of the titles of sections."""
    if card.options:
        options = [_option(option) for option in first(card.options)]
        yield part("div", "options", *options, data_path="/card/options")
        yield further(card.options, "options")
    yield notes_about(issues, "/card/options")
    for at, section in enumerate(first(card.sections)):
        path = f"/card/sections/{at}"
        name = None if section.title is None else heading(section.title, level)
        yield part("div", "slide", name, fields(section.fields), notes_about(issues, path), data_path=path)
    yield further(card.sections, "sections")


def _option(option: str) -> Html:
    """An option with its bar, which nobody has voted into yet."""
    choice = part("div", "choice", part("div", "chosen", caption(option), dir="auto"), part("span", "muted", "0%"))
    bar = part("div", "bar", element("div", {"style": "width:0%"}))
    vote = part("summary", "vote", choice, bar)
    return part("details", "option", vote, part("div", "panel", "Counts a vote for this option"))


def fields(pairs: Sequence[tuple[str, str]], marked: Sequence[bool] = ()) -> Html:
    """Names with their values beside them; those that are `marked` as wrong."""
    turned = direction([text for pair in first(pairs) for text in pair])
    alone = turned is not None
    cells: list[Html] = []
    for at, (name, value) in enumerate(first(pairs)):
        wrong = " wrong" if at < len(marked) and marked[at] else ""
        cells.append(styled_tag("dt", f"term{wrong}")(phrase(name, alone=alone)))
        cells.append(styled_tag("dd", f"value{wrong}")(phrase(value, alone=alone)))
    whole = part("dl", "fields", *cells, dir=turned) if cells else None
    return joined([whole, further(pairs, "fields")])


def further(entries: Sequence[object], unit: str, most: int = MOST) -> Html | None:
    """How many entries are not shown, where there are such."""
    text = omitted(entries, unit, most)
    return part("div", "muted", text, style="margin:6px 0 0") if text else None


def heading(title: str, level: int) -> Html:
    """The title of a section or a slide."""
    return styled_tag("div", "name", role="heading", aria_level=level, dir="auto")(caption(title))


def notes_about(issues: IssueIndex, about: str) -> Html | None:
    """The findings about a part, under it."""
    return notes(issues, issues.take(about), about)


def notes(issues: IssueIndex, given: Sequence[Issue], about: str = "") -> Html | None:
    """Findings under one another; the place of each is told from the part that they are about."""
    if not given:
        return None
    shown = [_note(issue, about, issues.anchor(issue)) for issue in first(given, FINDINGS)]
    return joined([part("div", "notes", *shown, role="list"), further(given, "findings", FINDINGS)])


def _note(issue: Issue, about: str, anchor: str | None) -> Html:
    error = issue.severity == "error"
    name, word = ("note", "Error") if error else ("note warn", "Warning")
    allowed = f" Allowed: {issue.expected}." if issue.expected else ""
    hint = element("i", None, f" Try: {issue.hint}") if issue.hint else None
    place = place_within(issue, about)
    told = f"{place}: {issue.message}.{allowed}" if place else f"{issue.message}.{allowed}"
    title = f"{issue.path or 'the whole'} [{issue.code}] {issue.source}".strip()
    return part("div", name, element("b", None, f"{word}: "), told, hint, role="listitem", title=title, id=anchor)


def summary(issues: IssueIndex) -> Html | None:
    """How many findings there are; each number leads to the first of them."""
    counts = issues.counts()
    if sum([count for _, count, _ in counts]) < _SEVERAL:
        return None
    told = [
        part("a", f"count {severity}", counted(count, severity), href=f"#{anchor}")
        for severity, count, anchor in counts
    ]
    return part("div", "summary", *told)
