"""Posting a probe of `cardkit verify`, what the service answers to it, and what a person saw."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

from attrs import evolve, frozen

from ...errors import RateLimitError, TransportError
from ...to import Destination
from ...transport import Transport
from .probes import Probe

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
