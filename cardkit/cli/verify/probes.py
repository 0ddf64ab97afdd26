"""The small messages of `cardkit verify`, each of which tries one thing that sources disagree about, and their answers.

Bodies are written out as they are posted, so that what is tried does not depend on what the chain writes by default.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

from attrs import evolve, frozen

from ...errors import RateLimitError, TransportError
from ...limits import CLIQ
from ...to import Destination
from ...transport import Transport

CHART_FORMS = ("", "-flat")
"""The forms of a chart, as the names of their probes end: in an array within an array, and flat."""
_END = " END"
_PAGE = "https://docs.python.org/3/"
_SHARES = [{"label": "A", "value": 1}, {"label": "B", "value": 3}]


@frozen
class Probe:
    """One small message.

    Attributes:
        name: its name in the report.
        shows: what a person sees if it works; empty where the service's answer says enough.
        body: the body, but for the text above it.
        text: what the text ends with.
        length: how many characters the text has; 0 for as many as it takes.
    """

    name: str
    shows: str = ""
    body: Mapping[str, Any] = {}
    text: str = ""
    length: int = 0

    def written(self, place: str) -> bytes:
        """The body as JSON; `place` is where it stands among all, such as ``7/31``."""
        seen = f": do you see {self.shows}?" if self.shows else ""
        text = f"{place} cardkit verify, {self.name}{seen}{self.text}"
        if self.length:
            text = text.ljust(self.length - len(_END), ".") + _END
        return json.dumps({"text": text, **self.body}, ensure_ascii=False).encode()


def probes(picture: str) -> Sequence[Probe]:
    """All probes but those of addresses, in the order in which they are posted."""
    return [
        *_pictures(picture),
        *_pies("chart", "a pie of two parts", _SHARES),
        *_buttons(),
        *_cards(picture),
        *_values(),
        *_limits(),
    ]


def _slide(**keys: Any) -> dict[str, Any]:
    return {"slides": [keys]}


def _pictures(picture: str) -> Sequence[Probe]:
    """Notes D1 and D2 of the sources: the type, and whether the addresses stand in an array within an array."""
    forms: Mapping[str, Any] = {"nested": [[picture]], "flat": [picture]}
    return [
        Probe(f"{type}-{form}", "a picture", _slide(type=type, data=data))
        for type in ("image", "images")
        for form, data in forms.items()
    ]


def _button(label: str = "Yes", **more: Any) -> dict[str, Any]:
    return {"label": label, "type": "+", "action": {"type": "open.url", "data": {"web": _PAGE}}, **more}


def _buttons() -> Sequence[Probe]:
    seen, prompt, inline = "a button Yes", {"title": "Verify?", "theme": "prompt"}, {"title": "A card"}
    confirm = {"title": "Sure?", "description": "It opens a page."}
    asked = {**_button(), "action": {**_button()["action"], "confirm": confirm}}
    return [
        Probe("prompt-below", seen, {"card": prompt, "buttons": [_button()]}),
        Probe("prompt-within", seen, {"card": {**prompt, "buttons": [_button()]}}),
        Probe("card-within", seen, {"card": {**inline, "theme": "modern-inline", "buttons": [_button()]}}),
        Probe("slide-buttons", seen, _slide(type="text", data="A slide", buttons=[_button()])),
        Probe("empty-hint", seen, {"buttons": [_button(hint="")]}),
        Probe("short-confirm", "a button Yes that asks before it opens a page", {"buttons": [asked]}),
    ]


def _cards(picture: str) -> Sequence[Probe]:
    card = {"title": "A card", "theme": "modern-inline"}
    return [
        Probe("card-icon", "a card with a small picture", {"card": {**card, "icon": picture}}),
        Probe("theme-basic", "a card", {"card": {**card, "theme": "basic"}}),
        Probe("unknown-key", body={"cardkit_verify": "nobody knows this key"}),
    ]


def _table(**row: Any) -> dict[str, Any]:
    return _slide(type="table", data={"headers": [*row], "rows": [row]})


def _values() -> Sequence[Probe]:
    link = "[+Press](invoke.function|cardkit_verify)"
    return [
        Probe("numbers", "a table with 1, true and an empty cell", _table(A=1, B=True, C=None)),
        Probe("function-link", "a button Press in a table", _table(A=link)),
        Probe("two-asterisks", "a bold word without asterisks", text=" **bold**"),
    ]


def _limits() -> Sequence[Probe]:
    """Each limit at its edge and one beyond, where pages state several or none was ever tried."""
    edges = (*_two(CLIQ.text_advised), *_two(CLIQ.text))
    end, button, words = "END at the end of the card's title", "a button that ends with END", "END in the pie's words"
    return [
        *[Probe(f"text-{n}", "END at the end", length=n) for n in edges],
        *[Probe(f"title-{n}", end, {"card": {"title": _sized(n)}}) for n in _two(CLIQ.card_title)],
        *[Probe(f"label-{n}", button, {"buttons": [_button(_sized(n))]}) for n in _two(CLIQ.button_label)],
        *[
            Probe(f"buttons-{n}", f"{n} buttons", {"buttons": [_button(f"B{at}") for at in range(n)]})
            for n in _two(CLIQ.buttons)
        ],
        *[
            probe
            for n in _two(CLIQ.chart_segments)
            for probe in _pies(f"segments-{n}", f"a pie of {n} parts", _parts([f"Part {at}" for at in range(n)]))
        ],
        *[probe for n in _two(CLIQ.chart_label) for probe in _pies(f"chart-label-{n}", words, _parts([_sized(n)]))],
    ]


def _pies(name: str, shows: str, segments: Sequence[Mapping[str, Any]]) -> Sequence[Probe]:
    """A chart in both forms: in an array within an array, and flat."""
    look: Mapping[str, Any] = {"type": "percentage_chart", "styles": {"preview": "pie"}}
    forms = zip(CHART_FORMS, ([segments], segments), strict=True)
    return [Probe(f"{name}{form}", shows, _slide(**look, data=data)) for form, data in forms]


def _two(limit: int) -> tuple[int, int]:
    return limit, limit + 1


def _sized(length: int) -> str:
    return "x".ljust(length - len(_END), "x") + _END


def _parts(labels: Sequence[str]) -> Sequence[Mapping[str, Any]]:
    return [{"label": label, "value": 1} for label in labels]


Seen = Literal["drawn", "not drawn", "not seen"]


@frozen
class Result:
    """What became of one probe.

    Attributes:
        probe: the probe.
        place: where it stands among all, such as ``7/31``.
        status: of the service's answer; None where there was none.
        taken: whether the service took it; None where nobody knows.
        code: the service's code for its refusal.
        words: what the service said of it.
        seen: what a person said.
    """

    probe: Probe
    place: str
    status: int | None
    taken: bool | None
    code: str = ""
    words: str = ""
    seen: Seen = "not seen"

    @property
    def works(self) -> bool | None:
        """Whether it was taken and, where there is something to see, drawn; None where that is not known."""
        if not self.taken or not self.probe.shows:
            return self.taken
        return None if self.seen == "not seen" else self.seen == "drawn"


class Stopped(Exception):  # noqa: N818 - it is an end of the questions, and told as one
    """The service refuses more than a probe: who posts, where to, or how often."""


def post_probe(probe: Probe, place: str, to: Destination, transport: Transport) -> Result:
    """Post a probe. Whatever the service answers is an answer, but for a throttle.

    Raises:
        Stopped: the service throttles.
    """
    try:
        receipt = transport.send(probe.written(place), to)
    except RateLimitError as error:
        raise Stopped(str(error)) from error
    except TransportError as error:
        taken = None if error.may_have_arrived else False
        return Result(probe, place, error.status, taken, error.code or "", error.service_message or str(error))
    return Result(probe, place, receipt.status, taken=True)


def looked_at(results: Sequence[Result], ask: Callable[[str], Seen | None]) -> Sequence[Result]:
    """The results with what a person saw of those that were taken and have something to see; None ends the asking."""
    seen: dict[str, Seen] = {}
    for result in results:
        if result.taken and result.probe.shows:
            answer = ask(f"{result.place} {result.probe.name}: {result.probe.shows}")
            if answer is None:
                break
            seen[result.place] = answer
    return [evolve(result, seen=seen.get(result.place, "not seen")) for result in results]
