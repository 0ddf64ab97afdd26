"""`Backlog`: the entries that wait, of which the least severe give way where there is no room."""

from __future__ import annotations

from collections import deque
from itertools import chain, count
from operator import itemgetter

from .cards import Entry

_numbers = count()
"""Tell the order of all entries, whichever backlog they are in."""


class Backlog:
    """Entries that wait, by their level, so that whoever adds one waits no longer where many are there.

    Args:
        most: entries that wait at most; of more the least severe are only counted, of these the last.

    >>> backlog = Backlog(3)
    >>> for level in (40, 30, 50, 30, 40):
    ...     backlog.put(Entry(0.0, level, "shop", "…"))
    >>> [entry.level for entry in backlog.entries()], backlog.dropped
    ([40, 50, 40], 2)
    """

    def __init__(self, most: int) -> None:
        self._most, self.dropped, self._count = most, 0, 0
        self._by_level = dict[int, deque[tuple[int, Entry]]]()

    def __len__(self) -> int:
        return self._count

    def put(self, entry: Entry) -> None:
        """Keep an entry, as the last."""
        self._by_level.setdefault(entry.level, deque()).append((next(_numbers), entry))
        self._count += 1
        self._bound()

    def add(self, later: Backlog) -> None:
        """Keep what another one has, behind what is here."""
        for level, numbered in later._by_level.items():
            self._by_level.setdefault(level, deque()).extend(numbered)
        self._count += len(later)
        self.dropped += later.dropped
        self._bound()

    def entries(self) -> list[Entry]:
        """All of them, in the order in which they came."""
        numbered = sorted(chain.from_iterable(self._by_level.values()), key=itemgetter(0))
        return [entry for _, entry in numbered]

    def _bound(self) -> None:
        """Leave out what is more than may wait."""
        while self._count > self._most:
            lowest = min(self._by_level)
            self._by_level[lowest].pop()
            if not self._by_level[lowest]:
                del self._by_level[lowest]
            self._count -= 1
            self.dropped += 1
