"""The signs that views draw with, and plain ones where the output cannot take them."""

from __future__ import annotations

import sys
from functools import cache

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
