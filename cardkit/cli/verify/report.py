"""The report of `cardkit verify`: a table for people, and JSON for programs, neither with a secret in it."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence

from attrs import asdict, frozen

from ... import __version__
from ...errors.wording import cut
from ...to import Destination
from ..output import columns, plain
from .probes import Result
from .questions import Conclusion

_LONGEST = 80  # characters that the table shows of what the service said


@frozen
class Report:
    """What was asked and found.

    Attributes:
        to: where the probes were posted to.
        results: what became of each.
        conclusions: the answers to the questions.
        stopped: why the rest was not posted; empty where all were.
        time: when it was asked, in seconds since 1970.
    """

    to: Destination
    results: Sequence[Result]
    conclusions: Sequence[Conclusion]
    stopped: str
    time: float


def as_table(report: Report) -> str:
    """The report for people: each question with what was found and how to set it, then each probe."""
    found = [("QUESTION", "FOUND", "HOW TO SET IT")]
    found += [(one.question, one.found, _setting(one)) for one in report.conclusions]
    probes = [("PROBE", "ANSWER", "SEEN")]
    probes += [(f"{one.place} {one.probe.name}", answer_of(one), _seen(one)) for one in report.results]
    parts = [columns(found), columns(probes)]
    return "\n\n".join([*parts, f"stopped: {plain(report.stopped)}"] if report.stopped else parts)


def as_json(report: Report) -> str:
    """The report for programs."""
    body = {
        "cardkit": __version__,
        "time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(report.time)),
        "destination": str(report.to),
        "stopped": report.stopped,
        "conclusions": [asdict(one) for one in report.conclusions],
        "probes": [_result(one) for one in report.results],
    }
    return json.dumps(body, indent=2, ensure_ascii=False)


def answer_of(result: Result) -> str:
    """What the service answered to a probe, in words."""
    told = " ".join([cut(part, _LONGEST) for part in (result.code, result.words) if part])
    word = {True: "taken", False: "refused", None: "unknown"}[result.taken]
    return plain(f"{word} {result.status or ''} {told}".strip())


def _setting(one: Conclusion) -> str:
    return one.setting or ("the default fits" if one.known else "-")


def _result(result: Result) -> dict[str, object]:
    return {
        "name": result.probe.name,
        "place": result.place,
        "shows": result.probe.shows,
        "status": result.status,
        "taken": result.taken,
        "code": result.code,
        "words": result.words,
        "seen": result.seen,
        "works": result.works,
    }


def _seen(result: Result) -> str:
    return result.seen if result.taken and result.probe.shows else "-"
