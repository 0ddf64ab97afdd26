"""The seven published messages, and the program that builds, checks, posts and compares them."""

from __future__ import annotations

from importlib.resources import files

FORMATS = ("text", "table", "list", "label", "image", "chart", "graph")


def published(name: str) -> str:
    """The published body of one of the seven `FORMATS`, as its JSON text.

    >>> print(published("text"), end="")
    {
      "text": "Hello team, please review the latest project updates."
    }
    """
    return files(__name__).joinpath("bodies", f"{name}.json").read_text(encoding="utf-8")
