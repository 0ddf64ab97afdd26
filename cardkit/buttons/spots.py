"""The places where buttons are shown, each with its rules."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import count
from typing import NamedTuple

from ..errors import Issue
from ..errors.wording import free, shown
from ..limits import BUTTONS, CARDS, SENDERS, Limits
from ..reading.part import Raw
from ..reading.place import Place, relocated
from .button import AnyButton, Button


class Spot(NamedTuple):
    """A place for buttons: its name in errors, its limits by name, and the keys that are undocumented there."""

    what: str
    label: str
    actions: str
    undocumented: tuple[str, ...]
    source: str


BELOW = Spot("a button below the card", "button_label", "button_actions", (), BUTTONS)
SLIDE = Spot("a button of a slide", "button_label", "button_actions", (), BUTTONS)
WITHIN = Spot(
    "a button within the card", "card_button_label", "card_button_actions", ("type", "hint", "key", "confirm"), CARDS
)
INSTANT = Spot("an instant button", "button_label", "instant_button_actions", ("confirm",), BUTTONS)


def check_spot(button: Button, spot: Spot, limits: Limits) -> list[Issue]:
    """The issues of a button that depend on its place."""
    action, place = button.action, Place(spot.what, source=spot.source)
    if len(button.label) > getattr(limits, spot.label):
        place.within("/label", "the label").too_long(button.label, limits, spot.label)
    if action.type == _BOT and spot is not INSTANT:
        _warn_of_bot(place.within("/action/type", "the action"))
    elif action.type not in getattr(limits, spot.actions):
        place.within("/action/type", "the action").not_allowed(action.type, limits, spot.actions)
    elif spot is WITHIN and action.type == "open.url" and "web" not in dict(action.data):
        at, hint = place.within("/action/data", "the addresses"), 'actions.open_url("https://example.com")'
        message = "a button within the card needs an address for the browser"
        at.add("no-web", message, "a web address", "none", hint=hint)
    _check_documented(button, spot, place)
    return place.issues


_BOT = "invoke.bot"


def _warn_of_bot(place: Place) -> None:
    """Add the warning about an action that a page names and that the service was seen to refuse."""
    message = "the service was seen to refuse 'invoke.bot': 400 input_pattern_mismatch"
    expected, hint = "another action, such as one that calls a function", 'actions.invoke_function("…")'
    place.add("may-be-refused", message, expected, shown(_BOT), source=SENDERS, severity="warning", hint=hint)


def _check_documented(button: Button, spot: Spot, place: Place) -> None:
    given: dict[str, object] = {"type": button.style, "hint": button.hint, "key": button.key}
    given["confirm"] = button.action.confirmation
    for name in spot.undocumented:
        if given[name] is not None:
            at = place.within("/action/confirm" if name == "confirm" else f"/{name}", name)
            message = f"no source says that {spot.what} may have {name!r}"
            at.add("undocumented-here", message, "without it", shown(given[name]), severity="warning")


def check_buttons(
    buttons: Sequence[AnyButton], spot: Spot, limits: Limits, *, within_limits: bool = False
) -> list[Issue]:
    """The issues of all buttons of one spot; the paths are relative to their list.

    `within_limits` says that steps have checked each button that was not read from a body against these limits already.
    """
    place = Place("the list of buttons", source=spot.source)
    if spot is WITHIN and buttons:
        message = "the service was seen to refuse buttons within the card: 400 extra_key_found"
        expected, hint = "buttons below the card, which it takes for every theme", ".button(…) without in_card"
        place.add("may-be-refused", message, expected, source=SENDERS, severity="warning", hint=hint)
    _check_count(len(buttons), place, limits)
    most, allowed = getattr(limits, spot.label), getattr(limits, spot.actions)
    usual = within_limits and spot is BELOW and _BOT not in allowed
    keys: set[str] = set()
    repeated: list[tuple[str, int]] = []
    for index, button in enumerate(buttons):
        if isinstance(button, Raw):
            issues = [*button.issues(limits), *_check_partial(button, spot, limits)]
            place.issues += relocated(issues, f"/{index}")
            continue
        if button.key is not None:
            if button.key in keys:
                repeated.append((button.key, index))
            keys.add(button.key)
        if not (usual and button.source is None and len(button.label) <= most and button.action.type in allowed):
            issues = [*button.issues(limits), *check_spot(button, spot, limits)]
            place.issues += relocated(issues, f"/{index}")
    numbers: dict[str, Iterator[int]] = {}
    for key, index in repeated:
        other = free(key, keys, numbers.setdefault(key, count(index + 1)), "-")
        _add_repeated(key, index, other, place.issues)
    return place.issues


def _check_partial(raw: Raw, spot: Spot, limits: Limits) -> list[Issue]:
    """The issues of what could be read of a button that depend on its place, but for the data of its action."""
    issues = check_spot(raw.partial, spot, limits) if isinstance(raw.partial, Button) else []
    return [issue for issue in issues if not issue.path.startswith("/action/data")]


def check_next(button: Button, index: int, keys: Collection[str | None], limits: Limits) -> list[Issue]:
    """The issues of a button that joins those of a slide; the paths are relative to their list.

    Args:
        button: the button.
        index: how many are there before.
        keys: the keys that these have.
        limits: those of the message.
    """
    place = Place("the list of buttons", source=SLIDE.source)
    _check_count(index + 1, place, limits)
    place.issues += relocated([*button.issues(limits), *check_spot(button, SLIDE, limits)], f"/{index}")
    if button.key is not None and button.key in keys:
        _add_repeated(button.key, index, free(button.key, keys, count(index + 1), "-"), place.issues)
    return place.issues


def _check_count(count: int, place: Place, limits: Limits) -> None:
    """Add the issue of too many buttons in one spot."""
    if count > limits.buttons:
        place.too_many(count, limits, "buttons", "leave the rest out, or ask in two messages", source=place.source)


def check_owners(buttons: Sequence[AnyButton], place: Place) -> None:
    """Add the warning about the first button that calls a function without naming its owner."""
    for index, button in enumerate(buttons):
        if isinstance(button, Button) and button.action.type == "invoke.function" and len(button.action.data) == 1:
            at = place.within(f"/{index}/action/data", "the function", BUTTONS)
            message, expected = "the function has no owner, whom the page asks for", "the e-mail of its author"
            at.add("no-owner", message, expected, "none", severity="warning", hint='owner="a@example.com"')
            return


def _add_repeated(key: str, index: int, other: str, issues: list[Issue]) -> None:
    """Add the issue of a key that a button before has; it suggests another, which none of them has."""
    at, message = Place("the key", f"/{index}/key", issues, BUTTONS), f"the key {shown(key)} stands there twice"
    at.add("duplicate-key", message, "each key once", shown(key), hint=shown(other))
