"""A message as lines of a terminal: the text, the card with its slides, the buttons, and each finding at its part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ...errors import Issue
from ...reading.json import encode
from ..issues import IssueIndex, place_within
from ..views import FINDINGS, CardView, MessageView, SectionView, first
from .buttons import buttons
from .charts import Bar, bars, track
from .layout import below, folded, further, indented, spaced, titled
from .lines import BLUE, BOLD, DIM, EMPTY, GREEN, RED, YELLOW, Bit, Line, Lines, Look, as_text, cut, line
from .output import colored, columns_of_output, encodable
from .slides import fields, picture, slide
from .text import written_text

_MARKS: Mapping[str, Line] = {"error": line("✗ ", RED, BOLD), "warning": line("⚠ ", YELLOW, BOLD)}
_BACKGROUNDS: Mapping[str | None, Look] = {"red": RED, "yellow": YELLOW, "green": GREEN, "blue": BLUE, "grey": DIM}


def written(view: MessageView, width: int | None = None, color: bool | None = None) -> str:
    """The message as text for a terminal; `cardkit.preview.terminal` tells of the arguments.

    Raises:
        ConfigurationError: `width` is no whole number from 20 on.
    """
    columns, issues = columns_of_output(width), IssueIndex(view.issues)
    blocks = [
        _bubble(view, issues, columns),
        [*buttons([*view.references.values()], columns, instant=True), *_notes_about("/references", issues, columns)],
        *_card(view, issues, columns),
        [*buttons(view.buttons, columns), *_notes_about("/buttons", issues, columns)],
        _more(view, columns),
        _notes(issues.rest(), "", columns),
    ]
    text = as_text(folded(spaced(blocks), columns), colored() if color is None else color)
    return encodable(text)


def _bubble(view: MessageView, issues: IssueIndex, width: int) -> Lines:
    """Who speaks, and what is said; a background is a bar of its colour beside it."""
    bar = line("▌ ", _BACKGROUNDS[view.background]) if view.background in _BACKGROUNDS else EMPTY
    inner = width - 2 if bar else width
    name, image = view.bot or (None, None)
    head = [*titled(name, inner, name and "bot"), *(picture(image, inner) if image else [])]
    text = written_text(view.text, inner, markup=view.markup) if view.text else []
    return indented([*head, *_notes_about("/bot", issues, inner), *text, *_notes_about("/text", issues, inner)], bar)


def _card(view: MessageView, issues: IssueIndex, width: int) -> Sequence[Lines]:
    """The card as one block, with the slides in it; without one, the slides as blocks of their own."""
    card = view.card
    inner = width - 2 if card else width
    slides = [[*slide(seen, inner), *_notes_about(seen.path, issues, inner)] for seen in first(view.slides)]
    slides.append(further(view.slides, "slides"))
    if card is None:
        return [_notes_about("/card", issues, width), *slides]
    name = titled(card.title, inner, card.theme or (None if card.title else "card"))
    blocks = [
        [*name, *_pictures(card, inner), *_notes_about("/card", issues, inner)],
        [*_poll(card.options, inner), *_notes_about("/card/options", issues, inner)],
        *[_section(section, at, issues, inner) for at, section in enumerate(first(card.sections))],
        further(card.sections, "sections"),
        *slides,
        [*buttons(card.buttons, inner), *_notes_about("/card/buttons", issues, inner)],
    ]
    return [[*indented(spaced(blocks), line("╭ ", DIM), line("│ ", DIM)), line("╰", DIM)]]


def _pictures(card: CardView, width: int) -> Lines:
    return [row for address in (card.thumbnail, card.icon) if address for row in picture(address, width)]


def _poll(options: Sequence[str], width: int) -> Lines:
    """The options, none of which anybody has chosen yet."""
    rows = [Bar(line(option), track, EMPTY) for option in first(options)]
    lines = below([indented(bar, line("( ) ", DIM), line("    ")) for bar in bars(rows, width - 4)])
    return [*lines, *further(options, "options")]


def _section(section: SectionView, at: int, issues: IssueIndex, width: int) -> Lines:
    notes = _notes_about(f"/card/sections/{at}", issues, width)
    return [*titled(section.title, width), *fields(section.fields, width), *notes]


def _more(view: MessageView, width: int) -> Lines:
    """What else the envelope says, on one line."""
    more = [f"background: {view.background}"] if view.background else []
    more += [f"{name}: {encode(value)}" for name, value in view.extra.items()]
    return [cut(line(" · ".join(more), DIM), width)] if more else []


def _notes_about(part: str, issues: IssueIndex, width: int) -> Lines:
    return _notes(issues.take(part), part, width)


def _notes(issues: Sequence[Issue], part: str, width: int) -> Lines:
    """Findings below one another; the place of each is told from the `part` that they are about."""
    lines = [whole for issue in first(issues, FINDINGS) for whole in _note(issue, part, width)]
    return [*lines, *further(issues, "findings", FINDINGS)]


def _note(issue: Issue, part: str, width: int) -> Lines:
    """What is wrong and where, and what is allowed instead."""
    place = place_within(issue, part)
    where = (Bit(place, BOLD), Bit(": ")) if place else ()
    lines: Lines = [(*where, Bit(issue.message))]
    if issue.expected:
        lines.append(line(f"allowed: {issue.expected}", DIM))
    return indented(folded(lines, width - 2), _MARKS.get(issue.severity, _MARKS["error"]), (Bit("  "),))
