"""What to write where a text stops being JSON: a table of usual slips, and of what other languages write there."""

from __future__ import annotations

import re
from json import JSONDecodeError
from typing import NamedTuple

_LONGEST = 300  # characters that are looked at
_FILE = re.compile(r"[^\n{}\[\]\"]{1,250}\.json", re.IGNORECASE)


class Slip(NamedTuple):
    """What stands where the reader of JSON stops, and what to write instead.

    `error` begins what the reader says. `there` matches the last sign before the place, a blank at the start of the
    text, and what comes behind; blanks between the two are left out.
    """

    error: str
    there: str
    hint: str


_DELUGE = "write [ ] around lists: those of a Deluge map stand in { }, as here"
_CONTROL = r'within a string write \n for a line break, \t for a tab, and no other control character; or the " missing'
_SLIPS = (
    Slip("Invalid control character", "", _CONTROL),
    Slip("Unterminated string", "", 'write the " at the end of the string that begins there'),
    Slip("", r"\s```", "what stands between the lines of ```"),
    Slip("", r"\s(?:(?:import|from|const|let|var) |[\w.]+ ?[=(])", "the JSON that the program makes"),
    Slip("", r"\{\{[\s{]*\"", _DELUGE),
    Slip("Expecting ':' delimiter", r"\"[,}]", _DELUGE),
    Slip("", r"\{[{%#]|.(?:\{[%#]|\$[{A-Za-z_])", "render the template, and give the JSON that comes out"),
    Slip(
        "",
        r".(?:'|(?:True|False|None)\b)",
        "text in double quotes, and true, false and null, as json.dumps writes a Python dict",
    ),
    Slip("Expecting value", r"[:,\[][A-Za-z_]", "text in double quotes; of a name the value that it has"),
    Slip(
        "Expecting property name",
        r".[A-Za-z_$]",
        "names in double quotes, too, as JSON.stringify writes a JavaScript object",
    ),
    Slip("", r".(?://|/\*|#)[^\"\n]*$", "leave out the comment, for JSON has none"),
    Slip("Extra data", r".\{", "give each object alone"),
    Slip("Extra data", ".", "leave out what stands behind the object"),
    Slip("", r".\Z", "write the rest of the text, which ends too early"),
    Slip("", r",[,}\]]|[^:],\s*[}\]]", "leave out the comma"),
    Slip("Expecting ',' delimiter", r".\}", "write ] for the }"),
    Slip("Expecting ',' delimiter", r".\]", "write } for the ]"),
    Slip("Expecting ',' delimiter", r"\"[^\W\d]", r'write \" for a " within a string'),
    Slip("Expecting ',' delimiter", r"\D[\"{\[\w-]", "write a comma"),
)


def hint_at(text: str, error: JSONDecodeError) -> str:
    """What to write where a text stops being JSON; nothing where none of the usual slips stands there.

    >>> import json
    >>> try:
    ...     json.loads("{'text': 'Hi'}")
    ... except json.JSONDecodeError as error:
    ...     hint_at("{'text': 'Hi'}", error)
    'text in double quotes, and true, false and null, as json.dumps writes a Python dict'
    """
    if _FILE.fullmatch(text):
        return "Path(text).read_bytes(), which reads the file of this name"
    there = f"{text[: error.pos].rstrip()[-1:]:1}{text[error.pos :].lstrip()[:_LONGEST]}"
    if not there.strip():
        return ""
    fitting = (
        slip for slip in _SLIPS if error.msg.startswith(slip.error) and re.match(slip.there, there, re.MULTILINE)
    )
    return next((slip.hint for slip in fitting), "")
