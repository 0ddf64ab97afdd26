"""What each code of a finding means: `cardkit check --explain CODE`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import NamedTuple

from .. import limits
from .check import Checked
from .reports import as_object, document, github, notes
from .words import Unusable, plain

_REFERENCE, _FORMAT, _CARDS = limits.REFERENCE, limits.FORMAT, limits.CARDS
_BUTTONS, _BOTS, _THREADS, _OWN = limits.BUTTONS, limits.BOTS, limits.THREADS, limits.CARDKIT
_MESSAGES, _SENDERS = limits.MESSAGES, limits.SENDERS
_JSON = "JSON, RFC 8259"


class _Code(NamedTuple):
    """What a code means, and the pages that say it of one thing or another."""

    meaning: str
    sources: tuple[str, ...]


def _code(meaning: str, *sources: str) -> _Code:
    return _Code(meaning, sources)


EXPLAINED: Mapping[str, _Code] = {
    "adjusted": _code(
        "Fitting put another value here, since the one that was given may not stand here.", _CARDS, _REFERENCE
    ),
    "angle-link": _code(
        "A link in angle brackets is shown as it stands; [label](url) is one, and markup.link writes it.",
        limits.SENDERS,
    ),
    "angle-mention": _code(
        "A mention in angle brackets notifies nobody; {@…} does, and markup.user writes it.", limits.SENDERS
    ),
    "bad-api": _code(
        "A system call needs a name, and for calls and chats the ZUID of a person, without blanks.", _BUTTONS
    ),
    "bad-character": _code(
        "Control characters and lone surrogates are no text that a chat shows. Leave them out.", _OWN
    ),
    "bad-email": _code("The owner of a function is named by the e-mail address of its author.", _BUTTONS),
    "bad-id": _code("People a bot posts to are ZUIDs or e-mail addresses, joined by commas.", _BOTS),
    "bad-key": _code("The key of an instant button stands in ($key), so it has no blanks, brackets or $.", _BUTTONS),
    "bad-url": _code(
        "An address is absolute: https:// for a bot's picture, http:// too elsewhere.",
        _BOTS,
        _BUTTONS,
        _CARDS,
        _REFERENCE,
        _SENDERS,
    ),
    "broken-link": _code("Brackets in the address end the link too early; markup.link quotes them.", limits.SENDERS),
    "decimal-as-whole": _code(
        "The number is whole and written with decimals; it is read as the whole number.", _FORMAT, _REFERENCE
    ),
    "double-star": _code(
        "Two stars are shown as they stand; bold is written with one, as markup.bold does.", limits.SENDERS
    ),
    "double-tilde": _code(
        "Two tildes are shown as they stand; one strikes through, as markup.strike does.", limits.SENDERS
    ),
    "duplicate-header": _code("A row names its cells by their headers, so each header stands once.", _REFERENCE),
    "duplicate-key": _code(
        "A button's key tells it from the others of its message, so each key stands once.", _BUTTONS
    ),
    "empty-message": _code("A message needs a text, a card or a slide.", _BOTS),
    "empty-section": _code("A section of a card needs at least one field.", _OWN),
    "empty-slide": _code("A slide needs something in it: an item, a field, a segment, a picture, a text.", _OWN),
    "empty-text": _code(
        "A name, label or header is not empty; an optional text that is empty counts as not given.", _OWN, _SENDERS
    ),
    "encoded-id": _code(
        "An id goes into the body as it was before it went into an address, with a blank instead of %20.",
        limits.SENDERS,
    ),
    "handler-answer": _code(
        "What a handler answers with is no message; return it from the function of the handler.", limits.SENDERS
    ),
    "has-step": _code("A key that has a step of its own is set by that step.", _OWN),
    "large-body": _code(
        "The pages give a number for the slides of a bot's post; a whole body that is longer may be refused.", _BOTS
    ),
    "left-out": _code(
        "Fitting left this out, since it is too much, is empty, or would be another if it were cut.",
        _BOTS,
        _BUTTONS,
        _CARDS,
        _REFERENCE,
        _OWN,
    ),
    "long-text": _code("One page gives this number, others a larger one; a longer text may be refused.", _MESSAGES),
    "long-text-slide": _code("Someone who uses the service saw longer text slides refused.", limits.IMPLEMENTER),
    "long-thread-title": _code("One page gives this number; a longer title may be refused.", _BOTS),
    "many-slides": _code("One page gives this number for the posts of bots; more may be refused.", _BOTS),
    "markdown-picture": _code(
        "A picture in the text is not drawn; an image slide is, and .image writes it.", limits.SENDERS
    ),
    "merged": _code("Fitting made one segment of those that a chart has no room for.", _REFERENCE),
    "mention-outside-text": _code(
        "Mentions notify in the text of the message alone; markup.silent names somebody elsewhere.", limits.MENTIONS
    ),
    "may-be-refused": _code(
        "A page of Zoho's has it, but the service was seen to refuse it. The message may not arrive.", _SENDERS
    ),
    "missing-cell": _code("A row has a cell for each header; an empty one is an empty text.", _REFERENCE),
    "missing-key": _code("The part needs this key.", _BUTTONS, _CARDS, _REFERENCE),
    "missing-reference": _code("[label]($key) in the text calls the button with that key in references.", _BUTTONS),
    "missing-value": _code("NaN, NaT and NA stand for a value that is not known; None is an empty cell.", _JSON, _OWN),
    "mixed-cells": _code("The cells of a row come by place or by name, not both.", _OWN),
    "no-address": _code("An action that opens something needs an address to open.", _BUTTONS),
    "no-bot-name": _code("The page has a bot with its name; without one a picture stands alone.", _BOTS),
    "no-buttons": _code("The page asks for a button in a prompt; it is drawn without one, too.", _CARDS),
    "no-card": _code("Sections, options and buttons of a card need a card with a theme.", _CARDS),
    "no-card-title": _code("The pages ask for a title. A poll needs one; other cards are drawn without.", _CARDS),
    "no-category": _code("A point of a graph belongs to a category.", _OWN),
    "no-file": _code("There is no file of this name."),
    "no-headers": _code("A table needs at least one header.", _REFERENCE),
    "no-owner": _code("The page asks for the author of the function; hardly anybody names one.", _BUTTONS),
    "no-rows": _code("The table is drawn with its headers alone.", _REFERENCE),
    "number-as-text": _code(
        "A number, a boolean or null where text belongs is shown as text. Write it as text.",
        _BOTS,
        _BUTTONS,
        _CARDS,
        _REFERENCE,
    ),
    "no-text": _code("Most pages of the service require a text beside the card; notifications show it.", _REFERENCE),
    "no-type": _code("A slide says its kind in the key type.", _CARDS),
    "no-web": _code("A button within a card opens its web address, so it needs one.", _CARDS),
    "not-allowed": _code(
        "The service documents what may stand here; all else is refused or not drawn.",
        _BOTS,
        _BUTTONS,
        _CARDS,
        _FORMAT,
        _REFERENCE,
    ),
    "not-finite": _code("JSON has no NaN and no Infinity.", _JSON),
    "not-json": _code("The text is no JSON; the place is where the reading stopped.", _JSON),
    "not-utf-8": _code("JSON that is exchanged is UTF-8.", _JSON),
    "nothing-matched": _code("The folder or pattern holds no JSON file."),
    "odd-shares": _code("The shares of a chart are 0 or more, and one is more than 0.", _FORMAT),
    "out-of-range": _code("The number is outside of what the service documents.", _FORMAT, _REFERENCE),
    "pipe-table": _code(
        "A table of strokes is shown as it stands; a table slide is drawn, and .table writes it.", limits.SENDERS
    ),
    "private-picture": _code(
        "The service fetches the picture, so it must be where everyone reaches it.", limits.SENDERS
    ),
    "removed-characters": _code("Fitting took out characters that no chat shows.", _OWN),
    "repeated-key": _code("A key stands twice in one object, so one of its values would be lost.", _JSON),
    "row-length": _code("A row has one cell for each header.", _REFERENCE),
    "shortened": _code(
        "Fitting cut this text at a word, to as many characters as may stand here.", _BOTS, _BUTTONS, _CARDS, _REFERENCE
    ),
    "short-confirm": _code(
        "The page requires the input and the label of the button; published samples leave them out.", _BUTTONS
    ),
    "text-as-flag": _code("A boolean in quotes is read as the boolean.", _SENDERS),
    "text-as-number": _code("Digits in quotes where a number belongs are read as their number.", _REFERENCE),
    "task-box": _code(
        "The box is shown as it stands; a list slide with signs of its own reads better.", limits.SENDERS
    ),
    "too-deep": _code("The body is nested more deeply than any message is.", _OWN),
    "too-few": _code("The service asks for more of these.", _CARDS),
    "too-long": _code(
        "The service documents how many characters may stand here. Cut the text.", _BOTS, _BUTTONS, _CARDS, _REFERENCE
    ),
    "too-many": _code(
        "The service documents how many there may be. Send the rest in another message.",
        _BOTS,
        _BUTTONS,
        _CARDS,
        _REFERENCE,
    ),
    "unclosed-code": _code(
        "Three backticks open a block of code and three close it; markup.code_block writes both.", limits.SENDERS
    ),
    "undocumented-here": _code(
        "The key is known elsewhere; no page says that it does anything here.", _BUTTONS, _CARDS
    ),
    "unknown-header": _code("The cell belongs to no header, so it is not shown.", _REFERENCE),
    "unknown-key": _code(
        "No page names the key, so it does nothing, or the body is refused for it.",
        _BOTS,
        _BUTTONS,
        _CARDS,
        _REFERENCE,
    ),
    "unknown-slide": _code("No page names this kind of slide, so it may not be drawn.", _REFERENCE),
    "unlisted-style": _code("The value stands in an example, but not in the list of values.", _REFERENCE),
    "unlisted-theme": _code("The theme stands in an SDK of Zoho's, but on no page.", limits.SDK),
    "unreadable": _code("The file cannot be read."),
    "unused-reference": _code("The instant button is called nowhere in the text, so it is not shown.", _BUTTONS),
    "width-count": _code("A table has one width for each header, or none.", _REFERENCE),
    "width-sum": _code("The widths of a table are percentages and add up to 100.", _REFERENCE),
    "wrong-theme": _code("The key belongs to a card of another theme.", _CARDS),
    "wrong-type": _code(
        "The value is of another type than the service documents.",
        _BOTS,
        _BUTTONS,
        _CARDS,
        _FORMAT,
        _MESSAGES,
        _REFERENCE,
        _SENDERS,
        _THREADS,
        _OWN,
    ),
}
"""By code, what it means and who says so."""


def explain(code: str, results: Sequence[Checked] = (), form: str = "human") -> str:
    """What a code means, and each finding with that code in full, in a format of `report`.

    Raises:
        Unusable: there is no such code.
    """
    found = [finding for result in results for finding in result.findings if finding.issue.code == code]
    if code not in EXPLAINED and not found:
        near = get_close_matches(code, EXPLAINED, 1)
        raise Unusable(f"{plain(code)} is no code of a finding" + (f"; there is {', '.join(near)}" if near else ""))
    meaning, sources = EXPLAINED.get(code, _code(""))
    if form == "json":
        told = {"code": code, "meaning": meaning, "sources": sources}
        return document({**told, "findings": [as_object(finding) for finding in found]})
    if form == "github":
        return "\n".join(map(github, found))
    lines = [f"{code}: {meaning}" if meaning else code, *[f"    source:  {source}" for source in sources]]
    for finding in found:
        where = ":".join([plain(finding.file), *map(str, finding.position or ())])
        lines += ["", f"{where}: {plain(finding.issue.place)}: {plain(finding.issue.message)}"]
        lines += [f"    {name + ':':<8} {plain(note)}" for name, note in notes(finding)]
        lines += [f"    path:    {plain(finding.issue.path) or 'the whole body'}"]
    return "\n".join(lines)
