"""The repr of a message."""

from __future__ import annotations

from ..card import POLL, PROMPT, Card
from ..errors import shown
from ..payload.payload import Payload
from ..slides.base import Slide


def described(name: str, payload: Payload, open: str = "") -> str:
    """One line that identifies a message.

    >>> from cardkit import Message
    >>> Message("Hosts are up").card("Status").table(["Host"], title="All").row("web-1").list(["a", "b"])
    <ListMessage text='Hosts are up' card='Status' slides=[table 'All' rows=1, list items=2] open=list>
    """
    parts = [name]
    if payload.text is not None:
        parts.append(f"text={shown(payload.text)}")
    card = payload.card or Card()
    if payload.card is not None:
        parts.append(f"{card.theme if card.theme in {POLL, PROMPT} else 'card'}={shown(card.title)}")
    if payload.slides:
        parts.append(f"slides=[{', '.join(map(_slide, payload.slides))}]")
    counts = {
        "sections": len(card.sections),
        "buttons": len(payload.buttons) + len(card.buttons),
        "instant_buttons": len(payload.references),
    }
    parts += [f"{name}={count}" for name, count in counts.items() if count]
    parts += payload.extra
    return f"<{' '.join([*parts, f'open={open}'] if open else parts)}>"


def _slide(slide: Slide) -> str:
    title, entries = getattr(slide, "title", None), getattr(slide, "entries", "")
    count = f" {entries}={len(getattr(slide, entries))}" if entries else ""
    return f"{slide.type}{'' if title is None else ' ' + shown(title)}{count}"
