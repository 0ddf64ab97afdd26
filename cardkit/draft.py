"""The log of a chain folded into the parts of a message, as plain tuples: what is checked, written and shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

from . import checks
from .card import POLL, PROMPT, card_gaps, card_object, later, write_card, wrong_theme
from .checks import Found
from .errors import Issue
from .limits import BOTS, Api, Limits
from .payload import Bot, Payload, write_body, write_bot, written_buttons
from .slides.base import Fields, WholeSlide, made
from .steps import Node

Opened: TypeAlias = tuple[Any, Any, dict[str, Any], list[Any]]  # the kind, its fields, settings and entries for it

_draft = tuple.__new__  # a third of the time that naming the parts once more would take
_ONCE = frozenset({"text", "bot", "card"})
_NO_CARD: Fields = (None, None, None, (), (), ())


class Draft(NamedTuple):
    """The parts of a message: slides as their kind and its fields, all else as fields alone."""

    text: str | None
    bot: Fields | None
    card: Fields | None
    slides: Sequence[tuple[Any, Any]]
    buttons: Sequence[Fields]
    references: Mapping[str, Fields]
    extra: Mapping[str, str]


def folded(nodes: Iterable[Node]) -> Draft:
    """The parts of the message that a log stands for."""
    once: dict[str, Any] = {}
    extra: dict[str, str | None] = {}
    slides: list[Opened] = []
    others: dict[str, list[Any]] = {}
    settings: dict[str, Any] = {}
    added: list[Any] = []
    for _, verb, value in nodes:
        if verb == "add":
            added.append(value)
        elif verb == "extend":
            added += value
        elif verb == "set":
            settings.update(value)
        elif verb == "slide":
            settings, added = {}, []
            slides.append((*value, settings, added))
        elif verb in _ONCE:
            once[verb] = value
        elif verb == "section":
            settings, added = {}, []
            others.setdefault(verb, []).append((*value, settings, added))
        elif verb == "keys":
            extra.update(value)
        else:
            others.setdefault(verb, []).append(value)
    keys = {key: text for key, text in extra.items() if text is not None} if extra else {}
    draft = _draft(Draft, (once.get("text"), once.get("bot"), once.get("card"), _filled(slides), (), {}, keys))
    return _arranged(draft, others) if others else draft


def _filled(opened: Iterable[Opened]) -> list[tuple[Any, Any]]:
    return [
        (kind, kind.fold(fields, settings, added) if settings or added else fields)
        for kind, fields, settings, added in opened
    ]


def _arranged(draft: Draft, others: Mapping[str, list[Any]]) -> Draft:
    """The draft with sections and buttons where the theme of the card wants them, and instant buttons in the text."""
    text, bot, card, slides, _, references, keys = draft
    if "instant" in others:
        references = later().numbered(others["instant"], text)
        text = later().with_uses(text, references)
    sections = [fields for _, fields in _filled(others["section"])] if "section" in others else []
    within: list[Fields] = []
    below: list[Fields] = []
    prompt = card is not None and card[1] == PROMPT
    for fields, in_card in others.get("button", ()):
        (within if prompt or in_card else below).append(fields)
    if sections or within:
        card = (*(card or _NO_CARD)[:4], tuple(sections), tuple(within))
    return _draft(Draft, (text, bot, card, slides, below, references, keys))


def gaps(draft: Draft, limits: Limits) -> Found:
    """The faults and warnings that show only in the finished message, but for those of the envelope's text and keys."""
    text, _, card, slides, buttons, references, _ = draft
    found: Found = []
    if text is None and card is None and not slides:
        found.append(empty_message())
    if text is not None and (references or "](" in text):
        found += _text_gaps(draft, limits)
    if card is not None and (wrong := card_gaps(card, limits)):
        found += [issue.under("/card") for issue in wrong]
    for place, (kind, fields) in enumerate(slides):
        if wrong := kind.gaps(fields, limits):
            found += [issue.under(f"/slides/{place}") for issue in wrong]
    if buttons:
        found += _button_gaps(draft, limits)
    return found


def empty_message() -> Issue:
    """The fault of a message without text, card and slides."""
    return Issue(
        "", "empty-message", "there is nothing to post", "a text, a card or a slide", "", BOTS, hint='.text("…")'
    )


def _text_gaps(draft: Draft, limits: Limits) -> Found:
    text = draft.text or ""
    found = [checks.too_long(text, "/text", limits, "text")] if len(text) > limits.text else []
    found += later().references_gaps(text, draft.references, limits)
    return found


def _button_gaps(draft: Draft, limits: Limits) -> Found:
    found = [issue.under("/buttons") for issue in later().buttons_gaps(draft.buttons, later().BELOW, limits)]
    if draft.card is not None and draft.card[1] == POLL:
        found.insert(0, wrong_theme("/buttons", "buttons", POLL))
    return found


def write(draft: Draft, api: Api | None) -> str:
    """The message as JSON text."""
    text, bot, card, slides, buttons, references, extra = draft
    written = [kind.write(fields, api) for kind, fields in slides]
    others = written_buttons(buttons, references) if buttons or references else []
    if extra:
        others += extra.items()
    return write_body(text, write_bot(bot) if bot else None, write_card(card) if card else None, written, others)


def payload(draft: Draft, api: Api | None = None) -> Payload:
    """The message as frozen objects."""
    text, bot, card, slides, buttons, references, extra = draft
    return Payload(
        text,
        made(Bot, *bot) if bot else None,
        card_object(card) if card else None,
        tuple([fields if kind is WholeSlide else made(kind, *fields) for kind, fields in slides]),
        tuple([made(later().Button, *fields) for fields in buttons]),
        tuple([(key, made(later().Button, *fields)) for key, fields in references.items()]),
        tuple(extra.items()),
        api,
    )
