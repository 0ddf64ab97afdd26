"""Judging a body: what the service refuses, or an organisation's service, and what is told of the findings."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Any, Literal, get_args

from attrs import frozen

from .. import check
from ..errors import ConfigurationError, ConstraintError, Issue, Severity
from ..errors.issue import keys_of, pointer
from ..errors.wording import choices, cut, shown
from ..inspection.advice import advice
from ..limits import BOTS, CLIQ, Api
from ..payload.parse import decoded_part
from ..reading.guards import is_array
from ..reading.json import read_json
from ..reading.place import Json
from ..transport.addresses import PATHS
from .addresses import Address

PARAMETERS, PARAMETER = 50, 10_000
"""How many parameters a bot's handler takes, and how long each may be (Zoho Cliq v3 API description, bots.yml)."""
FINDINGS = 100
"""Findings that are kept or told of one body, so that memory and answers stay small."""
LONGEST = 2_000
"""Characters of one part of a finding that are told."""
_CHARACTERS = 100_000
_PARTS = ("path", "place", "code", "severity", "message", "expected", "got", "source", "hint")

OrganisationName = Literal["reference", "field"]
_PICTURES: Mapping[Api, str] = {"v2": "image", "v3": "images"}
_NESTED = {"image", "images", "percentage_chart"}


class Refusal(Exception):  # noqa: N818 - it is an answer, and no fault of the sandbox
    """A request that is answered with an error: its status, the body, and headers beside the usual ones."""

    def __init__(self, status: int, message: str, headers: Mapping[str, str] | None = None, **more: object) -> None:
        super().__init__(message)
        self.status = status
        self.body = {"message": message, **more}
        self.headers = dict(headers or {})
        self.findings: tuple[Issue, ...] = ()

    @property
    def code(self) -> str:
        """The code in the body, if it has one."""
        return str(self.body.get("code", ""))


def judged(content: bytes, address: Address, *, strict: bool = False) -> tuple[Issue, ...]:
    """The warnings about a body.

    Args:
        content: the body.
        address: where it is addressed to.
        strict: refuse unknown keys at the top level, as some organisations report of the service.

    Raises:
        Refusal: it has errors; the first is told in words, and ``findings`` are all, or the first of too many.
    """
    found = _parameters(content, address.api) if address.incoming else check(content)
    errors = [issue for issue in found if issue.severity == "error"]
    if errors:
        raise refused(errors[0].code, f"{errors[0].place}: {errors[0].message}", found)
    extra = [issue for issue in found if issue.code == "unknown-key" and issue.path.count("/") == 1]
    if strict and extra and not address.incoming:
        names = ", ".join([repr(keys_of(issue.path)[0][:100]) for issue in extra[:5]])
        raise refused("extra_key_found", f"the service knows no such key here: {names}", found)
    return found


def refused(code: str, message: str, found: Sequence[Issue]) -> Refusal:
    """The answer to a body that has errors."""
    kept = bounded(found)
    told = [described(issue) for issue in kept]
    refusal = Refusal(400, message[:LONGEST], None, code=code, findings=told, **counts(found))
    refusal.findings = kept
    return refusal


def bounded(found: Sequence[Issue]) -> tuple[Issue, ...]:
    """The findings that are kept: all, in the order of the document; of too many the first, errors before warnings."""
    if len(found) <= FINDINGS and sum(map(_characters, found)) <= _CHARACTERS:
        return tuple(found)
    ordered = sorted(found, key=_is_warning)[:FINDINGS]
    count = sum([size <= _CHARACTERS for size in accumulate(map(_characters, ordered))])
    return tuple(ordered[: max(1, count)])


def described(issue: Issue) -> dict[str, str]:
    """A finding as JSON has it, with its hint for whoever edits JSON."""
    parts = {name: getattr(issue, name) for name in _PARTS} | {"hint": advice(issue)}
    return {name: cut(part, LONGEST) for name, part in parts.items() if part or name == "path"}


def counts(found: Sequence[Issue]) -> dict[str, int]:
    """How many errors and warnings there are."""
    warnings = sum(map(_is_warning, found))
    return {"errors": len(found) - warnings, "warnings": warnings}


def _is_warning(issue: Issue) -> bool:
    """Whether a finding is a warning only."""
    return issue.severity == "warning"


def _characters(issue: Issue) -> int:
    return len(issue.path) + len(issue.message) + len(issue.expected) + len(issue.got)


