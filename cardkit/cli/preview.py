"""`cardkit preview`: a card as it will look, in the terminal, as a page, or in the browser."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..limits import CLIQ
from ..preview.console.output import colored
from ..reading.json import read_json
from .output import UNUSABLE, plain, say, write, writing
from .reports import complain
from .runner import Look, RunResult, drawn
from .sources import FaultyFile, Source, read_body, read_data, refuse_overwriting

if TYPE_CHECKING:
    from ..preview import Theme

_NO_PAGES = {".gif", ".jpeg", ".jpg", ".json", ".md", ".pdf", ".png", ".py", ".svg", ".txt", ".webp"}
_WAIT = 500  # milliseconds; by then also a change is seen that came before the watching began


def preview_file(
    file: Source,
    *,
    out: Path | None = None,
    opens: bool = False,
    watch: bool = False,
    theme: Theme | None = None,
    width: int | None = None,
    color: bool | None = None,
) -> None:
    """Show the card of a file; where there is none to show, say why and end with status 2.

    Args:
        file: a body, or a Python file.
        out: where the page is written; None, without `opens`, shows the card in the terminal.
        opens: open the page in the browser.
        watch: show it again whenever the file changes, until Ctrl-C.
        theme: of the page; that of the reader unless given.
        width: columns in the terminal.
        color: whether the terminal has colours; None asks it.

    Raises:
        Unusable: what is to be written or opened cannot be.
        UsageError: the options make no sense together.
    """
    page = out is not None or opens
    if watch and file.path is None:
        raise click.UsageError("--watch needs a file: standard input does not change")
    if opens and str(out) == "-":
        raise click.UsageError("--open needs a file to open: name one with -o, or leave -o out")
    refuse_overwriting(file, out)
    if out is not None and out.suffix.lower() in _NO_PAGES:
        raise click.UsageError(f"-o writes a page of HTML, and no {out.suffix}: try -o {out.with_suffix('.html')}")
    if theme and not page:
        raise click.UsageError("--theme is that of a page: add -o FILE or --open")
    if width and page:
        raise click.UsageError("--width is that of the terminal: leave it out, for a page has the width of its window")
    look = Look(page, theme or "auto", width, colored() if color is None else color)
    output = _Output(look, out, opens, refresh=opens and watch)
    if watch:
        _watch(file, output)
    else:
        output.show(_card_or_exit(file, look))


class _Output:
    """Where cards are shown: the terminal, a file, the browser."""

    def __init__(self, look: Look, out: Path | None, opens: bool, refresh: bool) -> None:
        self.look = look
        self._out, self._opens, self._refresh = out, opens, refresh

    def show(self, card: str) -> str:
        """Show a card, and return what has been done, in a word; the browser is opened once.

        Raises:
            Unusable: the page cannot be written or opened.
        """
        if not self.look.page:
            say(card, color=self.look.color)
            return "shown"
        from ..preview.web.page import browse, opened

        if self._refresh:  # the browser loads it again each second
            card = card.replace("<head>", '<head><meta http-equiv="refresh" content="1"/>', 1)
        if self._out is None:
            with writing("the page"):
                self._out = opened(card)
        else:
            _write(card, self._out, whole=self._refresh)
            if self._opens:
                browse(self._out)
        self._opens = False
        return "printed" if str(self._out) == "-" else f"written to {plain(str(self._out))}"


def _write(page: str, out: Path, whole: bool) -> None:
    """Write a page; if `whole`, so that a browser that loads it at that moment never has half of it."""
    if not whole or (os.path.exists(out) and not os.path.isfile(out)):
        write(page, out)
        return
    with writing(str(out)):
        path = Path(os.path.realpath(out))
        new = path.with_name(f".{path.name}.{os.getpid()}")
        new.write_text(page + "\n", encoding="utf-8", newline="\n")
        new.replace(path)


def _card_or_exit(file: Source, look: Look) -> str:
    card = _card(file, look)
    if card is None:
        raise click.exceptions.Exit(UNUSABLE)
    return card


def _card(file: Source, look: Look) -> str | None:
    """The card of a file as text; None where there is none, after telling why."""
    try:
        if _is_python(file.path):
            read_data(file)  # which must be there; Python itself reads it, for it knows other encodings, too
            return _card_of_python(file, look)
        _, card = read_body(file, lambda text: drawn(read_json(text, CLIQ.depth), look))
    except FaultyFile as error:
        complain(error.findings)
        return None
    return card


def _is_python(path: str | None) -> bool:
    return path is not None and path.lower().endswith(".py")


def _card_of_python(file: Source, look: Look) -> str | None:
    told = _run(str(Path(str(file.path)).absolute()), look)
    if told.raised:
        say("\n".join(map(plain, told.why.splitlines())), err=True)
    elif told.card is None:
        say(f"Error: {plain(file.name)}: {plain(told.why)}", err=True)
    return told.card


def _run(path: str, look: Look) -> RunResult:
    """Run a Python file in a process of its own; what it prints goes to standard error."""
    with tempfile.TemporaryDirectory(prefix="cardkit-") as folder:
        out = Path(folder) / "outcome.json"
        # Without -B a helper saved twice within a second could be taken from its stale bytecode, and without -P some
        # json.py that lies about for that of Python.
        command = [sys.executable, "-B", "-P", "-m", "cardkit.cli.runner", path, str(out), json.dumps(look)]
        environment = {**os.environ, "COLUMNS": str(shutil.get_terminal_size().columns)}
        prints = 2 if sys.stderr else subprocess.DEVNULL
        done = subprocess.run(command, stdout=prints, env=environment, check=False)  # noqa: S603 - the user's own file
        if not out.exists():
            return RunResult(None, f"it ended with status {done.returncode} before its message could be seen")
        return RunResult(*json.loads(out.read_bytes()))


def _watch(file: Source, output: _Output) -> None:
    """Show a card, and again whenever its file changes, until Ctrl-C; each time tells it on standard error.

    Raises:
        Exit: there is no such file to begin with.
    """
    path = Path(str(file.path))
    if not os.path.exists(path):
        _card_or_exit(file, output.look)
    from watchfiles import watch

    changes = watch(
        path.absolute().parent, watch_filter=None, recursive=False, rust_timeout=_WAIT, yield_on_timeout=True
    )
    before = None
    try:
        for _ in chain([None], changes):
            now = _stamps(path)
            if now != before:
                before = now
                _show_again(file, output)
    except KeyboardInterrupt:
        return


def _stamps(path: Path) -> dict[Path, tuple[int, ...]]:
    """What tells one state of the file from the next; a Python file has those beside it, which it may import."""
    paths = [path, *path.parent.glob("*.py")] if _is_python(str(path)) else [path]
    stamps: dict[Path, tuple[int, ...]] = {}
    for each in paths:
        try:
            status = each.stat()
        except OSError:
            continue
        stamps[each] = status.st_mtime_ns, status.st_size, status.st_ino
    return stamps


def _show_again(file: Source, output: _Output) -> None:
    if not output.look.page:
        click.clear()
    card = _card(file, output.look)
    done = "not shown" if card is None else output.show(card)
    say(f"{plain(file.name)} {done}; Ctrl-C ends", err=True)
