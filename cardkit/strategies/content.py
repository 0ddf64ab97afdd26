"""The slides that messages hold: every kind, with numbers up to their limits."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cache, partial
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from ..buttons import AnyButton, Button
from ..chain.message import Message
from ..errors import ConfigurationError
from ..errors.wording import choices, shown
from ..inspection.calls import button_call, execute
from ..limits import CLIQ, Limits
from ..slides import Graph, Image, RawSlide, Slide, Table, Text
from ..slides.base import BuiltinSlide
from ..slides.kinds import KINDS as BUILTIN
from .buttons import of_slides
from .schemas import slides_of
from .values import JSON, NUMBERS, TITLES, VALUES, WEB, maybe, some, text, urls


def slides(kinds: Iterable[str] | None = None, *, limits: Limits = CLIQ) -> SearchStrategy[Slide]:
    """Slides without errors.

    Args:
        kinds: their types on the wire, such as ``["table", "list"]``; ``"raw"`` is a slide of a kind that no source
            names. None draws from all.
        limits: other limits than the service's. Texts and lists are generated up to them.

    Raises:
        ConfigurationError: there is no such kind.
    """
    return st.one_of([_slides(kind, limits) for kind in known(kinds, [*OURS, "raw"], "kinds of slide", "kinds")])


def known(chosen: Iterable[str] | None, there: Collection[str], what: str, name: str) -> Sequence[str]:
    """The names that were asked for, of those that are there, or all."""
    taken = [*there] if chosen is None else [chosen] if isinstance(chosen, str) else [*chosen]
    unknown = [entry for entry in taken if entry not in there]
    if unknown or not taken:
        got = shown(unknown or chosen)
        raise ConfigurationError(f"{name}={got}: the {what} are {choices(there)}")
    return taken


@st.composite
def _tables(draw: DrawFn, limits: Limits) -> Table:
    headers = draw(st.lists(text(12), min_size=1, max_size=4, unique=True))
    return Table(
        headers,
        draw(some(st.tuples(*[VALUES] * len(headers)), least=0)),
        title=draw(TITLES),
        width=draw(maybe(_widths(len(headers), limits))),
        sticky_rows=draw(maybe(st.integers(0, limits.sticky_rows))),
        sticky_columns=draw(maybe(st.integers(0, limits.sticky_columns))),
    )


def _widths(count: int, limits: Limits) -> SearchStrategy[Sequence[int]]:
    """As many widths as there are columns, together the sum that they must have."""
    spare = limits.width_sum - count * limits.width_least
    cuts = st.lists(st.integers(0, spare), min_size=count - 1, max_size=count - 1).map(sorted)
    return cuts.map(lambda at: [limits.width_least + b - a for a, b in zip([0, *at], [*at, spare], strict=True)])


def _graphs(limits: Limits) -> SearchStrategy[Slide]:
    points = some(st.tuples(text(limits.graph_label), NUMBERS), limits.graph_values)
    categories = some(st.tuples(text(limits.graph_category), points), limits.graph_categories)
    axis, preview = maybe(text(limits.graph_axis)), maybe(st.sampled_from(limits.graph_previews))
    return st.builds(Graph, preview, categories, title=TITLES, x_axis=axis, y_axis=axis)


_BY_HAND: Mapping[str, Callable[[Limits], SearchStrategy[Any]]] = {
    "table": _tables,
    "graph": _graphs,
    "image": lambda _: st.builds(Image, some(urls(starts=WEB[:2])), title=TITLES),
    "text": lambda limits: st.builds(Text, text(limits.text_slide_advised), title=TITLES),
}
"""Kinds of which a schema says too little: which cells a row has, that categories have values, which lengths warn."""
_STRATEGIES: Mapping[str, Callable[[Limits], SearchStrategy[Any]]] = {
    cls.types[0]: _BY_HAND.get(cls.types[0], partial(slides_of, cls)) for cls in BUILTIN.values()
}
OURS = tuple(_STRATEGIES)
"""The kinds of slide that the service knows."""
_RAW = JSON.map(lambda data: RawSlide({"type": "carousel", "data": data}))


@cache
def _slides(kind: str, limits: Limits) -> SearchStrategy[Any]:
    return _RAW if kind == "raw" else st.builds(_with_buttons, _STRATEGIES[kind](limits), of_slides(limits))


def _with_buttons(slide: BuiltinSlide, buttons: Sequence[AnyButton]) -> BuiltinSlide:
    return slide.changed(buttons=tuple(buttons))


def opened(message: Message, slide: Slide) -> Message:
    """The message with the slide as its opener and its steps write it."""
    if not isinstance(slide, BuiltinSlide):
        return message.slide(slide)
    buttons = [button_call(button, "slide_button") for button in slide.buttons if isinstance(button, Button)]
    return execute([*slide.calls(), *buttons], message)  # type: ignore[no-any-return]
