"""The group of all commands, which tells what a command misses."""

from __future__ import annotations

from typing import Any

import click

from ..errors import ConfigurationError
from .words import Unusable, plain

# What a command may miss, and the extra that brings it.
_EXTRAS = {
    "watchfiles": "cli",
    "starlette": "sandbox",
    "uvicorn": "sandbox",
}


class Commands(click.Group):
    """A group whose commands tell a setting that is wrong, and the pip command that brings what they miss."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except ConfigurationError as error:
            raise Unusable(plain(str(error))) from error
        except ModuleNotFoundError as error:
            extra = _EXTRAS.get(str(error.name))
            if extra is None:
                raise
            needs = f"cardkit {ctx.invoked_subcommand} needs {str(error.name).replace('_', '-')}"
            raise Unusable(f"{needs}: pip install 'cardkit[{extra}]'") from error
