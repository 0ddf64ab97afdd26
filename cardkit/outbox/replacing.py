"""One message per key: what a later put replaces, decided here and nowhere else, for every backend."""

from __future__ import annotations

import json

from attrs import evolve

from ..errors import ConfigurationError, shown
from ..transport.edits import edit_body
from .backend import Draft
from .letter import Letter

UNTOLD = "it was sent, but the service told no id to edit it by; resend() posts what was to replace it as a new message"


def says(letter: Letter) -> bytes | None:
    """What a letter is to say once everything that was put has left."""
    return letter.body if letter.replacement is None else letter.replacement


def check_replacement(letter: Letter, draft: Draft, *, unproven: bool) -> None:
    """Whether a draft may take the place of a letter of its key.

    Raises:
        ConstraintError: it is too long for an edit.
        ConfigurationError: it holds what no edit is known to hold, or goes elsewhere.
    """
    if letter.to != draft.to:
        raise ConfigurationError(
            f"letter {letter.id} of key {shown(letter.key)} goes to {letter.to}, and what replaces it stays there: put "
            f"what is for {draft.to} under another key"
        )
    edit_body(json.loads(draft.body), unproven=unproven)


def replaced(letter: Letter, draft: Draft) -> Letter:
    """A letter after another was put under its key.

    One that is *ready* keeps its turn, its times and its priority, and says something else. Otherwise the new ones
    count, and the letter is *ready* once more: to edit what was sent, or to be posted, where nothing was. As long as
    nobody knows whether it was, what is to replace it is held.

    Raises:
        ConfigurationError: it was sent, but nobody knows its ids.
    """
    if letter.state == "ready":
        return evolve(letter, body=draft.body)
    held = evolve(
        letter,
        replacement=draft.body,
        priority=draft.priority,
        after=draft.after,
        not_after=draft.not_after,
        chat_id=draft.chat_id or letter.chat_id,
    )
    if held.state == "sent" and not _editable(held):
        unknown = "the id of its message" if held.message_id is None else "its chat; give it, such as chat='CT_1207'"
        raise ConfigurationError(f"letter {letter.id} of key {shown(letter.key)} was sent, but nobody knows {unknown}")
    return taken_up(held)


def taken_up(letter: Letter) -> Letter:
    """A letter whose held replacement takes its place, as soon as it is known what became of it."""
    if letter.replacement is None or letter.state == "sending":
        return letter
    if letter.state == "unknown" and not _editable(letter):
        return letter
    anew = evolve(letter, body=letter.replacement, replacement=None)
    if letter.state == "ready":
        return anew
    if letter.state == "sent" and not _editable(letter):
        return evolve(anew, state="dead", finding=UNTOLD)
    return evolve(anew, state="ready", tries=0, finding="")


def orphaned(letter: Letter, finding: str) -> Letter:
    """A letter whose worker died while it was *sending*: an edit is *ready* again, for twice is as once."""
    if letter.message_id is None:
        return evolve(letter, state="unknown", finding=finding)
    return taken_up(evolve(letter, state="ready"))


def _editable(letter: Letter) -> bool:
    return letter.message_id is not None and letter.chat is not None
