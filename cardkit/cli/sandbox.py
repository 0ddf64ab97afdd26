"""`cardkit sandbox` and `cardkit demo`: a local Cliq in the terminal."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click


def serve(port: int, token: str | None, budget: int | None, *, strict: bool = False, outbox: str | None = None) -> None:
    """Run the sandbox until Ctrl-C.

    Raises:
        ConfigurationError: the extra is missing, the port is taken, or an option makes no sense.
    """
    from ..sandbox import run

    options: dict[str, Any] = {} if token is None else {"token": token}
    run(port=port, budget=budget, strict=strict, outbox=outbox, echo=click.echo, **options)


def demonstrate(folder: Path) -> bool:
    """Run the demo, and tell whether all its messages arrived as they were published.

    Raises:
        ConfigurationError: the extra is missing.
    """
    from ..demo.run import run

    return run(folder, click.echo)
