"""`cardkit sandbox` and `cardkit demo`: a local Cliq in the terminal."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import click

from .words import say


def serve(port: int, token: str | None, budget: int | None, **options: Any) -> None:
    """Run the sandbox until Ctrl-C.

    Raises:
        ConfigurationError: the extra is missing, the port is taken, or an option makes no sense.
    """
    from ..sandbox import run

    if token is not None:
        options["token"] = token
    run(port=port, budget=budget, echo=click.echo, **options)


def demonstrate(*, as_json: bool, live: bool, folder: Path | None, color: bool | None) -> bool:
    """Run the demo, and tell whether all its messages arrived as they were published.

    Raises:
        ConfigurationError: the extra is missing.
    """
    from ..demo import run

    if live:
        return run.serve(click.echo)
    messages = run.posted()
    if folder is not None:
        run.write(messages, folder)
    if as_json:
        say(run.bodies(messages))
        return run.proven(messages, partial(click.echo, err=True))
    run.draw(messages, partial(say, color=color), color=color)
    return run.proven(messages, click.echo)