def _parameters(content: bytes, api: Api) -> tuple[Issue, ...]:
    """What is wrong with the parameters of a bot's handler: a flat object of strings.

    Version 2 documents no bounds, and hands a handler the body as it came: programs post all kinds of JSON there, so
    there what version 3 would not take is a warning.
    """
    allowed = f"at most {PARAMETERS} strings of at most {PARAMETER:,} characters each"
    try:
        body = read_json(content, CLIQ.depth)
    except ConstraintError as error:
        return error.issues
    severity: Severity = "error" if api == "v3" else "warning"
    taker = "a bot's handler" if api == "v3" else "version 3 of a bot's handler"
    if len(body) > PARAMETERS:
        message = f"{taker} takes at most {PARAMETERS} parameters"
        return (Issue("", "too-many", message, allowed, str(len(body)), BOTS, severity),)
    wrong = [name for name, value in body.items() if not isinstance(value, str) or len(value) > PARAMETER]
    message = f"{taker} takes flat parameters only"
    return tuple([Issue(pointer(name), "wrong-type", message, allowed, "", BOTS, severity) for name in wrong])


def parameters(body: Mapping[str, Json]) -> dict[str, str]:
    """The parameters of a bot's handler, each as text.

    >>> parameters({"host": "web-1", "disks": [1, 2]})
    {'host': 'web-1', 'disks': '[1, 2]'}
    """
    return {
        name: value if isinstance(value, str) else json.dumps(value, ensure_ascii=False) for name, value in body.items()
    }


@frozen
class Organisation:
    """What an organisation's service takes.

    Attributes:
        paths: the paths that it has, by the version of the API and the kind of destination.
        wire: the form of pictures and charts.
        strict: whether it refuses unknown keys at the top level.
        in_card: whether it takes buttons within the card.
        text: how many characters a text may have.
    """

    paths: Mapping[Api, Mapping[str, str]]
    wire: Api
    strict: bool
    in_card: bool
    text: int

    def check_path(self, address: Address, path: str) -> None:
        """Refuse a path that this organisation's service has not.

        Raises:
            Refusal: it has another for such a destination.
        """
        kind = "chat" if address.destination.kind == "thread" else address.destination.kind
        known = self.paths[address.api].get(kind, "")
        if address.takes == "message" and path.rpartition("/")[2] != known.rpartition("/")[2]:
            raise Refusal(404, f"there is no address {path}; there is /api/{address.api}{known}")

    def check_body(self, content: bytes) -> None:
        """Refuse a message, which was judged already, in a form that this organisation's service does not take.

        Raises:
            Refusal: it has such a form; the code is one that senders report.
        """
        body: dict[str, Any] = json.loads(content)
        if len(body.get("text") or "") > self.text:
            raise Refusal(400, f"the text has more than {self.text:,} characters", code="input_maxlength_reached")
        card, slides = [decoded_part(name, body.get(name), CLIQ) for name in ("card", "slides")]
        if not self.in_card and isinstance(card, dict) and "buttons" in card:
            raise Refusal(400, "the service knows no buttons within a card", code="extra_key_found")
        if is_array(slides) and not all(map(self._takes, slides)):
            raise Refusal(400, "a picture or a chart has another form here", code="input_pattern_mismatch")

    def _takes(self, slide: Any) -> bool:
        """Whether a picture or a chart has the form of this organisation; all other slides have only one."""
        kind, data = slide.get("type"), slide.get("data")
        if kind not in _NESTED or not isinstance(data, list):
            return True
        nested = isinstance(data[0], list) if data else self.wire == "v2"
        return nested == (self.wire == "v2") and kind in {_PICTURES[self.wire], "percentage_chart"}


_SINGULAR = {kind: path.removesuffix("s") for kind, path in PATHS["v2"].items()}
ORGANISATIONS: Mapping[OrganisationName, Organisation] = {
    "reference": Organisation(PATHS, "v2", strict=False, in_card=True, text=CLIQ.text),
    "field": Organisation({**PATHS, "v2": _SINGULAR}, "v3", strict=True, in_card=False, text=CLIQ.text_advised),
}
"""One whose service is as the reference page has it, and one as public senders report of theirs."""


def organisation_of(name: OrganisationName | None) -> Organisation | None:
    """The organisation of a name; None is one that takes whatever any source has.

    Raises:
        ConfigurationError: there is no such name.
    """
    if name not in (None, *get_args(OrganisationName)):
        raise ConfigurationError(f"organisation={shown(name)} must be {choices(ORGANISATIONS)}, or None")
    return None if name is None else ORGANISATIONS[name]
