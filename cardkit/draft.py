"""The log of a chain folded into the parts of a message, as plain tuples: what is checked, written and shown."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from . import checks
from .bot import write_bot
from .card import POLL, PROMPT, card_gaps, write_card, wrong_theme
from .checks import Found
from .errors import ConfigurationError, Issue
from .later import Later
from .limits import APIS, BOTS, CARDKIT, Api, Limits
from .slides import Slide
from .slides.base import Fields, quoted
from .steps import Node

if TYPE_CHECKING:
    from . import buttons as buttons_module
    from .payload import Card, Payload
else:
    buttons_module = Later("buttons")

Opened: TypeAlias = tuple[Any, Any, dict[str, Any], list[Any]]  # the kind, its fields, settings and entries for it

_draft = tuple.__new__  # a third of the time that naming the parts once more would take
_ONCE = frozenset({"text", "bot", "card"})
_NO_CARD: Fields = (None, None, None, (), (), ())


class Read(NamedTuple):
    """What was read of a body: its keys in their order, and the JSON text of those that the steps write differently."""

    order: tuple[str, ...]
    kept: Mapping[str, str]
    merged: frozenset[str] = frozenset()  # the keys among them that later steps have added to


class Draft(NamedTuple):
    """The parts of a message: slides as their kind and its fields, all else as fields alone."""

    text: str | None
    bot: Fields | None
    card: Fields | None
    slides: Sequence[tuple[Any, Any]]
    buttons: Sequence[Any]
    references: Mapping[str, Any]
    extra: Mapping[str, str]
    read: Read | None


def folded(nodes: Sequence[Node]) -> Draft:
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
    draft = _draft(Draft, (once.get("text"), once.get("bot"), once.get("card"), _filled(slides), (), {}, keys, None))
    read = others.pop("read", None)
    draft = _arranged(draft, others) if others else draft
    return draft if read is None else _with_kept(draft, nodes)


def _with_kept(draft: Draft, nodes: Sequence[Node]) -> Draft:
    """The draft of a message that was read, with what was kept of each key as later steps have left it."""
    at, read = next((at, value) for at, (_, verb, value) in enumerate(nodes) if verb == "read")
    was, replaced = folded(nodes[:at]), _replaced(nodes[at + 1 :])
    kept: dict[str, str] = {}
    merged: set[str] = set()
    for name, text in read.kept.items():
        if name in replaced:
            continue
        if _part(was, name) == _part(draft, name):
            kept[name] = text
        elif not _part(was, name) and (whole := _added(text, name, draft)) is not None:
            kept[name] = whole
            merged.add(name)
    return draft._replace(read=Read(read.order, kept, frozenset(merged)))


def _replaced(nodes: Iterable[Node]) -> set[str]:
    """The keys that steps have set anew, even if to nothing."""
    names: set[str] = set()
    for _, verb, value in nodes:
        names.update({verb} if verb in _ONCE else dict(value) if verb == "keys" else ())
    return names


def _added(text: str, name: str, draft: Draft) -> str | None:
    """What was kept of a key with what later steps added to it, or None where nothing can be added to it."""
    old, new = json.loads(text), json.loads(written_parts(draft, None)[name])
    if isinstance(old, list):
        return json.dumps([*old, *new])
    if not isinstance(old, dict):
        return None
    if name == "references":
        return json.dumps({**old, **new})
    both = {
        part: [*old.get(part, ()), *entries] for part, entries in new.items() if isinstance(old.get(part, []), list)
    }
    return json.dumps({**old, **new, **both})


def _part(draft: Draft, name: str) -> object:
    return getattr(draft, name) if name in Draft._fields[:6] else draft.extra.get(name)


def _filled(opened: Iterable[Opened]) -> list[tuple[Any, Any]]:
    return [
        (kind, kind.fold(fields, settings, added) if settings or added else fields)
        for kind, fields, settings, added in opened
    ]


def _arranged(draft: Draft, others: Mapping[str, list[Any]]) -> Draft:
    """The draft with sections and buttons where the theme of the card wants them, and instant buttons in the text."""
    text, bot, card, slides, _, references, keys, _ = draft
    if "instant" in others:
        references = buttons_module.numbered(others["instant"], text)
        text = buttons_module.with_uses(text, references)
    sections = [fields for _, fields in _filled(others["section"])] if "section" in others else []
    within: list[Fields] = []
    below: list[Fields] = []
    prompt = card is not None and card[1] == PROMPT
    for fields, in_card in others.get("button", ()):
        (within if prompt or in_card else below).append(fields)
    if sections or within:
        card = (*(card or _NO_CARD)[:4], tuple(sections), tuple(within))
    return _draft(Draft, (text, bot, card, slides, tuple(below), references, keys, None))


def gaps(draft: Draft, limits: Limits) -> Found:
    """The faults and warnings that show only in the finished message, but for those of the envelope's text and keys."""
    text, _, card, slides, buttons, references, _, _ = draft
    found: Found = []
    if text is None and card is None and not slides:
        found.append(empty_message())
    if references or (text is not None and "](" in text):
        found += _text_gaps(draft, limits)
    if card and (wrong := card_gaps(card, limits, below=len(buttons))):
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
    found += buttons_module.references_gaps(text, draft.references, limits)
    return found


