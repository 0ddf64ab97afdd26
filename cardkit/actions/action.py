"""`Action`: what a button does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, final

from attrs import evolve

from ..errors import Issue
from ..errors.wording import as_code, shown
from ..limits import BUTTONS, CLIQ, Api, Emotion, Limits
from ..reading.frozen import creator, frozen, sealed
from ..reading.guards import is_mapping
from ..reading.json import DEEPEST, json_dict
from ..reading.lists import Field
from ..reading.objects import ObjectReader, part_by, read_object
from ..reading.part import Part, Raw, read_given, with_source
from ..reading.place import Json, Place, relocated
from ..reading.scalars import parse_name
from ..reading.text import text
from .confirmation import READERS, Confirmation, create_confirmation, keep_input, parse_confirmation
from .kinds import KINDS, Argument, Kind


@final
@frozen(init=False, eq=False, repr=False)
class Action(Part):
    """What a button does. Make one with the functions of `cardkit.actions`.

    Attributes:
        type: the service's name of the action, such as ``open.url``.
        data: its values, each under its usual key on the wire.
        arguments: the JSON object that is passed to a function, or None.
        confirmation: the popup that asks first, or None.

    Raises:
        TypeError: always; use the functions of `cardkit.actions`.

    >>> from cardkit import actions
    >>> action = actions.invoke_function("deploy", arguments={"build": 7})
    >>> action.type, action.arguments
    ('invoke.function', {'build': 7})
    """

    type: str
    data: tuple[Field, ...]
    arguments: Mapping[str, Json] | None = None
    confirmation: Confirmation | None = None

    def __init__(self, *_: object, **__: object) -> None:
        """Raise TypeError: values would not be checked."""
        raise TypeError("an action is made by one of the functions of cardkit.actions, such as actions.copy(…)")

    def confirm(
        self,
        *,
        title: str,
        input: str | Mapping[str, object] | None = None,
        button_label: str | None = None,
        description: str | None = None,
        cancel_button_label: str | None = None,
        emotion: Emotion | None = None,
        mandatory: bool | None = None,
    ) -> Action:
        """The same action with a popup that asks before it runs. It replaces an earlier popup.

        Args:
            title: at most 100 characters.
            input: the prompt of the popup's input field, at most 300 characters. Zoho's page requires it, though some
                of its samples leave it out; without it there is a warning. A mapping, as other samples have it, is kept
                with a warning.
            button_label: the label of the button that runs the action, at most 100 characters. Without it there is
                a warning.
            description: at most 100 characters.
            cancel_button_label: at most 100 characters.
            emotion: ``"positive"`` (the service's default), ``"neutral"`` or ``"negative"``.
            mandatory: whether the input must be filled; written as the string that the service expects.

        Raises:
            ConstraintError: something is of the wrong kind. Lengths are checked when the button is added to a message.

        >>> from cardkit import actions
        >>> copy = actions.copy("R-17")
        >>> asked = copy.confirm(title="Copy?", input="Why", button_label="Copy")
        >>> asked.to_dict()["confirm"]
        {'title': 'Copy?', 'input': 'Why', 'button_label': 'Copy'}
        """
        place = Place("the confirmation", "/confirm", source=BUTTONS)
        unknown: tuple[Raw, ...] = ()
        if type(input) is not str and is_mapping(input):
            unknown = (keep_input(input, place),)
            input = None
        given = {
            "title": title,
            "input": input,
            "button_label": button_label,
            "description": description,
            "cancel_button_label": cancel_button_label,
            "emotion": emotion,
            "mandatory": mandatory,
        }
        confirmation = create_confirmation(**read_given(given, place, READERS), unknown=unknown)
        place.raise_errors()
        return create_action(self.type, self.data, self.arguments, confirmation)

    def _written(self, api: Api | None) -> dict[str, Any]:
        data: dict[str, Json] = {}
        for name, value in self.data:  # dict() would make a list of each pair first
            data[name] = value
        body: dict[str, Any] = {"type": self.type, "data": data}
        if self.confirmation is not None:
            body["confirm"] = self.confirmation.to_dict(api)
        return body

    def fits(self, limits: Limits) -> bool:
        """Whether its values are within `limits`; the confirmation and the arguments have rules of their own."""
        kind = KINDS[self.type]
        if kind.limit:
            most: int = getattr(limits, kind.limit)
            for _, value in self.data:
                if len(value) > most:
                    return False
        for key, rule in kind.listed.items():
            for name, value in self.data:
                if name == key and not rule.allows(value, limits):
                    return False
        return True

    def check_limits(self, limits: Limits) -> Sequence[Issue]:
        kind, place = KINDS[self.type], Place("the action", source=BUTTONS)
        for key, value in self.data:
            at, listed = place.within(f"/data/{key}", f"the {key}"), kind.listed.get(key)
            if kind.limit and len(value) > getattr(limits, kind.limit):
                at.too_long(value, limits, kind.limit)
            if listed is not None and not listed.allows(value, limits):
                at.not_allowed(listed.name(value), limits, listed.limit)
                at.issues[-1] = _whole_hint(at.issues[-1], value)
        asked = () if self.confirmation is None else relocated(self.confirmation.issues(limits), "/confirm")
        return (*place.issues, *asked)


def _whole_hint(issue: Issue, value: str) -> Issue:
    """The issue of a system API's name with a hint that keeps the person it is for."""
    person = value.partition("/")[2]
    named = issue.hint and person and issue.path.endswith("/api")
    return evolve(issue, hint=f"actions.system_api({issue.hint}, {as_code(person, '…')})") if named else issue


create_action = creator(Action)


def read_arguments(arguments: object, place: Place) -> Mapping[str, Json]:
    """Read the arguments of a function: any JSON object."""
    return sealed(json_dict(arguments, place, DEEPEST, '{"env": "prod"}'))


def parse_action(body: Json, place: Place) -> Action | None:
    """The action in the JSON of a button, or None, with an issue, if it cannot be read."""
    reader = ObjectReader(body, place, ("type", "data", "confirm"))
    type = reader.required("type", "the type of the action", _parse_type)
    data = _parse_data(type or "", reader)
    confirmation = reader.optional("confirm", "the confirmation", part_by(parse_confirmation))
    if not type or data is None:
        reader.add_findings()
        return None
    return reader.finish(create_action(type, data, None, confirmation))


def with_arguments(action: Action, arguments: Mapping[str, Json]) -> Action:
    """The action with arguments for its function; in a body they are a key of the button."""
    new = action.changed(arguments=arguments)
    return with_source(new, *action.source) if action.source else new


def _parse_type(type: Json, place: Place) -> str:
    read = text(type, place)
    if read and read not in KINDS:
        place.wrong_value(f"{shown(read)} is no action", "actions", read, KINDS)
        return ""
    return read


def _parse_data(type: str, reader: ObjectReader) -> tuple[Field, ...] | None:
    """The values of an action under their usual keys; of two keys for one value the second is kept as unknown."""
    kind = KINDS.get(type)
    if kind is None:
        if "data" not in reader.body:
            reader.required("data", "the data of the action", read_object)
        return None
    known = [key for argument in kind.arguments for key in argument.keys]
    what = "the data of the function" if type == "invoke.function" else "the data of the action"
    data = reader.inner("data", what, known, required=True, meant=lambda value: _only_value(kind, value))
    if not isinstance(reader.body.get("data"), dict):
        return None
    given = any(data.body.get(key) not in ("", None) for key in known)
    if not given and all(argument.optional for argument in kind.arguments):
        add_no_address(data.place)
    data.place.source = kind.page
    read = [_parse_argument(argument, data) for argument in kind.arguments]
    return tuple([value for value in read if value is not None])


def _only_value(kind: Kind, value: Json) -> Json:
    """The data of an action that needs one value, of this value; None if there is more to say."""
    first = kind.arguments[0]
    listed = [rule for key, rule in kind.listed.items() if key in first.keys]
    if sum(not argument.optional for argument in kind.arguments) > 1 or not first.usual(value):
        return None
    return {first.keys[0]: value} if all(rule.allows(value, CLIQ) for rule in listed) else None


def _parse_argument(argument: Argument, data: ObjectReader) -> Field | None:
    present = [key for key in argument.keys if key in data.body]
    given = [key for key in present if data.body[key] not in ("", None)]
    if given or argument.optional:
        for key in present:
            if key not in given:
                data.leave_out(key, argument.what)
    if argument.optional and not given:
        return None
    first, *others = given or present or argument.keys[:1]
    read = parse_name if argument.read is text else argument.read
    value = data.required(first, argument.what, read)
    if first != argument.keys[0]:
        data.renamed.append((f"/data/{argument.keys[0]}", f"/data/{first}"))
    for key in others:
        at = data.place.at(key, argument.what).apart()
        read(data.body[key], at)
        message = f"{key!r} does nothing beside {first!r}: both are {argument.what}"
        data.keep_unused(key, message, f"{first!r} or {key!r}", at.issues)
    return None if value is None else Field(argument.keys[0], value)


def add_no_address(place: Place) -> None:
    """Add the issue of an action that opens nothing."""
    hint = 'actions.open_url("https://example.com")'
    place.add("no-address", "the action opens no address", "at least one address", "none", source=BUTTONS, hint=hint)
