"""`Confirmation`: the popup that may ask before an action runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, final

from ..errors import Issue
from ..errors.wording import choices, shown
from ..limits import BUTTONS, Api, Limits
from ..reading.frozen import creator, frozen
from ..reading.json import DEEPEST, json_dict
from ..reading.libraries import is_flag
from ..reading.objects import ObjectReader
from ..reading.part import Part, Raw, Readers, checked
from ..reading.place import Json, Place
from ..reading.scalars import parse_name
from ..reading.text import text, text_or_none

if TYPE_CHECKING:
    from ..reading.schemas import Schema


@final
@frozen(eq=False, repr=False)
class Confirmation(Part):
    """The popup that asks before an action runs. `Action.confirm` creates it and describes each field.

    Raises:
        ConstraintError: something is of the wrong kind.

    >>> from cardkit import actions
    >>> asked = actions.copy("R-17").confirm(title="Copy?", input="Why", button_label="Go")
    >>> asked.confirmation.title
    'Copy?'
    """

    title: str
    input: str | None = None
    button_label: str | None = None
    description: str | None = None
    cancel_button_label: str | None = None
    emotion: str | None = None
    mandatory: bool | None = None

    def asked(self) -> dict[str, Any]:
        """The arguments of `Action.confirm` that were given, in their order on the wire."""
        given = {name: getattr(self, name) for name in (*CONFIRM_TEXTS, "mandatory")}
        return {name: value for name, value in given.items() if value is not None}

    def _written(self, api: Api | None) -> dict[str, Any]:
        body = self.asked()
        if self.mandatory is not None:
            body["mandatory"] = "true" if self.mandatory else "false"
        return body

    def check_limits(self, limits: Limits) -> Sequence[Issue]:
        place = Place("the confirmation", source=BUTTONS)
        for name, limit in CONFIRM_TEXTS.items():
            value = getattr(self, name)
            if value is not None and limit and len(value) > getattr(limits, limit):
                place.at(name, f"the {name}").too_long(value, limits, limit)
        if self.emotion is not None and self.emotion not in limits.confirm_emotions:
            place.within("/emotion", "the emotion").not_allowed(self.emotion, limits, "confirm_emotions")
        return place.issues

    def check_complete(self, limits: Limits) -> Sequence[Issue]:
        kept = {raw.path for raw in self.unknown}
        absent = [name for name in ("input", "button_label") if getattr(self, name) is None and f"/{name}" not in kept]
        place = Place("the confirmation", source=BUTTONS)
        if absent:
            message = f"the confirmation has no {choices(absent)}, which the page requires and samples leave out"
            hint = 'input="Why?", button_label="Go"'
            place.add("short-confirm", message, "both", "none", severity="warning", hint=hint)
        return place.issues


# The texts of a confirmation in their order on the wire, each with the limit of its length.
CONFIRM_TEXTS = {
    "title": "confirm_title",
    "description": "confirm_description",
    "input": "confirm_input",
    "button_label": "confirm_button_label",
    "cancel_button_label": "confirm_button_label",
    "emotion": "",
}


def _read_mandatory(value: object, place: Place) -> bool | None:
    if value is None or is_flag(value):
        return None if value is None else bool(value)
    place.wrong_type(value, "True, False or None", hint="True")
    return None


READERS: Readers = {
    "mandatory": ("mandatory", _read_mandatory),
    **{name: (f"the {name}", text if name == "title" else text_or_none) for name in CONFIRM_TEXTS},
}
"""How the values that a caller gives are read."""

checked(Confirmation, "the confirmation", BUTTONS, READERS)
create_confirmation = creator(Confirmation)


def parse_confirmation(body: Json, place: Place) -> Confirmation:
    """The confirmation in the JSON of an action."""
    reader = ObjectReader(body, place, (*CONFIRM_TEXTS, "mandatory"))
    title = reader.required("title", "the title", parse_name) or ""
    others: dict[str, Any] = {
        name: reader.optional_text(name, f"the {name}", _PARSERS.get(name, parse_name)) or None
        for name in CONFIRM_TEXTS
        if name != "title"
    }
    mandatory = reader.optional("mandatory", "mandatory", _parse_mandatory)
    return reader.finish(create_confirmation(title, mandatory=mandatory, **others))


def _parse_input(input: Json, place: Place) -> str:
    """The prompt of a confirmation's input; some write an object, which is kept."""
    if not isinstance(input, dict):
        return parse_name(input, place)
    message, expected = "the input of the confirmation is an object, not the prompt of one", "a string"
    place.add("wrong-type", message, expected, shown(input), severity="warning", hint='"Why?"')
    return ""


_PARSERS = {"input": _parse_input, "emotion": text}


def keep_input(input: Mapping[object, object], place: Place) -> Raw:
    """The mapping that a caller gives instead of a prompt."""
    body = json_dict(input, place.within("/input", "the input of the confirmation"), DEEPEST)
    at = Place("the input of the confirmation", "/input", source=BUTTONS)
    _parse_input(body, at)
    return Raw("/input", body, tuple(at.issues))


def _parse_mandatory(value: Json, place: Place) -> bool:
    if value in ("true", "false"):
        return value == "true"
    if not isinstance(value, bool):
        place.wrong_type(value, '"true" or "false"', hint='"true"')
    return value is True


def confirmation_schema(limits: Limits) -> Schema:
    """The JSON Schema of a confirmation."""
    from ..reading import schemas as s

    properties = {name: s.optional(s.limited_name(limits, limit)) for name, limit in CONFIRM_TEXTS.items() if limit}
    properties["title"] = s.limited_name(limits, "confirm_title")
    properties["input"] = {**properties["input"], "if": {"anyOf": [{"enum": ["", None]}, {"type": "object"}]}}
    properties["emotion"] = s.optional(s.one_of(limits, "confirm_emotions", default="positive"))
    mandatory = "Whether the input must be filled."
    properties["mandatory"] = s.nullable(s.a_flag(mandatory))
    return s.an_object(f"A popup that asks first ({BUTTONS}).", properties, "title")
