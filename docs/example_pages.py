"""Live cards in the pages: below each example that builds one, as cardkit draws it."""

from __future__ import annotations

import ast
import contextlib
import io
import logging
import os
import tempfile
import webbrowser
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple
from unittest import mock

from markdown_it import MarkdownIt

from cardkit import Message, preview

SHOWN = (
    "index",
    "themes/",
    "how-to/recipes",
    "how-to/buttons",
    "how-to/mentions",
    "how-to/preview",
    "how-to/integrations",
    "how-to/ci",
    "how-to/data",
    "how-to/too-big",
    "reference/slides",
)
"""The pages, or the folders of pages, whose examples are followed by their cards."""


class Example(NamedTuple):
    """A Python block of a page: its code and the line behind it."""

    code: str
    end: int


def with_cards(_app: Any, page: str, source: list[str]) -> None:
    """Put its card below each example of a page; Sphinx calls it with the page's text."""
    if page.startswith(SHOWN):
        source[0] = _with_cards(source[0])


def _with_cards(text: str) -> str:
    lines, examples = text.splitlines(), [*_examples(text)]
    cards = _cards([example.code for example in examples])
    for example, card in reversed([*zip(examples, cards, strict=True)]):
        if card:
            lines[example.end : example.end] = ["", *card.splitlines(), ""]
    return "\n".join(lines) + "\n"


def _examples(text: str) -> Iterator[Example]:
    for token in MarkdownIt().parse(text):
        if token.type == "fence" and token.info.strip() == "python" and token.map is not None:
            yield Example(token.content, token.map[1])


def _cards(blocks: Sequence[str]) -> list[str]:
    """What is shown below each block: the message that it named last, if it named one."""
    names, cards = {"__name__": "__main__"}, list[str]()
    with _elsewhere():
        for block in blocks:
            exec(compile(block, "<example>", "exec"), names)  # noqa: S102 - the project's own pages
            message = _named_last(block, names)
            cards.append("" if message is None else card(message))
    return cards


def _named_last(block: str, names: dict[str, Any]) -> Message | None:
    targets = [target for node in ast.parse(block).body if isinstance(node, ast.Assign) for target in node.targets]
    found = [names.get(target.id) for target in targets if isinstance(target, ast.Name)]
    return next((one for one in reversed(found) if isinstance(one, Message)), None)


@contextlib.contextmanager
def _elsewhere() -> Iterator[None]:
    """In an empty folder, where nothing is printed or logged and no browser opens."""
    before = Path.cwd()
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()):
        os.chdir(folder)
        try:
            quiet = mock.patch.object(logging.getLogger(), "handlers", [])
            with mock.patch.object(webbrowser, "open", return_value=True), quiet:
                yield
        finally:
            os.chdir(before)


def card(message: Message) -> str:
    """A live card as a block of a page."""
    return f"```{{raw}} html\n<div class='example-card'>{preview.html(message)}</div>\n```"
