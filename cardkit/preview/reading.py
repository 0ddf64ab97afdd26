"""A message as it is looked at: what can be read of it, whatever is wrong with it, and each finding at its part.

All views begin here, so that they show the same, whether the message was written, read, or is only half of one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from ..actions import Action
from ..checks import shown
from ..draft import written_parts
from ..errors import ConfigurationError, ConstraintError, Issue
from ..findings import findings
from ..limits import CARDKIT, CLIQ
from ..parse import as_body, opened, parts, read_json
from ..payload import Payload
from ..registry import KINDS
from ..slides.base import BuiltinSlide, Fields

if TYPE_CHECKING:
    from ..message import Message

    Viewed: TypeAlias = Message | Payload | Mapping[str, Any] | str | bytes

_PART = re.compile(r"/(?:text|bot|card/(?:sections/\d+|options|buttons)|card|slides/\d+|buttons|references)(?=/|\Z)")


class Pressable(NamedTuple):
    """A button: its label, its style, hint and key, and its action, or None where that cannot be read."""

    label: str
    style: str | None = None
    hint: str | None = None
    key: str | None = None
    action: Action | None = None


class Framed(NamedTuple):
    """A card: `theme` is that of a card whose own is unknown, too; a section is its title and its fields."""

    title: str | None
    theme: str | None
    thumbnail: str | None
    options: Sequence[str]
    sections: Sequence[tuple[str | None, Sequence[tuple[str, str]]]]
    buttons: Sequence[Pressable]


class Seen(NamedTuple):
    """A slide: its place, its kind and that kind's fields, or None for a stranger's, and what stands in the body."""

    path: str
    kind: type[BuiltinSlide] | None
    fields: Fields
    raw: object


def type_and_title(raw: object) -> tuple[str | None, str | None]:
    """The type and the title of a slide of a body, where it has such."""
    whole: Mapping[str, Any] = raw if isinstance(raw, Mapping) else {}
    kind, title = whole.get("type"), whole.get("title")
    return kind if isinstance(kind, str) else None, title if isinstance(title, str) else None


class Reading(NamedTuple):
    """The parts of a message, and the findings about it.

    `extra` holds the keys of the envelope that no part shows, with their values as JSON text.
    """

    text: str | None
    markup: bool
    background: str | None
    bot: tuple[str, str | None] | None
    card: Framed | None
    slides: Sequence[Seen]
    buttons: Sequence[Pressable]
    references: Mapping[str, Pressable]
    extra: Mapping[str, str]
    issues: Sequence[Issue]


class Notes:
    """The findings of one message on their way to the parts they belong to; each is handed out once.

    >>> notes = Notes([Issue("/slides/0/data/1", "too-long", "…"), Issue("/later", "unknown-key", "…")])
    >>> notes.marks("/slides/0/data/1"), notes.marks("/slides/0/data/2")
    (True, False)
    >>> [issue.code for issue in notes.take("/slides/0")], [issue.code for issue in notes.rest()]
    (['too-long'], ['unknown-key'])
    """

    def __init__(self, issues: Iterable[Issue]) -> None:
        self._parts: dict[str, list[Issue]] = {}
        self._exact: set[str] = set()
        self._marked: set[str] = set()
        for issue in issues:
            part = _PART.match(issue.path)
            self._parts.setdefault(part[0] if part else "", []).append(issue)
            self._exact.add(issue.path)
            steps = issue.path.split("/")
            self._marked.update(["/".join(steps[:end]) for end in range(2, len(steps) + 1)])

    def marks(self, path: str) -> bool:
        """Whether something at this path, or within it, is wrong."""
        return path in self._marked

    def names(self, path: str) -> bool:
        """Whether something at this very path is wrong."""
        return path in self._exact

    def take(self, part: str) -> Sequence[Issue]:
        """The findings of a part, for the one who shows it."""
        return self._parts.pop(part, ())

    def rest(self) -> Sequence[Issue]:
        """What is left: of the whole, and of parts that are not shown."""
        left = [issue for issues in self._parts.values() for issue in issues]
        self._parts.clear()
        return left


def place_within(issue: Issue, part: str) -> str:
    """The place of a finding in words, as it is told beside the part that it is about; empty for the part itself.

    >>> place_within(Issue("/slides/0/data/rows/1/Host", "wrong-type", "…"), "/slides/0")
    'row 2, Host'
    """
    around = Issue(part, "", "").place if part else ""
    return issue.place.removeprefix(around).removeprefix(", ") if around else issue.place


def reading(source: Viewed) -> Reading:
    """Read a message, a payload, a mapping or JSON text, however wrong it is.

    Raises:
        ConfigurationError: `source` is none of these.
    """
    body, issues = _judged(source)
    draft = parts(body, [], CLIQ)
    styles = body.get("styles")
    look: Mapping[str, Any] = styles if isinstance(styles, Mapping) else {}
    return Reading(
        draft.text,
        look.get("markdown") is not False,
        look.get("background") if look.get("background") in CLIQ.backgrounds else None,
        (draft.bot[0], draft.bot[1]) if draft.bot else None,
        _card(draft.card, opened("card", body.get("card"), CLIQ)) if draft.card else None,
        _slides(draft.slides, opened("slides", body.get("slides"), CLIQ)),
        _buttons(draft.buttons, opened("buttons", body.get("buttons"), CLIQ)),
        {key: _button(fields, _inner(body, key)) for key, fields in draft.references.items()},
        {name: text for name, text in draft.extra.items() if name != "styles"},
        issues,
    )


def _judged(source: Any) -> tuple[dict[str, Any], Sequence[Issue]]:
    """The body of what is viewed, and all that is wrong with it."""
    try:
        if isinstance(source, (str, bytes, bytearray)):
            body = read_json(source, CLIQ.depth)
        elif isinstance(source, Mapping):
            body = as_body(source, CLIQ.depth)
        elif isinstance(source, Payload):
            body = source.to_dict()
        elif callable(getattr(source, "to_code", None)) and not isinstance(source, type):
            return _written(source)
        else:
            raise ConfigurationError(
                f"a preview shows a message, a payload, a mapping or JSON text, not {shown(source)}"
            )
        return body, findings(body, CLIQ)
    except ConstraintError as error:
        return {}, error.issues
    except ConfigurationError:
        raise
    except Exception as error:  # a class of somebody else's: its slide, or its mapping
        return {}, (_unreadable(error),)


def _written(message: Any) -> tuple[dict[str, Any], Sequence[Issue]]:
    """The body of a message, and all that is wrong with it, also where a class of somebody else's slide fails."""
    try:
        return message.to_dict(check=False), message.issues()
    except Exception:
        draft = message._draft()
    texts = written_parts(draft._replace(slides=()), None)
    body = {name: json.loads(text) for name, text in texts.items()}
    found: list[Issue] = []
    body["slides"] = [_slide(at, kind, fields, found) for at, (kind, fields) in enumerate(draft.slides)]
    failed = {issue.path for issue in found}
    others = [issue for issue in findings(body, CLIQ) if "/".join(issue.path.split("/")[:3]) not in failed]
    return body, (*others, *found)


