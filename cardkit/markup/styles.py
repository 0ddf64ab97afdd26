"""How text looks: bold, italic, struck through, underlined, code, headings and quotations."""

from __future__ import annotations

import re

from ..errors.wording import shown
from ..limits import CARDKIT, IMPLEMENTER
from ..reading.place import Place
from .escaping import Markup, code_escaped, joined

_CORE = re.compile(r"\S(?:[^\n\r\u2028\u2029]*\S)?")  # a line without the blanks around it


def bold(*parts: str) -> str:
    """Bold text, ``*x*``, for each line on its own.

    Args:
        parts: texts that are put together. Each is escaped, unless a helper returned it.

    Raises:
        ConstraintError: a part is not a string.

    >>> bold("Done"), bold("by ", italic("Ana"))
    ('*Done*', '*by _Ana_*')
    """
    return _around("*", joined(parts))


def italic(*parts: str) -> str:
    """Italic text, ``_x_``, as `bold` does.

    >>> italic("by Ana")
    '_by Ana_'
    """
    return _around("_", joined(parts))


def strike(*parts: str) -> str:
    """Struck-through text, ``~x~``, as `bold` does.

    >>> strike("9:00")
    '~9:00~'
    """
    return _around("~", joined(parts))


def underline(*parts: str) -> str:
    """Underlined text, ``__x__``, as `bold` does.

    >>> underline("today")
    '__today__'
    """
    return _around("__", joined(parts))


def code(text: str) -> str:
    """Code in backticks. Only backticks in it and sequences that mention or link are changed, so it can be copied.

    >>> code("snake_case(*args)")
    '`snake_case(*args)`'
    """
    return _around("`", code_escaped(text))


def code_block(text: str) -> str:
    """Lines of code between two lines of three backticks, changed as little as by `code`.

    >>> print(code_block("df -h"))
    ```
    df -h
    ```
    """
    return Markup(f"```\n{code_escaped(text)}\n```")


def heading(*parts: str, level: int = 1) -> str:
    """A heading, ``# x`` to ``### x``. It must be on a line of its own; line breaks in it become blanks.

    Args:
        parts: as for `bold`.
        level: 1 to 3.

    Raises:
        ConstraintError: there is no such level.

    >>> heading("Report", level=2)
    '## Report'
    """
    if type(level) is not int or not 1 <= level <= 3:
        place = Place("the level", source=IMPLEMENTER)
        place.add("out-of-range", f"a heading has no level {shown(level)}", "1, 2 or 3", shown(level))
        place.raise_errors()
    if len(parts) > 1 and isinstance(parts[-1], int):
        place = Place("what goes into a heading", source=CARDKIT)
        place.wrong_type(parts[-1], "a string; the level has a name", hint=f"level={min(max(1, parts[-1]), 3)}")
        place.raise_errors()
    return Markup(" ".join(["#" * level, *joined(parts).split()]))


def quote(*parts: str) -> str:
    """A quotation: each line with ``!`` before it.

    >>> quote("Ship it")
    '!Ship it'
    """
    return Markup("\n".join([f"!{line}" for line in joined(("", *parts)).splitlines()]))


def _around(delimiter: str, text: str) -> Markup:
    return Markup(_CORE.sub(rf"{delimiter}\g<0>{delimiter}", text))
