"""Reports changes of letters to the log and to a listener."""

from __future__ import annotations

import logging
from typing import Any

from .backend import Event, EventListener

LOG = logging.getLogger("cardkit.outbox")
_LEVELS = {"unknown": logging.WARNING, "dead": logging.WARNING}


def tell(event: Event, listener: EventListener | None) -> None:
    """Log a change of a letter, and call the listener; an exception of the listener is only logged."""
    level = _LEVELS.get(event.letter.state, logging.INFO)
    if LOG.isEnabledFor(level):
        _log(event, level)
    if listener is not None:
        try:
            listener(event)
        except Exception:
            LOG.exception("what listens to the outbox failed with letter %d", event.letter.id, extra=_log_fields(event))


def _log(event: Event, level: int) -> None:
    letter = event.letter
    why = f": {letter.finding}" if letter.finding and letter.state != "sent" else ""
    LOG.log(level, "letter %d to %s is %s%s", letter.id, letter.to, letter.state, why, extra=_log_fields(event))


def _log_fields(event: Event) -> dict[str, Any]:
    letter = event.letter
    return {
        "letter": letter.id,
        "key": letter.key,
        "destination": str(letter.to),
        "state": letter.state,
        "tries": letter.tries,
        "status": letter.status,
        "wait": event.wait,
        "reason": event.reason,
    }
