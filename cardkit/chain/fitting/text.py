"""Shortens the text of a payload together with its calls of instant buttons."""

from __future__ import annotations

from collections.abc import Sequence

from ...buttons import Reference
from ...buttons.instant import called_keys, with_calls
from ...errors.wording import counted
from ...payload.payload import Payload
from ...reading.place import Place
from .changes import Expectation, report, report_shortened
from .cutting import shorten


def with_shorter_text(payload: Payload, most: int, place: Place, allowed: Expectation) -> Payload:
    """The payload with at most `most` characters of text, and only the instant buttons that the text still calls."""
    before, at = payload.text or "", place.within("/text", "the text of the message")
    text = _shortened_with_calls(before, payload.references, most)
    report_shortened(before, text, at, allowed)
    gone = {*called_keys(before)} - {*called_keys(text)}
    kept = tuple([reference for reference in payload.references if reference.key not in gone])
    if gone:
        said = counted(len(gone), "instant buttons")
        report(at, "left-out", f"{said} left out, as the text has no room for them", said, allowed)
    return payload.changed(text=text, references=kept if gone else payload.references)


def _shortened_with_calls(text: str, references: Sequence[Reference], most: int) -> str:
    """The text shortened to `most` characters; calls of instant buttons that were cut off are appended to it.

    If there is no room for all of these calls, the last ones are dropped.
    """
    if len(text) <= most:
        return text
    called = [reference for reference in references if reference.key in called_keys(text)]
    calls = ""
    while True:
        kept = shorten(text, most - len(calls) - bool(calls))
        present = {*called_keys(kept)}
        missing = [reference for reference in called if reference.key not in present]
        behind = with_calls(None, missing) or ""
        if len(behind) <= len(calls):
            return f"{kept} {behind}" if behind else kept
        if len(behind) > most // 2:
            called.remove(missing[-1])
        else:
            calls = behind


def without_calls(text: str, keys: Sequence[str]) -> str:
    """The text with the calls of these instant buttons replaced by their labels.

    >>> without_calls("Deploy? [Yes]($1) [No]($2)", ["2"])
    'Deploy? [Yes]($1) No'
    """
    for key in keys:
        while (at := text.find(f"](${key})")) != -1 and (start := text.rfind("[", 0, at)) != -1:
            text = text[:start] + text[start + 1 : at] + text[at + len(f"](${key})") :]
    return text
