"""`cardkit sandbox` and `cardkit demo`: a local Cliq in the terminal."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from ..errors import ConfigurationError
from .words import Unusable, plain


def serve(port: int, token: str | None, budget: int | None, *, strict: bool = False) -> None:
    """Run the sandbox until Ctrl-C.

    Raises:
        Unusable: the extra is missing, the port is taken, or an option makes no sense.
    """
    options: dict[str, Any] = {} if token is None else {"token": token}
    try:
        from ..sandbox import run

        run(port=port, budget=budget, strict=strict, echo=click.echo, **options)
    except ConfigurationError as error:
        raise Unusable(plain(str(error))) from error


def demonstrate(folder: Path) -> bool:
    """Run the demo, and tell whether all its messages arrived as they were published.

    Raises:
        Unusable: the extra is missing.
    """
    try:
        from ..demo.run import run
    except ConfigurationError as error:
        raise Unusable(plain(str(error))) from error
    return run(folder, click.echo)
