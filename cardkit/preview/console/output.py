"""What standard output can show: how many columns, whether colours, and which of the signs that views draw with."""

from __future__ import annotations

import os
import shutil
import sys
from functools import cache

from ...errors import ConfigurationError
from ...errors.wording import shown

_LEAST, _USUAL, _MOST = 20, 100, 1_000  # columns: in which one can read, which are taken unasked, which are of use
_PLAIN = {
    **dict.fromkeys("─━╌┄╾", "-"),
    **dict.fromkeys("│┆▌▎▐", "|"),
    **dict.fromkeys("╭╮", "."),
    **dict.fromkeys("╰╯", "'"),
    **dict.fromkeys("┼┤", "+"),
    **dict.fromkeys("▉▊▋", "#"),
    **dict.fromkeys("▏▍", ":"),
    **dict(zip("▁▂▃▄▅▆▇█", "_.,-=+*#", strict=True)),
    **dict(zip("▓▒░▚▀", "%+.x'", strict=True)),
    **dict(zip("•◦▪▣✗⚠●", "*o-#x!o", strict=True)),
    **dict(zip("◆▲■○◇△□", "x^#@+a=", strict=True)),
    **dict(zip("→↑…·\u00d7", ">^.:x", strict=True)),
    # dashes, quotation marks and the space that does not break
    **dict.fromkeys("\u2010\u2011\u2013\u2014\u2212", "-"),
    **dict.fromkeys("\u2018\u2019", "'"),
    **dict.fromkeys("\u201c\u201d\u201e", '"'),
    "\u00a0": " ",
}


def columns_of_output(width: int | None) -> int:
    """The width that is asked for, or else that of the terminal.

    Raises:
        ConfigurationError: it is no whole number from 20 on.
    """
    if width is None:
        return max(_LEAST, min(shutil.get_terminal_size().columns, _USUAL))
    if type(width) is not int or width < _LEAST:
        raise ConfigurationError(f"width={shown(width)}: it is a whole number of columns, at least {_LEAST}, or None")
    return min(width, _MOST)


def encodable(text: str, encoding: str | None = None) -> str:
    """The text with what the output cannot take replaced: our signs by plain ones, other characters by ``?``.

    Args:
        text: what is to be printed.
        encoding: that of the output; None takes the one of standard output.

    >>> encodable("╭ Up  ███▌ 日", "cp1252"), encodable("╭ Up", "utf-8")
    ('. Up  ###| ?', '╭ Up')
    """
    name = encoding or getattr(sys.stdout, "encoding", None) or "utf-8"
    try:
        text.encode(name)
    except UnicodeEncodeError:
        plain = text.translate(_table(name))
        return plain.encode(name, "replace").decode(name)
    except LookupError:  # an encoding that nobody knows
        return text
    return text


@cache
def _table(encoding: str) -> dict[int, str]:
    """The plain signs for those that an encoding cannot take."""
    return {ord(sign): plain for sign, plain in _PLAIN.items() if not sign.encode(encoding, "ignore")}


def color_asked_for() -> bool | None:
    """What the environment asks for; None where it leaves it to the output."""
    if os.environ.get("NO_COLOR"):
        return False
    if force := os.environ.get("FORCE_COLOR"):
        return force != "0"
    return False if os.environ.get("TERM") == "dumb" else None


def colored() -> bool:
    """What the environment asks for, or whether standard output is a terminal."""
    wanted = color_asked_for()
    return sys.stdout is not None and sys.stdout.isatty() if wanted is None else wanted
