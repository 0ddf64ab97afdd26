"""`split`: divides a payload over as many payloads as it needs."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from typing import NamedTuple

from ...buttons import AnyButton
from ...buttons.instant import called_keys
from ...card import INLINE, Card
from ...errors import Issue, raise_errors
from ...limits import Limits
from ...payload.payload import Payload
from .cutting import shorten, size_of
from .packing import Packer, PartContents, chunks, counter

_SPARE = 120
"""Characters of JSON reserved for the keys of a part, and for the counts in its title and text."""
_SIZE_WARNINGS = {"large-body", "long-text", "long-text-slide", "many-slides"}
"""The codes of warnings that splitting removes."""


class ClosingButtons(NamedTuple):
    """Buttons for one of the last parts: those within the card, and those below it.

    `first` marks the first part with buttons, which also holds a poll or a prompt.
    """

    within: Sequence[AnyButton] = ()
    below: Sequence[AnyButton] = ()
    first: bool = True

    @property
    def size(self) -> int:
        """The size of the buttons in JSON."""
        buttons = [*self.within, *self.below]
        return size_of([button.to_dict() for button in buttons]) if buttons else 0


def split(payload: Payload, limits: Limits) -> tuple[Payload, ...]:
    """The payload itself if it is small enough, or else several, none with an error or a warning about size.

    Raises:
        ConstraintError: the payload has errors that splitting does not remove.

    >>> from cardkit.limits import CLIQ
    >>> [len(part.text) for part in split(Payload(text="word " * 1_500), CLIQ)]
    [4999, 2500]
    """
    issues = payload.issues(limits)
    if not any(issue.severity == "error" or issue.code in _SIZE_WARNINGS for issue in issues):
        return (payload,)
    raise_errors([issue for issue in issues if issue.severity == "error" and not _divisible(issue)])
    frame = _common_part(payload)
    room = limits.body_advised - size_of(frame.to_dict()) - _SPARE
    packer = Packer(max(room, limits.body_advised // 4), limits)
    _pack(payload, packer)
    closings = _closings(payload, limits)
    asking = size_of(payload.card.to_dict()) if payload.card and _asks(payload.card) else 0
    for index, closing in enumerate(closings):
        if index:
            packer.start_part()
        if closing.size + asking:
            packer.reserve(closing.size + asking)
    if len(packer.parts) == 1 and packer.parts[0].holds_all(payload):
        return (payload,)
    parts = _part_payloads(payload, packer.parts, closings, limits)
    for part in parts:
        raise_errors(part.errors(limits))
    return parts


def _divisible(issue: Issue) -> bool:
    """Whether splitting removes an error."""
    if issue.code == "too-many":
        of_slide = issue.path.startswith("/slides/") and "/buttons/" not in issue.path
        return of_slide or issue.path.startswith(("/buttons", "/card/buttons"))
    return issue.code == "too-long" and issue.path == "/text"


def _asks(card: Card | None) -> bool:
    """Whether the card is a poll or a prompt, which must appear once only, at the end."""
    return card is not None and card.theme not in {INLINE, None}


def _common_part(payload: Payload) -> Payload:
    """What every part has: the bot, the card without its contents, and the plain keys."""
    card = None if _asks(payload.card) else payload.card
    card = card and card.changed(sections=(), buttons=())
    return payload.changed(text=None, card=card, slides=(), buttons=(), references=())


def _pack(payload: Payload, packer: Packer) -> None:
    if payload.text is not None:
        called = {*called_keys(payload.text)}
        calls = {one.key: one.to_dict() for one in payload.references if one.key in called}
        packer.add_text(payload.text, size_of(calls))
    for section in payload.card.sections if payload.card else ():
        packer.add_section(section)
    for slide in payload.slides:
        packer.add_slide(slide)


def _closings(payload: Payload, limits: Limits) -> Sequence[ClosingButtons]:
    """The buttons for the last part, and for further parts if there are too many for one."""
    within = chunks(payload.card.buttons if payload.card else (), limits.buttons)
    below = chunks(payload.buttons, limits.buttons)
    pairs = enumerate(zip_longest(within, below, fillvalue=()))
    return [ClosingButtons(inside, outside, not index) for index, (inside, outside) in pairs] or [ClosingButtons()]


def _part_payloads(
    payload: Payload, parts: Sequence[PartContents], closings: Sequence[ClosingButtons], limits: Limits
) -> tuple[Payload, ...]:
    ends = [*[None] * (len(parts) - len(closings)), *closings]
    counts = [counter(number, len(parts)) for number in range(1, len(parts) + 1)] if len(parts) > 1 else [""]
    return tuple([_part_payload(payload, *each, limits) for each in zip(parts, ends, counts, strict=True)])


def _part_payload(
    payload: Payload, part: PartContents, closing: ClosingButtons | None, count: str, limits: Limits
) -> Payload:
    """One part as a payload; without text of its own it gets the count as text, since the service requires one."""
    called = {*called_keys(part.text)}
    card = payload.card and _part_card(payload.card, part, closing, count, limits)
    counted = payload.text is not None or not (part.slides or card)
    return payload.changed(
        text=part.text or (count if counted else None),
        card=card,
        slides=tuple(part.slides),
        buttons=tuple(closing.below) if closing else (),
        references=tuple([reference for reference in payload.references if reference.key in called]),
    )


def _part_card(
    card: Card, part: PartContents, closing: ClosingButtons | None, count: str, limits: Limits
) -> Card | None:
    buttons = tuple(closing.within) if closing else ()
    if _asks(card):
        return card.changed(buttons=buttons) if closing and (closing.first or buttons) else None
    title = _numbered_title(card.title, count, limits)
    return card.changed(title=title, sections=tuple(part.sections), buttons=buttons)


def _numbered_title(title: str | None, count: str, limits: Limits) -> str | None:
    """The title with the count after it; if both are too long, the first part keeps the whole title without a count."""
    if not title or not count:
        return title
    if len(title) + 1 + len(count) <= limits.card_title:
        return f"{title} {count}"
    return title if count.startswith("(1/") else f"{shorten(title, limits.card_title - 1 - len(count))} {count}"
