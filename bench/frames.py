"""A table made of a data frame, beside what the frame's own library and `json` do with the same rows."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from cardkit import Message

ROWS = 10_000
DATA: dict[str, list[Any]] = {
    "Host": [f"web-{number}" for number in range(ROWS)],
    "State": ["up" if number % 7 else "down" for number in range(ROWS)],
    "Errors": [number % 13 for number in range(ROWS)],
    "Load": [number / 64 for number in range(ROWS)],
}


def pandas_pair() -> tuple[Callable[[], str], Callable[[], str]]:
    """Our table of a frame of pandas, and ``to_dict("records")`` with `json.dumps`."""
    import pandas as pd

    frame = pd.DataFrame(DATA)
    return lambda: card(frame), lambda: json.dumps(frame.to_dict("records"))


def polars_pair() -> tuple[Callable[[], str], Callable[[], str]]:
    """Our table of a frame of polars, and ``to_dicts`` with `json.dumps`."""
    import polars as pl

    frame = pl.DataFrame(DATA)
    return lambda: card(frame), lambda: json.dumps(frame.to_dicts())


def card(frame: Any) -> str:
    """The whole message with the frame as a table."""
    return Message("Hosts").card("Hosts").table(frame).to_json()