def _slide(at: int, kind: Any, fields: Any, found: list[Issue]) -> object:
    """A slide as JSON has it; of one that fails, nothing but that it does."""
    try:
        slide: object = json.loads(kind.write(fields, None))
        kind.gaps(fields, CLIQ)
        return slide
    except Exception as error:
        found.append(_unreadable(error, f"/slides/{at}"))
        return {"type": type(fields).__name__}


def _unreadable(error: Exception, path: str = "") -> Issue:
    message, expected = f"it cannot be read: {shown(error)}", "slides and mappings that can be read"
    return Issue(path, "unreadable", message, expected, source=CARDKIT)


def _card(fields: Fields, raw: object) -> Framed:
    title, theme, thumbnail, options, sections, buttons = fields
    given = raw.get("buttons") if isinstance(raw, Mapping) else None
    shown_sections = tuple([(name, pairs or ()) for name, pairs in sections])
    return Framed(title, theme, thumbnail, options, shown_sections, _buttons(buttons, given))


def _slides(slides: Sequence[tuple[Any, Any]], raw: object) -> tuple[Seen, ...]:
    given = raw if isinstance(raw, list) else [None] * len(slides)
    return tuple(
        [
            Seen(f"/slides/{at}", _kind(whole) if isinstance(fields, tuple) else None, fields or (), whole)
            for at, ((_, fields), whole) in enumerate(zip(slides, given, strict=True))
        ]
    )


def _kind(raw: object) -> type[BuiltinSlide] | None:
    name, _ = type_and_title(raw)
    return None if name is None else KINDS.get(name)


def _buttons(buttons: Sequence[Fields | None], raw: object) -> tuple[Pressable, ...]:
    given = raw if isinstance(raw, list) else []
    return tuple([_button(fields, given[at] if at < len(given) else None) for at, fields in enumerate(buttons)])


def _button(fields: Fields | None, raw: object) -> Pressable:
    """The button as it was read, or else with the label that it seems to have."""
    if fields is not None:
        label, action, style, hint, key = fields
        return Pressable(label, style if style in CLIQ.button_styles else None, hint, key, action)
    label = raw.get("label") if isinstance(raw, Mapping) else None
    return Pressable(label if isinstance(label, str) else "")


def _inner(body: Mapping[str, Any], key: str) -> object:
    reference = body["references"][key]
    return reference.get("object") if isinstance(reference, Mapping) else None