def _button_gaps(draft: Draft, limits: Limits) -> Found:
    found = [
        issue.under("/buttons") for issue in buttons_module.buttons_gaps(draft.buttons, buttons_module.BELOW, limits)
    ]
    if draft.card and draft.card[1] == POLL:
        found.insert(0, wrong_theme("/buttons", "buttons", POLL, CARDKIT))
    return found


def write(draft: Draft, api: Api | None) -> str:
    """The message as JSON text."""
    text, bot, card, slides, buttons, references, extra, read = draft
    if read is not None:
        return _write_read(draft, read, api)
    written = [kind.write(fields, api) for kind, fields in slides]
    others = written_buttons(buttons, references) if buttons or references else []
    if extra:
        others += extra.items()
    return write_body(text, write_bot(bot) if bot else None, write_card(card) if card else None, written, others)


def _write_read(draft: Draft, read: Read, api: Api | None) -> str:
    """A message that was read: in its own form where no other is asked for, its keys in their order."""
    made = written_parts(draft, api)
    added = {name: text for name, text in read.kept.items() if name in read.merged}
    parts = {**made, **read.kept} if api is None else {**read.kept, **made, **added}
    first = dict.fromkeys(read.order)
    order = [*[name for name in first if name in parts], *[name for name in parts if name not in first]]
    return f"{{{','.join([f'{_name(name)}:{parts[name]}' for name in order])}}}"


def _name(name: str) -> str:
    """A key as JSON text, also one that UTF-8 cannot carry."""
    return quoted(name) if name.isprintable() else json.dumps(name)


def written_parts(draft: Draft, api: Api | None) -> dict[str, str]:
    """The JSON text of each key that the steps of a message write."""
    text, bot, card, slides, buttons, references, extra, _ = draft
    parts: dict[str, str] = {} if text is None else {"text": quoted(text)}
    if bot:
        parts["bot"] = write_bot(bot)
    if card:
        parts["card"] = write_card(card)
    if slides:
        parts["slides"] = f"[{','.join([kind.write(fields, api) for kind, fields in slides])}]"
    return {**parts, **dict(written_buttons(buttons, references)), **extra}


def written_buttons(below: Sequence[Fields], instant: Mapping[str, Fields]) -> list[tuple[str, str]]:
    """The keys of the buttons below the card and of the instant ones, with their JSON text, where there are any."""
    if not below and not instant:
        return []
    keys: list[tuple[str, str]] = []
    if below:
        keys.append(("buttons", buttons_module.write_buttons(below)))
    if instant:
        keys.append(("references", buttons_module.write_references(instant)))
    return keys


def write_body(
    text: str | None, bot: str | None, card: str | None, slides: Sequence[str], others: Iterable[tuple[str, str]]
) -> str:
    """The whole message from its text and the JSON text of its other parts."""
    members = "" if text is None else f',"text":{quoted(text)}'
    if bot is not None:
        members += f',"bot":{bot}'
    if card is not None:
        members += f',"card":{card}'
    if slides:
        members += f',"slides":[{",".join(slides)}]'
    for key, value in others:
        members += f",{quoted(key)}:{value}"
    return f"{{{members[1:]}}}"


def slides_of(draft: Draft) -> tuple[Slide, ...]:
    """The slides as objects."""
    return tuple([kind.object(fields) for kind, fields in draft.slides])


def payload(draft: Draft, api: Api | None) -> Payload:
    """The message as frozen objects."""
    from .payload import Bot, Button, Payload

    text, bot, card, _, buttons, references, extra, _ = draft
    return Payload(
        text,
        Bot(*bot) if bot else None,
        _card(card) if card else None,
        slides_of(draft),
        tuple([Button(*fields) for fields in buttons]),
        tuple([(key, Button(*fields)) for key, fields in references.items()]),
        tuple(extra.items()),
        api,
        write(draft, api),
    )


def _card(fields: Fields) -> Card:
    from .payload import Button, Card, Section

    title, theme, thumbnail, options, sections, buttons = fields
    within = tuple([Button(*button) for button in buttons])
    return Card(title, theme, thumbnail, options, tuple([Section(*section) for section in sections]), within)


def read_api(api: object) -> None:
    """Refuse a form that there is not.

    Raises:
        ConfigurationError: `api` is neither None nor ``"v2"`` nor ``"v3"``.
    """
    if api is not None and api not in APIS:
        raise ConfigurationError(f"api={api!r} is no form of a message: it must be None, {checks.choices(APIS)}")
