"""`cardkit sandbox` and `cardkit demo`: a local Cliq in the terminal."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from .words import say, say_anyway, writing


def serve(port: int, token: str | None, budget: int | None, **options: Any) -> None:
    """Run the sandbox until Ctrl-C.

    Raises:
        ConfigurationError: the extra is missing, the port is taken, or an option makes no sense.
    """
    from ..sandbox import run

    if token is not None:
        options["token"] = token
    run(port=port, budget=budget, echo=say_anyway, **options)


def demonstrate(*, as_json: bool, live: bool, folder: Path | None, color: bool | None) -> bool:
    """Run the demo, and tell whether all its messages arrived as they were published.

    Raises:
        ConfigurationError: the extra is missing.
        Unusable: the folder cannot be written.
    """
    from ..demo import run

    if live:
        return run.serve(say_anyway)
    messages = run.posted()
    if folder is not None:
        with writing(str(folder)):
            run.write(messages, folder)
    if as_json:
        say(run.bodies(messages))
        return run.proven(messages, partial(say, err=True))
    run.draw(messages, partial(say, color=color), color=color)
    return run.proven(messages, say)
