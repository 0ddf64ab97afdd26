"""The picture of a terminal: how `cardkit demo` ends. ``python docs/terminal_picture.py`` draws it anew.

In the SVG stands a digest of the text it was drawn of, so that a test can tell a picture that has become wrong.
"""

from __future__ import annotations

import hashlib
import io
import re
from pathlib import Path

from click.testing import CliRunner
from rich.console import Console
from rich.terminal_theme import MONOKAI
from rich.text import Text

from cardkit.cli.main import cardkit

PICTURE = Path(__file__).parent / "pictures" / "terminal.svg"
COLUMNS = 64
FONT = "ui-monospace, Menlo, Consolas, DejaVu Sans Mono, monospace"


def shown() -> str:
    """What the demo prints last, in colour: two of its seven cards, and the line of proof."""
    run = CliRunner(env={"COLUMNS": str(COLUMNS)}).invoke(cardkit, ["demo", "--color"])
    return "$ cardkit demo\n\u2026\n" + run.output[run.output.index("6 of 7:") :]


def digest(text: str) -> str:
    """What tells a text from any other."""
    return hashlib.sha256(text.encode()).hexdigest()


def drawn(text: str) -> str:
    """The text as SVG, with fonts of the reader's machine alone."""
    console = Console(record=True, width=COLUMNS, file=io.StringIO(), force_terminal=True, color_system="truecolor")
    console.print(Text.from_ansi(text))
    svg = console.export_svg(title="cardkit demo", theme=MONOKAI, unique_id="terminal")
    svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL).replace("Fira Code, monospace", FONT)
    return f"{svg.rstrip()}\n<!-- {digest(text)} -->\n"


if __name__ == "__main__":
    PICTURE.write_text(drawn(shown()), encoding="utf-8")
