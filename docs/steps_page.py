"""The page of all steps, made from the classes that hold them: each is a target under `Message`."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from signatures import signatures
from sphinx.ext.napoleon import Config, GoogleDocstring

from cardkit.chain import (
    ChartMessage,
    GraphMessage,
    ImageMessage,
    LabelMessage,
    ListMessage,
    SectionMessage,
    SlideMessage,
    TableMessage,
)
from cardkit.chain.buttons import ButtonSteps
from cardkit.chain.cards import CardSteps
from cardkit.chain.envelope import EnvelopeSteps
from cardkit.chain.hints import StepHint
from cardkit.chain.openers import opened_classes

HEAD = """# Steps

Each step returns a new message and leaves the old one as it was. Steps of the first three groups always work. The
others work while the slide or section that they fill is open. [Message](message.md) has the methods that open slides,
and those that make, check, write and send a message. This page is made from the docstrings.
"""


class Group(NamedTuple):
    """Steps that work at the same time: their class, a heading, a sentence."""

    steps: type
    title: str
    sentence: str


GROUPS = (
    Group(EnvelopeSteps, "The envelope, always", "The text, the sender, and the other keys around the card."),
    Group(CardSteps, "The card, always", "The last of these steps decides the theme of the card."),
    Group(ButtonSteps, "Buttons, always", "Below the card, within it, and in the text."),
    Group(SectionMessage, "While a section is open", "After `.section(…)`, in a card of the modern-inline theme."),
    Group(TableMessage, "While a table is open", "After `.table(…)`."),
    Group(ListMessage, "While a list is open", "After `.list(…)`."),
    Group(LabelMessage, "While a label is open", "After `.label(…)`."),
    Group(ImageMessage, "While an image slide is open", "After `.image(…)`."),
    Group(ChartMessage, "While a chart is open", "After `.chart(…)`."),
    Group(GraphMessage, "While a graph is open", "After `.graph(…)`."),
    Group(SlideMessage, "While any slide is open", "Buttons below the content of the slide."),
)


def steps_page() -> str:
    """The page as Markdown, each step as a directive of Sphinx's."""
    seen = set[str]()
    parts = [HEAD]
    for group in GROUPS:
        parts += [f"## {group.title}\n\n{group.sentence}\n", "```{eval-rst}"]
        for name, step in steps_of(group.steps).items():
            parts += [*_directive(name, step, again=name in seen), ""]
            seen.add(name)
        parts.append("```\n")
    return "\n".join(parts)


def steps_of(steps: type) -> Mapping[str, Callable[..., Any]]:
    """The steps of a class by their names, in the order of its file."""
    found = {name: value for name, value in vars(steps).items() if not name.startswith("_")}
    return {name: value for name, value in found.items() if inspect.isfunction(value)}


def message_names() -> Mapping[str, Any]:
    """All public names of a message, with whatever slide is open, and what stands behind each."""
    classes = [kind for opened in opened_classes().values() for kind in reversed(opened.__mro__)]
    return {
        name: value
        for kind in classes
        if kind.__module__.startswith("cardkit.chain")
        for name, value in vars(kind).items()
        if not name.startswith("_") and not isinstance(value, StepHint)
    }


def _directive(name: str, step: Callable[..., Any], *, again: bool) -> Iterator[str]:
    """A step as a method of `Message`, one line for each way to call it; its name is indexed once."""
    first, *others = [f"cardkit.Message.{name}{shown}" for shown in signatures(step, given="Message")]
    yield f".. py:method:: {first}"
    yield from [f"               {other}" for other in others]
    if again:
        yield "   :no-index:"
    yield ""
    text = GoogleDocstring(inspect.getdoc(step) or "", Config(napoleon_use_rtype=False), what="method")
    yield from [f"   {line}".rstrip() for line in str(text).splitlines()]
