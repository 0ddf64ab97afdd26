"""Small values that are right up to their limits: texts, numbers, addresses, and any JSON."""

from __future__ import annotations

import string
from collections.abc import Sequence
from typing import TypeVar

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

T = TypeVar("T")

_CHARACTERS = st.characters(exclude_categories=("Cc", "Cs"), include_characters="\t\n\r")
_CHARACTERS.validate()  # builds hypothesis' table of Unicode now, and not while a test's first value is drawn
_STARTS = ("https://example.com/", "HTTPS://bücher.example:444/?q=")
WORDS = st.text(string.ascii_letters + string.digits, min_size=1, max_size=8)


def text(most: int = 40, least: int = 1) -> SearchStrategy[str]:
    """Text of `least` to `most` characters, often of exactly `most`."""
    short = st.text(_CHARACTERS, min_size=least, max_size=min(most, 8))
    return short | st.text(_CHARACTERS, min_size=1, max_size=4).map(lambda part: (part * most)[:most])


def maybe(values: SearchStrategy[T]) -> SearchStrategy[T | None]:
    """Nothing, or one of the values."""
    return st.none() | values


def some(entries: SearchStrategy[T], most: int = 6, least: int = 1) -> SearchStrategy[Sequence[T]]:
    """A few entries, or as many as there may be."""
    few = st.lists(entries, min_size=least, max_size=max(least, min(most, 3)))
    return few | few.map(lambda entries: (entries * most)[:most])


def urls(most: int = 300, starts: Sequence[str] = _STARTS) -> SearchStrategy[str]:
    """Addresses of up to `most` characters, often of exactly as many."""
    fitting = [start for start in starts if len(start) < most]
    if not fitting:
        return st.nothing()
    short = st.tuples(st.sampled_from(fitting), WORDS).map(lambda parts: "".join(parts)[:most])
    return short | short.map(lambda url: url.ljust(most, "x"))


TITLES = maybe(text())
FREE = text(least=0)
EMAILS = WORDS.map(lambda name: f"{name}@example.com")
_FINITE = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
NUMBERS = _FINITE | st.decimals(-(10**6), 10**6, places=2)
VALUES = FREE | st.none() | st.booleans() | NUMBERS | st.dates() | st.times() | st.timedeltas() | st.uuids()
WEB = ("https://example.com/", "http://localhost:8080/", "tel:+", "sms:", "sip:ana@")
APPS = ("https://example.com/", "example-app://open/", "intent:")
JSON = st.recursive(
    st.none() | st.booleans() | _FINITE | FREE,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(FREE, inner, max_size=3),
    max_leaves=4,
)
