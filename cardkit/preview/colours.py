"""Whether whoever reads what is printed sees colours, and wants them."""

from __future__ import annotations

import os
import sys


def asked() -> bool | None:
    """What the environment asks for; None where it leaves it to the output."""
    if os.environ.get("NO_COLOR"):
        return False
    if force := os.environ.get("FORCE_COLOR"):
        return force != "0"
    return False if os.environ.get("TERM") == "dumb" else None


def colored() -> bool:
    """What the environment asks for, or whether standard output is a terminal."""
    wanted = asked()
    return sys.stdout is not None and sys.stdout.isatty() if wanted is None else wanted
