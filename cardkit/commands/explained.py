"""What each code of a finding means: `cardkit check --explain CODE`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches

from .. import limits
from .check import Checked
from .reports import notes
from .words import Unusable, plain

_REFERENCE, _FORMAT, _CARDS = limits.REFERENCE, limits.FORMAT, limits.CARDS
_BUTTONS, _BOTS, _THREADS, _OWN = limits.BUTTONS, limits.BOTS, limits.THREADS, limits.CARDKIT
_JSON = "JSON, RFC 8259"

EXPLAINED: Mapping[str, tuple[str, str]] = {
    "bad-api": ("A system call needs a name, and for calls and chats the ZUID of a person, without blanks.", _BUTTONS),
    "bad-character": ("Control characters and lone surrogates are no text that a chat shows. Leave them out.", _OWN),
    "bad-email": ("The owner of a function is named by the e-mail address of its author.", _BUTTONS),
    "bad-id": ("People a bot posts to are ZUIDs or e-mail addresses, joined by commas.", _BOTS),
    "bad-key": ("The key of an instant button stands in ($key), so it has no blanks, brackets or $.", _BUTTONS),
    "bad-url": ("An address is absolute: https:// for a bot's picture, http:// too elsewhere.", _REFERENCE),
    "duplicate-header": ("A row names its cells by their headers, so each header stands once.", _REFERENCE),
    "duplicate-key": ("A button's key tells it from the others of its message, so each key stands once.", _BUTTONS),
    "empty-message": ("A message needs a text, a card or a slide.", _REFERENCE),
    "empty-section": ("A section of a card needs at least one field.", _OWN),
    "empty-slide": ("A slide needs something in it: an item, a field, a segment, a picture, a text.", _OWN),
    "empty-text": ("A name, title, label or header that is given is not empty.", _OWN),
    "has-step": ("A key that has a step of its own is set by that step.", _OWN),
    "large-body": ("The service documents no size, but bodies over this many characters were refused.", _REFERENCE),
    "long-text": ("The reference allows more, but longer texts were refused.", limits.IMPLEMENTER),
    "long-text-slide": ("A text slide of this length was cut or refused.", limits.IMPLEMENTER),
    "long-thread-title": ("A title of a thread is this long at most.", _THREADS),
    "many-slides": ("The service documents no number of slides, but a card of so many is hard to read.", _OWN),
    "missing-cell": ("A row has a cell for each header; an empty one is an empty text.", _REFERENCE),
    "missing-key": ("The part needs this key.", _REFERENCE),
    "missing-reference": ("[label]($key) in the text calls the button with that key in references.", _BUTTONS),
    "mixed-cells": ("The cells of a row come by place or by name, not both.", _OWN),
    "no-address": ("An action that opens something needs an address to open.", _BUTTONS),
    "no-buttons": ("A prompt asks for a decision, so it needs a button.", _CARDS),
    "no-card": ("Sections, options and buttons of a card need a card with a theme.", _CARDS),
    "no-card-title": ("The card is drawn without a title, which the pages ask for.", _CARDS),
    "no-category": ("A point of a graph belongs to a category.", _OWN),
    "no-file": ("There is no file of this name.", ""),
    "no-headers": ("A table needs at least one header.", _REFERENCE),
    "no-owner": ("The service asks for the author of a function that is called from within a card.", _BUTTONS),
    "no-rows": ("The table is drawn with its headers alone.", _REFERENCE),
    "no-text": ("Most pages of the service require a text beside the card; notifications show it.", _REFERENCE),
    "no-type": ("A slide says its kind in type.", _CARDS),
    "no-web": ("A button within a card opens its web address, so it needs one.", _BUTTONS),
    "not-allowed": ("The service documents what may stand here; all else is refused or not drawn.", _REFERENCE),
    "not-finite": ("JSON has no NaN and no Infinity.", _JSON),
    "not-json": ("The text is no JSON; the place is where the reading stopped.", _JSON),
    "not-utf-8": ("JSON that is exchanged is UTF-8.", _JSON),
    "nothing-matched": ("The folder or pattern holds no JSON file.", ""),
    "odd-shares": ("The shares of a chart are 0 or more, and one is more than 0.", _FORMAT),
    "out-of-range": ("The number is outside of what the service documents.", _FORMAT),
    "repeated-key": ("A key stands twice in one object, so one of its values would be lost.", _OWN),
    "row-length": ("A row has one cell for each header.", _REFERENCE),
    "too-deep": ("The body is nested more deeply than any message is.", _OWN),
    "too-few": ("The service asks for more of these.", _CARDS),
    "too-long": ("The service documents how many characters may stand here. Cut the text.", _REFERENCE),
    "too-many": ("The service documents how many there may be. Send the rest in another message.", _REFERENCE),
    "undocumented-here": ("The key is known elsewhere; no page says that it does anything here.", _CARDS),
    "unknown-header": ("The cell belongs to no header, so it is not shown.", _REFERENCE),
    "unknown-key": ("No page names the key, so it does nothing, or the body is refused for it.", _REFERENCE),
    "unknown-slide": ("No page names this kind of slide, so it may not be drawn.", _REFERENCE),
    "unlisted-style": ("The value stands in an example, but not in the list of values.", _REFERENCE),
    "unreadable": ("The file cannot be read.", ""),
    "unused-reference": ("The instant button is called nowhere in the text, so it is not shown.", _BUTTONS),
    "width-count": ("A table has one width for each header, or none.", _REFERENCE),
    "width-sum": ("The widths of a table are percentages and add up to 100.", _REFERENCE),
    "wrong-theme": ("The key belongs to a card of another theme.", _CARDS),
    "wrong-type": ("The value is of another type than the service documents.", _REFERENCE),
}  # fmt: skip
"""By code, what it means and who says so. The source of one finding stands with that finding, and may be another."""


def explain(code: str, results: Sequence[Checked] = ()) -> str:
    """What a code means, and each finding with that code in full.

    Raises:
        Unusable: there is no such code.
    """
    found = [finding for result in results for finding in result.findings if finding.issue.code == code]
    if code not in EXPLAINED and not found:
        near = get_close_matches(code, EXPLAINED, 1)
        raise Unusable(f"{plain(code)} is no code of a finding" + (f"; there is {', '.join(near)}" if near else ""))
    meaning, source = EXPLAINED.get(code, ("", ""))
    lines = [f"{code}: {meaning}" if meaning else code, *([f"    source:  {source}"] if source else [])]
    for finding in found:
        where = ":".join([plain(finding.file), *map(str, finding.position or ())])
        lines += ["", f"{where}: {plain(finding.issue.place)}: {plain(finding.issue.message)}"]
        lines += [f"    {name + ':':<8} {plain(note)}" for name, note in notes(finding)]
        lines += [f"    path:    {plain(finding.issue.path) or 'the whole body'}"]
    return "\n".join(lines)
