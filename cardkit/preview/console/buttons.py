"""Buttons: what stands on each, what it does, and what is asked before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from ..views import ButtonView, first
from .layout import folded, further, indented, packed, pairs
from .lines import BOLD, DIM, GREEN, RED, Bit, Line, Lines, Look, line

if TYPE_CHECKING:
    from ...actions.confirmation import Confirmation

LOOKS: Mapping[str | None, Look] = {"+": GREEN, "-": RED}
"""How buttons of a style look."""
_SAID = {"text", "address"}  # targets that the words name already
_STYLES: Mapping[str | None, str] = {"positive": "+", "negative": "-"}


def buttons(given: Sequence[ButtonView], width: int, *, instant: bool = False) -> Lines:
    """Buttons below one another, each with what it does beside it.

    Args:
        given: the buttons.
        width: columns that there are.
        instant: whether they stand within a text, and look as they do there.

    >>> [bit.text for bit in buttons([ButtonView("Go", "+")], 60)[0]]
    ['[ + Go ]', '  ', 'what it does cannot be read', '                       ']
    """
    rows = [(_face(button.label, button.style, instant=instant), partial(_does, button)) for button in first(given)]
    lines = pairs(rows, width)
    return [*lines, *further(given, "buttons")]


def _face(label: str, style: str | None, *, instant: bool = False) -> Line:
    """A button, as wide as what stands on it, with the sign of its colour; one in a text is only its label."""
    sign = f"{style} " if style else ""
    return line(f"[{label}]" if instant else f"[ {sign}{label or '…'} ]", BOLD, LOOKS.get(style, ()))


def _does(button: ButtonView, width: int) -> Lines:
    words, targets = button.action
    what = line(words)
    if targets and targets[0][0] in _SAID:  # "copies a text": the text itself
        what, targets = (Bit(f"{words}: "), Bit(targets[0][1])), targets[1:]
    lines: Lines = [what, *[(Bit(f"{name}: ", DIM), Bit(target)) for name, target in targets]]
    if button.hint is not None:
        lines.append(line(button.hint, DIM))
    asked = _asks(button.confirmation, width) if button.confirmation else []
    return [*folded(lines, width), *asked]


def _asks(asked: Confirmation, width: int) -> Lines:
    """The popup that asks before an action: its title, description, input and buttons."""
    style = _STYLES.get(asked.emotion)
    buttons = [_face(asked.button_label or "OK", style), _face(asked.cancel_button_label or "Cancel", None)]
    lines: Lines = [line(asked.title, BOLD), *([line(asked.description)] if asked.description is not None else [])]
    if asked.input or asked.mandatory:
        needed = " (required)" if asked.mandatory else ""
        lines.append((Bit(asked.input or ""), Bit(f" ______{needed}", DIM)))
    popup = [*folded(lines, width - 2), *packed(buttons, width - 2)]
    return [line("and asks first:", DIM), *indented(popup, line("┆ ", DIM))]
