"""How errors quote values, count things and suggest names."""

from __future__ import annotations

import re
import reprlib
from collections.abc import Container, Iterable
from itertools import count

_LONGEST = 120  # characters of a quoted value, of a name or of a path that an error still shows
_MOST_CHOICES = 30
_LIKENESS = 0.65  # of a name that is suggested; of 1, which means the same


class _Quotes(reprlib.Repr):
    """Reprs of values, cut to a line."""

    def __init__(self) -> None:
        super().__init__()
        self.maxstring = self.maxother = self.maxlong = 60

    def repr_int(self, x: int, level: int) -> str:
        """The digits, but of an int with more than Python writes its type: some Pythons quote its address."""
        try:
            str(x)
        except ValueError:
            return f"<{type(x).__name__}, too large to show>"
        return super().repr_int(x, level)


_quotes = _Quotes()


def cut(text: str, most: int = _LONGEST) -> str:
    """Text as an error shows it: at most `most` characters of it."""
    return text if len(text) <= most else f"{text[:most]}…"


def escaped(text: str, keep: str = "") -> str:
    r"""The text with what cannot be printed escaped as Python does, so that it stays on its line.

    >>> escaped("red \x1b[31m\n\u202e…")
    'red \\x1b[31m\\n\\u202e…'
    """
    if text.isprintable():
        return text
    signs = [sign if sign.isprintable() or sign in keep else sign.encode("unicode_escape").decode() for sign in text]
    return "".join(signs)


def shown(value: object) -> str:
    """A value as an error quotes it: its repr, cut to a line."""
    return _quotes.repr(value).replace("\n", " ")


def as_code(value: object, otherwise: str = "") -> str:
    """A value as a hint has it: the repr that Python reads back as it, or `otherwise` where there is none of a line.

    >>> as_code(["web-1", 5]), as_code(object(), "value")
    ("['web-1', 5]", 'value')
    """
    import ast

    try:
        text = repr(value)
        return text if len(text) <= _LONGEST and ast.literal_eval(text) == value else otherwise
    except (ValueError, SyntaxError, TypeError, RecursionError):
        return otherwise


def free(name: str, taken: Container[object], numbers: Iterable[int] | None = None, between: str = "") -> str:
    """A name with the first of the numbers, by default from 2 on, behind it that makes it unlike all that are taken.

    Who asks again for the same name hands over the same iterator: no number is tried twice.

    >>> free("k", ["k", "k2"])
    'k3'
    """
    names = (f"{name}{between}{number}" for number in numbers or count(2))
    return next(one for one in names if one not in taken)


def counted(number: int, unit: str) -> str:
    """A number and its unit.

    >>> counted(1, "row"), counted(1_000, "rows"), counted(1, "categories")
    ('1 row', '1,000 rows', '1 category')
    """
    one = re.sub("ies$", "y", unit).removesuffix("s")
    return f"{number:,} {one if number == 1 else unit.removesuffix('s') + 's'}"


def more(count: int, unit: str = "") -> str:
    """The text that takes the place of entries that are left out.

    >>> more(480), more(1, "categories")
    ('… and 480 more', '… and 1 more category')
    """
    return f"… and {counted(count, f'more {unit}') if unit else f'{count:,} more'}"


def choices(allowed: Iterable[object]) -> str:
    """Allowed values as a sentence has them; of very many the first.

    >>> choices(["pie", "doughnut", "semi_doughnut"])
    "'pie', 'doughnut' or 'semi_doughnut'"
    """
    taken = [*map(shown, allowed)] or ["nothing"]
    if len(taken) > _MOST_CHOICES:
        return f"{', '.join(taken[:_MOST_CHOICES])}, … ({len(taken):,})"
    *first, last = taken
    return f"{', '.join(first)} or {last}" if first else last


def closest(name: object, known: Iterable[str]) -> str | None:
    """The known name that was probably meant, or None.

    >>> closest("thubmnail", ["title", "theme", "thumbnail"]), closest("icon", ["options"])
    ('thumbnail', None)
    >>> closest("invoke", ["invoke.bot", "invoke.function"])  # either may be meant
    """
    import difflib

    given = str(name)[:_LONGEST].lower().replace(" ", "_")
    names = {each.lower(): each for each in known}
    begun = [each for each in names if given and each.startswith(given)]
    if begun:
        return names[begun[0]] if len(begun) == 1 else None
    likely = difflib.get_close_matches(given, names, n=1, cutoff=_LIKENESS)
    return names[likely[0]] if likely else None


def suggestion(name: object, known: Iterable[str]) -> str:
    """The known name that was probably meant, as an error suggests it, or nothing."""
    meant = closest(name, known)
    return repr(meant) if meant else ""


def did_you_mean(name: object, known: Iterable[str]) -> str:
    """The question behind an error about a name that is not known, or nothing.

    >>> did_you_mean("regoin", ["region", "api"]), did_you_mean("x", ["region", "api"])
    ("; did you mean 'region'?", '')
    """
    meant = suggestion(name, known)
    return f"; did you mean {meant}?" if meant else ""
