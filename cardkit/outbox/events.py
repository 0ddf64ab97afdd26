"""Telling of what becomes of letters: to a listener, and to the log."""

from __future__ import annotations

import logging

from .backend import Event, Listener

LOG = logging.getLogger("cardkit.outbox")
_LEVELS = {"unknown": logging.WARNING, "dead": logging.WARNING}


def tell(event: Event, listener: Listener | None) -> None:
    """Log a change of a letter, and tell the listener. What the listener raises is logged; it changes nothing."""
    letter = event.letter
    notes = {
        "letter": letter.id,
        "key": letter.key,
        "destination": str(letter.to),
        "state": letter.state,
        "tries": letter.tries,
        "status": letter.status,
        "wait": event.wait,
        "reason": event.reason,
    }
    why = f": {letter.finding}" if letter.finding and letter.state != "sent" else ""
    LOG.log(
        _LEVELS.get(letter.state, logging.INFO),
        "letter %d to %s is %s%s",
        letter.id,
        letter.to,
        letter.state,
        why,
        extra=notes,
    )
    if listener is not None:
        try:
            listener(event)
        except Exception:
            LOG.exception("what listens to the outbox failed with letter %d", letter.id, extra=notes)
