"""What each code of a finding means, how severe it is and who says so, as ``codes.toml`` has it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from .. import limits
from ..reading.place import RFC

_LIMIT = re.compile(r"\{(\w+)\}")


class IssueCode(NamedTuple):
    """One code: whether it is an error, a warning or both, what it means, and the pages that say it of some thing."""

    severity: str
    meaning: str
    sources: tuple[str, ...]


@cache
def codes() -> Mapping[str, IssueCode]:
    """Every code that a finding can have; in the meanings code stands between backticks.

    >>> codes()["long-text"].meaning
    'One page gives 5,000 characters, others more; a longer text may be refused.'
    """
    table = tomllib.loads(files("cardkit.inspection").joinpath("codes.toml").read_text(encoding="utf-8"))
    return {code: _code(**each) for code, each in table.items()}


def _code(severity: str, meaning: str, sources: list[str]) -> IssueCode:
    """One entry of the file, with the numbers of the limits that its meaning names."""
    told = _LIMIT.sub(lambda found: f"{getattr(limits.CLIQ, found[1]):,}", meaning)
    return IssueCode(severity, told, tuple([RFC if name == "RFC" else getattr(limits, name) for name in sources]))
