"""How a message describes itself: its repr, and what to call instead of a name that it does not have."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .card import POLL, PROMPT
from .checks import closest, shown
from .draft import Draft, slides_of
from .slides import Slide
from .steps import Steps


def described(cls: type[Steps[Any]], draft: Draft, contexts: Mapping[str, type[Steps[Any]]]) -> str:
    """One line that tells messages apart.

    >>> from cardkit import Message
    >>> Message("Hosts are up").card("Status").table(["Host"], title="All").row("web-1").list(["a", "b"])
    <ListMessage text='Hosts are up' card='Status' slides=[table 'All' rows=1, list items=2] open=list>
    """
    parts = [cls.__name__]
    if draft.text is not None:
        parts.append(f"text={shown(draft.text)}")
    title, theme, _, _, sections, buttons = draft.card or (None, None, None, (), (), ())
    if draft.card:
        parts.append(f"{theme if theme in {POLL, PROMPT} else 'card'}={shown(title)}")
    if draft.slides:
        parts.append(f"slides=[{', '.join(map(_slide, slides_of(draft)))}]")
    counts = {
        "sections": len(sections),
        "buttons": len(draft.buttons) + len(buttons),
        "instant_buttons": len(draft.references),
    }
    parts += [f"{name}={count}" for name, count in counts.items() if count]
    parts += draft.extra
    parts += [f"open={kind}" for kind, context in contexts.items() if context is cls]
    return f"<{' '.join(parts)}>"


def _slide(slide: Slide) -> str:
    title, entries = getattr(slide, "title", None), getattr(slide, "entries", "")
    count = f" {entries}={len(getattr(slide, entries))}" if entries else ""
    return f"{slide.type}{'' if title is None else ' ' + shown(title)}{count}"


def missing(cls: type[Steps[Any]], name: str, contexts: Mapping[str, type[Steps[Any]]]) -> str:
    """Why there is no such attribute: its slide is not open, or the name is not quite right.

    >>> from cardkit import Message
    >>> Message("Hosts").row("web-1")
    Traceback (most recent call last):
    AttributeError: .row works while a table is open, and none is: call .table(…) first
    >>> Message("Hosts").tabel(["Host"])
    Traceback (most recent call last):
    AttributeError: a Message has no 'tabel'; did you mean .table?
    """
    plain = f"a {cls.__name__} has no {name!r}"
    if name.startswith("_"):
        return plain
    now = next((kind for kind, context in contexts.items() if context is cls), None)
    kinds = [kind for kind, context in contexts.items() if hasattr(context, name)]
    if kinds:
        state = f"a {now} is" if now else "none is"
        openers = " or ".join([f".{kind}(…)" for kind in kinds])
        return f".{name} works while a {' or '.join(kinds)} is open, and {state}: call {openers} first"
    known = {step for context in (cls, *contexts.values()) for step in dir(context) if not step.startswith("_")}
    meant = closest(name, sorted(known))
    return f"{plain}; did you mean .{meant}?" if meant else plain
