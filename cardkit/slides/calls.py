"""`Call`: how a slide says which calls of a chain create it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple


class Call(NamedTuple):
    """One call of a chain, with its arguments: `to_code` prints it, tests execute it."""

    name: str
    args: Sequence[Any] = ()
    named: Mapping[str, Any] = {}

    @classmethod
    def of(cls, name: str, *args: Any, **named: Any) -> Call:
        """The call without trailing empty arguments and without keywords that are None."""
        while args and not args[-1]:
            args = args[:-1]
        return cls(name, args, given(**named))


def given(**named: Any) -> dict[str, Any]:
    """The keywords that are not None.

    >>> given(title="Hosts", style=None)
    {'title': 'Hosts'}
    """
    return {key: value for key, value in named.items() if value is not None}
