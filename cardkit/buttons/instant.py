"""Instant buttons: buttons in the text of a message, called there as ``[label]($key)``."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple, final

from ..actions import copy
from ..errors import Issue
from ..errors.issue import pointer
from ..errors.wording import free, shown
from ..limits import BUTTONS, Api, Limits
from ..markup.links import plain_label
from ..reading.frozen import creator, frozen
from ..reading.objects import ObjectReader, part_by
from ..reading.part import Part, Raw, checked, instance
from ..reading.place import Json, Place, relocated
from ..reading.text import text
from .button import EXAMPLE, Button, create_button, parse_button, read_button
from .spots import INSTANT, check_spot

# No blank of Unicode, control character, bracket or dollar sign; written out for the schema.
REFERENCE_KEY = re.compile(r"[^\x00-\x20\x7f-\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff()\[\]{}\$]+")
_CALL = re.compile(r"\[([^\[\]]+)\]\(\$([^\s()\[\]{}$]+)\)")


@final
@frozen(eq=False, repr=False)
class Reference(Part):
    """An instant button with its key; the text calls it with ``[label]($key)``.

    >>> from cardkit import Message, actions
    >>> lunch = actions.invoke_function("lunch")
    >>> payload = Message("Lunch?").instant_button("Yes", lunch).payload
    >>> payload.text, [(one.key, one.button.label) for one in payload.references]
    ('Lunch? [Yes]($1)', [('1', 'Yes')])
    """

    key: str
    button: Button

    def _written(self, api: Api | None) -> dict[str, Any]:
        return {"type": "button", "object": self.button.to_dict(api)}

    def check_complete(self, limits: Limits) -> Sequence[Issue]:
        own = [*self.button.issues(limits), *check_spot(self.button, INSTANT, limits)]
        return relocated(own, "/object")


checked(
    Reference,
    "the instant button",
    BUTTONS,
    {"key": ("the key", text), "button": ("the button", instance(Button, "a Button", EXAMPLE))},
)
create_reference = creator(Reference)


class Instant(NamedTuple):
    """An instant button that a step added, and its key; None is replaced by a free key when the message is built."""

    key: str | None
    button: Button


def read_instant(label: object, action: object, style: object, place: Place, limits: Limits) -> Button | None:
    """The instant button that a caller describes, or None if it has no action; its issues are added to the place."""
    button = read_button(label, action, place, style=style)
    if button is not None:
        place.issues += button.check_limits(limits)
        place.issues += [issue for issue in check_spot(button, INSTANT, limits) if issue.severity == "error"]
    return button


def parse_reference(key: str, body: Json, place: Place) -> Reference | Raw:
    """The instant button under a key of a body; raw where it cannot be read."""
    reader = ObjectReader(body, place, ("type", "object"))
    type = reader.required("type", "the type of the instant button", text)
    if type not in {None, "", "button"}:
        at = place.within("/type", "the type", BUTTONS)
        at.add("not-allowed", f"{shown(type)} is no type of an instant button", "'button'", shown(type))
    button = reader.required("object", "the button itself", part_by(parse_button))
    if place.has_errors or not isinstance(button, Button):
        reader.add_findings()
        return Raw(pointer("references", key), body, tuple(place.issues))
    return reader.finish(create_reference(key, button))


def check_key(key: object, taken: Collection[str | None], place: Place) -> str:
    """Read the key of an instant button: text that can be written in ``($key)`` and is not `taken`."""
    read = text(key, place)
    at = place.at(read, "the key", BUTTONS) if read else place
    if read and not REFERENCE_KEY.fullmatch(read):
        expected = "characters other than blanks, brackets and dollar signs"
        at.add("bad-key", f"the key {shown(read)} cannot stand in ($key)", expected, shown(key), hint='"1"')
    if read in taken:
        message = f"there is an instant button {shown(read)} already"
        hint = repr(free("" if read.isdigit() else read, taken))  # another number, or one behind the key
        at.add("duplicate-key", message, "each key once", shown(key), hint=hint)
    return read


def check_calls(text: str | None, labels: Mapping[str, str]) -> list[Issue]:
    """The issues of calls in the text without an instant button, and of buttons without a call; `labels` are by key."""
    place = Place("the message", source=BUTTONS)
    called = dict.fromkeys(called_keys(text))
    for key, label in labels.items():
        if key not in called:
            at, expected = place.within(pointer("references", key), "it"), f"[{shown(label)[1:-1]}](${key}) in the text"
            at.add("unused-reference", f"the instant button {shown(key)} is not in the text", expected, shown(text))
    for key in called:
        if key not in labels:
            message = f"the text calls the instant button {shown(key)}, and there is none"
            hint = f'.instant_button("…", …, key={shown(key)}), or markup.escape for text that is not yours'
            expected = "a reference for each use in the text"
            place.within("/text", "the text").add("missing-reference", message, expected, f"](${key})", hint=hint)
    return place.issues


def called_keys(text: str | None) -> list[str]:
    """The keys of the instant buttons that a text calls, each once.

    >>> called_keys("Deploy? [Yes]($1) [Copy id]($2)")
    ['1', '2']
    """
    return [*call_counts(text)]


def call_counts(text: str | None) -> Counter[str]:
    """How often a text calls each instant button, by their keys."""
    return Counter([key for _, key in _calls(text)])


def _calls(text: str | None) -> list[tuple[str, str]]:
    """The labels and the keys of the instant buttons that a text calls."""
    return _CALL.findall(text) if text and "](" in text else []


def with_keys(instants: Sequence[Instant], text: str | None, taken: Iterable[str]) -> list[Reference]:
    """Instant buttons, each with a key.

    One without a key takes that of a call in the text with its label, else the lowest number that neither a key nor the
    text uses. `taken` are the keys of instant buttons that exist already.
    """
    calls = _calls(text)
    named = {*taken, *[instant.key for instant in instants]}
    called = {label: key for label, key in reversed(calls) if key not in named}
    used = named | {key for _, key in calls}
    free = (str(number) for number in range(1, len(instants) + len(used) + 1) if str(number) not in used)
    return [
        create_reference(instant.key or called.pop(instant.button.label, "") or next(free), instant.button)
        for instant in instants
    ]


def without_keys(references: Sequence[Reference], text: str | None) -> list[Instant]:
    """The instant buttons of which `with_keys` makes these references: without keys if it gives all of them theirs."""
    instants = [Instant(None, reference.button) for reference in references]
    if [made.key for made in with_keys(instants, text, ())] == [reference.key for reference in references]:
        return instants
    return [Instant(reference.key, reference.button) for reference in references]


def next_key(label: str, given: Sequence[Instant], text: str | None, taken: Iterable[str]) -> str:
    """The key that a further instant button with this label, and none of its own, would take."""
    further = Instant(None, create_button(label, copy("-")))
    return with_keys([*given, further], text, taken)[-1].key


def with_calls(text: str | None, references: Iterable[Reference]) -> str | None:
    """The text, with ``[label]($key)`` behind it for each instant button that it does not call yet."""
    used = {*called_keys(text)}
    calls = [f"[{plain_label(it.button.label)}](${it.key})" for it in references if it.key not in used]
    return " ".join([text, *calls] if text else calls) if calls else text
