"""Helpers for your tests: compare messages, and test a pacing of your own.

>>> from cardkit import Message
>>> hosts = Message("Hosts").table(["Host", "State"]).row("web-1", "up")
>>> print(diff(hosts.row("web-2", "up"), hosts.row("web-2", "down").text("Two hosts")))
text: 'Hosts' != 'Two hosts'
slide 1, row 2, State: 'up' != 'down'
"""

from .comparison import Comparable, assert_same, diff
from .pacing import pacing_contract

__all__ = ["Comparable", "assert_same", "diff", "pacing_contract"]


def __dir__() -> list[str]:
    return __all__
