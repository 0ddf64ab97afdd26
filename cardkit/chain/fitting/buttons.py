"""Buttons that fit: their texts are shortened; what opens, copies or identifies something is never cut."""

from __future__ import annotations

from collections.abc import Sequence

from ...actions.action import CONFIRM_TEXTS, Action
from ...buttons import AnyButton, Button, Reference
from ...buttons.button import INSTANT, Spot
from ...errors import pointer, shown
from ...limits import Limits
from ...reading.part import Raw
from ...reading.place import Place
from .changes import Stated, cannot_be_cut, left_out, mended, shortened, tell


def settled_buttons(buttons: Sequence[AnyButton], spot: Spot, place: Place, limits: Limits) -> tuple[AnyButton, ...]:
    """Buttons whose texts fit, without those that would do something else if they were cut."""
    kept = [_settled(button, spot, place.at(index, spot.what), limits) for index, button in enumerate(buttons)]
    return tuple([button for button in kept if button is not None])


def first_buttons(buttons: Sequence[AnyButton], place: Place, limits: Limits) -> tuple[AnyButton, ...]:
    """No more buttons than there may be."""
    if len(buttons) > limits.buttons:
        left_out(place, len(buttons) - limits.buttons, "buttons", limits, "buttons")
    return tuple(buttons[: limits.buttons])


def settled_references(references: Sequence[Reference], place: Place, limits: Limits) -> tuple[Reference, ...]:
    """Instant buttons whose texts fit, without those that would do something else if they were cut."""
    kept: list[Reference] = []
    for reference in references:
        at = place.within(f"{pointer(reference.key)}/object", INSTANT.what)
        button = _settled(reference.button, INSTANT, at, limits)
        if isinstance(button, Button):
            kept.append(mended(reference, button=button))
    return tuple(kept)


def _settled(button: AnyButton, spot: Spot, place: Place, limits: Limits) -> AnyButton | None:
    """The button with shorter texts, or None if more than its texts is too long."""
    if isinstance(button, Raw):
        return button
    label = shortened(button.label, place.within("/label", f"the label of {spot.what}"), limits, spot.label)
    at = place.within("/hint", "the hint of a button")
    hint = button.hint and shortened(button.hint, at, limits, "button_hint")
    action = _settled_action(button.action, place.within("/action", "the action"), limits)
    button = mended(button, label=label, hint=hint, action=action)
    if button.key is not None and len(button.key) > limits.button_key:
        at = place.within("/key", "the key of a button")
        cannot_be_cut(at, button.key, limits, "button_key")
        button = button.changed(key=None)
    beyond = [issue for issue in button.issues(limits) if issue.code == "too-long"]
    if beyond:
        message = f"the button {shown(button.label)} falls away: what it does cannot be cut"
        tell(place, "left-out", message, beyond[0].got, Stated(beyond[0].expected, beyond[0].source))
        return None
    return button


def _settled_action(action: Action, place: Place, limits: Limits) -> Action:
    asked = action.confirmation
    if asked is None:
        return action
    at = place.within("/confirm", "the confirmation")
    texts = {
        name: shortened(getattr(asked, name), at.at(name, f"the {name}"), limits, limit)
        for name, limit in CONFIRM_TEXTS.items()
        if limit and getattr(asked, name)
    }
    return mended(action, confirmation=mended(asked, **texts))
