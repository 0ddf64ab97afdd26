"""What each code of a finding means: `cardkit check --explain CODE`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import NamedTuple

from ..limits import (
    BOTS,
    BUTTONS,
    CARDKIT,
    CARDS,
    FORMAT,
    IMPLEMENTER,
    MENTIONS,
    MESSAGES,
    REFERENCE,
    SDK,
    SENDERS,
    THREADS,
)
from ..reading.place import RFC
from .check import Checked
from .reports import as_object, document, github, notes
from .words import Unusable, plain


class _Code(NamedTuple):
    """What a code means, and the pages that say it of one thing or another."""

    meaning: str
    sources: tuple[str, ...]


def _code(meaning: str, *sources: str) -> _Code:
    return _Code(meaning, sources)


EXPLAINED: Mapping[str, _Code] = {
    "adjusted": _code(
        "Fitting put another value here, since the one that was given may not stand here.", CARDS, REFERENCE
    ),
    "angle-link": _code(
        "A link in angle brackets is shown as it stands; [label](url) is one, and markup.link writes it.",
        SENDERS,
    ),
    "angle-mention": _code(
        "A mention in angle brackets notifies nobody; {@…} does, and markup.user writes it.", SENDERS
    ),
    "bad-api": _code(
        "A system call needs a name, and for calls and chats the ZUID of a person, without blanks.", BUTTONS
    ),
    "bad-character": _code(
        "Control characters and lone surrogates are no text that a chat shows. Leave them out.", CARDKIT
    ),
    "bad-email": _code("The owner of a function is named by the e-mail address of its author.", BUTTONS),
    "bad-id": _code("People a bot posts to are ZUIDs or e-mail addresses, joined by commas.", BOTS),
    "bad-key": _code("The key of an instant button stands in ($key), so it has no blanks, brackets or $.", BUTTONS),
    "bad-url": _code(
        "An address is absolute: https:// for a bot's picture, http:// too elsewhere.",
        BOTS,
        BUTTONS,
        CARDS,
        REFERENCE,
        SENDERS,
    ),
    "broken-link": _code("Brackets in the address end the link too early; markup.link quotes them.", SENDERS),
    "decimal-as-whole": _code(
        "The number is whole and written with decimals; it is read as the whole number.", FORMAT, REFERENCE
    ),
    "double-star": _code("Two stars are shown as they stand; bold is written with one, as markup.bold does.", SENDERS),
    "double-tilde": _code("Two tildes are shown as they stand; one strikes through, as markup.strike does.", SENDERS),
    "duplicate-header": _code("A row names its cells by their headers, so each header stands once.", REFERENCE),
    "duplicate-key": _code("A button's key tells it from the others of its message, so each key stands once.", BUTTONS),
    "empty-message": _code("A message needs a text, a card or a slide.", BOTS),
    "empty-section": _code("A section of a card needs at least one field.", CARDKIT),
    "empty-slide": _code("A slide needs something in it: an item, a field, a segment, a picture, a text.", CARDKIT),
    "empty-text": _code(
        "A name, label or header is not empty; an optional text that is empty counts as not given.", CARDKIT, SENDERS
    ),
    "encoded-id": _code(
        "An id goes into the body as it was before it went into an address, with a blank instead of %20.",
        SENDERS,
    ),
    "handler-answer": _code(
        "What a handler answers with is no message; return it from the function of the handler.", SENDERS
    ),
    "has-step": _code("A key that has a step of its own is set by that step.", CARDKIT),
    "large-body": _code(
        "The pages give a number for the slides of a bot's post; a whole body that is longer may be refused.", BOTS
    ),
    "left-out": _code(
        "Fitting left this out, since it is too much, is empty, or would be another if it were cut.",
        BOTS,
        BUTTONS,
        CARDS,
        REFERENCE,
        CARDKIT,
    ),
    "long-text": _code("One page gives this number, others a larger one; a longer text may be refused.", MESSAGES),
    "long-text-slide": _code("Someone who uses the service saw longer text slides refused.", IMPLEMENTER),
    "long-thread-title": _code("One page gives this number; a longer title may be refused.", BOTS),
    "many-slides": _code("One page gives this number for the posts of bots; more may be refused.", BOTS),
    "markdown-picture": _code("A picture in the text is not drawn; an image slide is, and .image writes it.", SENDERS),
    "merged": _code("Fitting made one segment of those that a chart has no room for.", REFERENCE),
    "mention-outside-text": _code(
        "Mentions notify in the text of the message alone; markup.silent names somebody elsewhere.", MENTIONS
    ),
    "may-be-refused": _code(
        "A page of Zoho's has it, but the service was seen to refuse it. The message may not arrive.", SENDERS
    ),
    "missing-cell": _code("A row has a cell for each header; an empty one is an empty text.", REFERENCE),
    "missing-key": _code("The part needs this key.", BUTTONS, CARDS, REFERENCE),
    "missing-reference": _code("[label]($key) in the text calls the button with that key in references.", BUTTONS),
    "missing-value": _code("NaN, NaT and NA stand for a value that is not known; None is an empty cell.", RFC, CARDKIT),
    "mixed-cells": _code("The cells of a row come by place or by name, not both.", CARDKIT),
    "no-address": _code("An action that opens something needs an address to open.", BUTTONS),
    "no-bot-name": _code("The page has a bot with its name; without one a picture stands alone.", BOTS),
    "no-buttons": _code("The page asks for a button in a prompt; it is drawn without one, too.", CARDS),
    "no-card": _code("Sections, options and buttons of a card need a card with a theme.", CARDS),
    "no-card-title": _code("The pages ask for a title. A poll needs one; other cards are drawn without.", CARDS),
    "no-category": _code("A point of a graph belongs to a category.", CARDKIT),
    "no-file": _code("There is no file of this name."),
    "no-headers": _code("A table needs at least one header.", REFERENCE),
    "no-owner": _code("The page asks for the author of the function; hardly anybody names one.", BUTTONS),
    "no-rows": _code("The table is drawn with its headers alone.", REFERENCE),
    "number-as-text": _code(
        "A number, a boolean or null where text belongs is shown as text. Write it as text.",
        BOTS,
        BUTTONS,
        CARDS,
        REFERENCE,
    ),
    "no-text": _code("Most pages of the service require a text beside the card; notifications show it.", REFERENCE),
    "no-type": _code("A slide says its kind in the key type.", CARDS),
    "no-web": _code("A button within a card opens its web address, so it needs one.", CARDS),
    "not-allowed": _code(
        "The service documents what may stand here; all else is refused or not drawn.",
        BOTS,
        BUTTONS,
        CARDS,
        FORMAT,
        REFERENCE,
    ),
    "not-finite": _code("JSON has no NaN and no Infinity.", RFC),
    "not-json": _code("The text is no JSON; the place is where the reading stopped.", RFC),
    "not-utf-8": _code("JSON that is exchanged is UTF-8.", RFC),
    "nothing-matched": _code("The folder or pattern holds no JSON file."),
    "odd-shares": _code("The shares of a chart are 0 or more, and one is more than 0.", FORMAT),
    "out-of-range": _code("The number is outside of what the service documents.", FORMAT, REFERENCE),
    "pipe-table": _code(
        "A table of strokes is shown as it stands; a table slide is drawn, and .table writes it.", SENDERS
    ),
    "private-picture": _code("The service fetches the picture, so it must be where everyone reaches it.", SENDERS),
    "removed-characters": _code("Fitting took out characters that no chat shows.", CARDKIT),
    "repeated-key": _code("A key stands twice in one object, so one of its values would be lost.", RFC),
    "row-length": _code("A row has one cell for each header.", REFERENCE),
    "shortened": _code(
        "Fitting cut this text to as many characters as may stand here.", BOTS, BUTTONS, CARDS, REFERENCE
    ),
    "short-confirm": _code(
        "The page requires the input and the label of the button; published samples leave them out.", BUTTONS
    ),
    "text-as-flag": _code("A boolean in quotes is read as the boolean.", SENDERS),
    "text-as-number": _code("Digits in quotes where a number belongs are read as their number.", REFERENCE),
    "task-box": _code("The box is shown as it stands; a list slide with signs of its own reads better.", SENDERS),
    "too-deep": _code("The body is nested more deeply than any message is.", CARDKIT),
    "too-few": _code("The service asks for more of these.", CARDS),
    "too-long": _code(
        "The service documents how many characters may stand here. Cut the text.", BOTS, BUTTONS, CARDS, REFERENCE
    ),
    "too-many": _code(
        "The service documents how many there may be. Send the rest in another message.",
        BOTS,
        BUTTONS,
        CARDS,
        REFERENCE,
    ),
    "unclosed-code": _code(
        "Three backticks open a block of code and three close it; markup.code_block writes both.", SENDERS
    ),
    "undocumented-here": _code("The key is known elsewhere; no page says that it does anything here.", BUTTONS, CARDS),
    "unknown-header": _code("The cell belongs to no header, so it is not shown.", REFERENCE),
    "unknown-key": _code(
        "No page names the key, so it does nothing, or the body is refused for it.",
        BOTS,
        BUTTONS,
        CARDS,
        REFERENCE,
    ),
    "unknown-slide": _code("No page names this kind of slide, so it may not be drawn.", REFERENCE),
    "unlisted-style": _code("The value stands in an example, but not in the list of values.", REFERENCE),
    "unlisted-theme": _code("The theme stands in an SDK of Zoho's, but on no page.", SDK),
    "unreadable": _code("The file cannot be read."),
    "unused-reference": _code("The instant button is called nowhere in the text, so it is not shown.", BUTTONS),
    "width-count": _code("A table has one width for each header, or none.", REFERENCE),
    "width-sum": _code("The widths of a table are percentages and add up to 100.", REFERENCE),
    "wrong-theme": _code("The key belongs to a card of another theme.", CARDS),
    "wrong-type": _code(
        "The value is of another type than the service documents.",
        BOTS,
        BUTTONS,
        CARDS,
        FORMAT,
        MESSAGES,
        REFERENCE,
        SENDERS,
        THREADS,
        CARDKIT,
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
