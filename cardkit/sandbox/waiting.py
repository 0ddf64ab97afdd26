"""What is in an outbox, as the page shows it."""

from __future__ import annotations

import json
from itertools import islice
from typing import Any

from attrs import asdict

from ..outbox import Letter, Outbox, State
from .brief import beginning

SHOWN: tuple[State, ...] = ("unknown", "dead", "sending", "ready")
"""The states whose letters are listed: first what somebody should look at."""
MOST = 50
"""Letters of one state that are listed."""


def waiting(outbox: Outbox) -> dict[str, Any]:
    """The counts of an outbox, and its letters that are not sent.

    Raises:
        ConfigurationError: it cannot be read.
    """
    letters = [_shown(letter) for state in SHOWN for letter in islice(outbox.letters(state), MOST)]
    return {"stats": asdict(outbox.stats()), "letters": letters}


def _shown(letter: Letter) -> dict[str, Any]:
    """A letter without its bodies, but with the beginning of the text that it is to bring."""
    body = letter.replacement or letter.body
    return {**letter.to_dict(), "text": beginning(json.loads(body)) if body else ""}
