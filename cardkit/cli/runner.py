"""A Python file run for the message that it makes, in a process of its own: ``python -m cardkit.cli.runner``.

The message is drawn there too, so that slides and limits of the file's own keep their meaning.
"""

from __future__ import annotations

import json
import sys
import traceback
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, NamedTuple

from .. import preview
from ..chain.message import Message
from ..errors import CardkitError
from ..errors.tracebacks import PACKAGE
from ..errors.wording import shown

if TYPE_CHECKING:
    from ..preview import Theme

NAME = "cardkit_preview"  # as which the file runs, so that `if __name__ == "__main__"` does nothing


class Look(NamedTuple):
    """How a card is drawn: as a page with a theme, or as lines of a terminal with their width and colour."""

    page: bool
    theme: Theme = "auto"
    width: int | None = None
    color: bool = False


class RunResult(NamedTuple):
    """What became of a file: a card as text, or else why there is none, and whether that is the file's own error."""

    card: str | None
    why: str = ""
    raised: bool = False


def drawn(message: Message | Mapping[str, Any], look: Look) -> str:
    """The message as text, whatever is wrong with it."""
    if look.page:
        return preview.page(message, theme=look.theme).rstrip("\n")
    return preview.terminal(message, look.width, look.color)


def outcome(path: str, look: Look) -> RunResult:
    """Run the file and draw its ``message``, or tell why there is none."""
    module = ModuleType(NAME)
    module.__file__ = path
    sys.modules[NAME] = module
    sys.argv[:] = [path]
    sys.path[0] = str(Path(path).parent)
    try:
        exec(compile(Path(path).read_bytes(), path, "exec", dont_inherit=True), module.__dict__)  # noqa: S102 - that is what it is for
    except KeyboardInterrupt:
        sys.exit(130)
    except SystemExit as error:
        hint = "what ends a program belongs under if __name__ == '__main__'"
        return RunResult(None, f"it ended with sys.exit({shown(error.code)}) before its message could be seen; {hint}")
    except BaseException as error:
        return RunResult(None, _traceback(error, path), raised=True)
    return _message(vars(module), look)


def _message(names: Mapping[str, Any], look: Look) -> RunResult:
    found = names.get("message")
    if isinstance(found, Message):
        return RunResult(drawn(found, look))
    if found is not None:
        return RunResult(None, f"its message is {shown(found)}, not a Message: write message = Message(…)")
    others = [name for name, value in names.items() if isinstance(value, Message)]
    if others:
        which = f"rename {others[0]}" if len(others) == 1 else f"rename one of {', '.join(others)}"
        return RunResult(None, f"it has nothing of the name message to show: {which} to message")
    hint = "what stands under if __name__ == '__main__' is not run"
    return RunResult(None, f"it has no Message: write message = Message(…) at its top level; {hint}")


def _traceback(error: BaseException, path: str) -> str:
    """The traceback from the file's first line on, without the frames that led there; of our errors none of cardkit."""
    frames = error.__traceback__
    while frames is not None and frames.tb_frame.f_code.co_filename != path:
        frames = frames.tb_next
    told = traceback.TracebackException(type(error), error, frames)
    if isinstance(error, CardkitError):
        own = [frame for frame in told.stack if not frame.filename.startswith(PACKAGE)]
        told.stack = traceback.StackSummary.from_list(own)
    return "".join(told.format()).rstrip("\n")


def main() -> None:
    """Run the file of the first argument with the look of the third, and write the outcome to the second, as JSON."""
    path, out, look = sys.argv[1:]
    told = outcome(path, Look(*json.loads(look)))
    Path(out).write_text(json.dumps(told), encoding="utf-8")


if __name__ == "__main__":
    main()
