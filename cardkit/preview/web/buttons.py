"""Buttons as HTML: each opens, without a script, to what the service would call."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..views import ButtonView, first
from .elements import Html, element, joined, link, part

if TYPE_CHECKING:
    from ...actions.confirmation import Confirmation

_TURNING = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")  # what would show an address as another
_ANSWER = "margin:8px 8px 0 0"
_LOOKS = {"+": "good", "-": "bad", "positive": "good", "negative": "bad"}


def buttons(given: Sequence[ButtonView], name: str, path: str) -> Html | None:
    """A row of buttons, where there are any, of the class `name`; `path` is the JSON Pointer of their list."""
    if not given:
        return None
    return part("div", name, *[_button(each, path=f"{path}/{at}") for at, each in enumerate(first(given))])


def instant_button(label: Html, button: ButtonView | None) -> Html:
    """A button in the text; without what it calls it is only a label."""
    if button is None:
        return part("span", "press instant", label, style="padding:0 9px")
    return _button(button, label, "button instant")


def _button(button: ButtonView, label: Html | None = None, name: str = "button", path: str | None = None) -> Html:
    look = f"press {_LOOKS[button.style]}" if button.style else "press"
    summary = part("summary", look, label or button.label or "no label", title=button.hint, dir="auto")
    return part("details", name, summary, _panel(button), data_path=path)


def _panel(button: ButtonView) -> Html:
    call = button.action
    lines = [part("div", "call", element("b", None, call.words[:1].upper() + call.words[1:]))]
    targets = (*call.targets, ("hint", button.hint), ("key", button.key))
    lines += [_target(name, value) for name, value in targets if value is not None]
    if button.confirmation is not None:
        lines.append(_dialog(button.confirmation))
    return part("div", "panel", *lines)


def _target(name: str, value: str) -> Html:
    if name.startswith("address"):
        plain = _TURNING.sub(lambda found: f"\\u{ord(found[0]):04x}", value)
        shown = element("bdi", {"dir": "ltr"}, link(value, plain))
    else:
        text = json.dumps(json.loads(value), ensure_ascii=False) if name == "arguments" else value
        shown = part("code", "inline", text)
    return part("div", "target", part("span", "muted", f"{name}: "), shown)


def _dialog(asked: Confirmation) -> Html:
    """The popup that asks before the action, as it would stand there."""
    emotion = _LOOKS.get(asked.emotion or "positive", "")
    needed = " (required)" if asked.mandatory else ""
    return part(
        "div",
        "dialog",
        part("div", "muted", "asks first"),
        part("div", "name", asked.title, style="margin:2px 0 0", dir="auto"),
        None if asked.description is None else part("div", "muted", asked.description, dir="auto"),
        part("div", "input", joined([asked.input or "", needed]), dir="auto") if asked.input or needed else None,
        part("span", f"press main {emotion}".strip(), asked.button_label or "OK", style=_ANSWER, dir="auto"),
        part("span", "press", asked.cancel_button_label or "Cancel", style=_ANSWER, dir="auto"),
    )
