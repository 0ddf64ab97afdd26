"""Organisations that the sandbox plays: what their service takes where the sources disagree."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Literal, get_args

from attrs import frozen

from ..errors import ConfigurationError
from ..errors.wording import choices, shown
from ..limits import CLIQ, Api
from ..payload.parse import decoded_part
from ..reading.guards import is_array
from ..transport.addresses import PATHS
from .answers import Refusal
from .places import Address

Name = Literal["reference", "field"]

_PICTURES: Mapping[Api, str] = {"v2": "image", "v3": "images"}
_NESTED = {"image", "images", "percentage_chart"}


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
ORGANISATIONS: Mapping[Name, Organisation] = {
    "reference": Organisation(PATHS, "v2", strict=False, in_card=True, text=CLIQ.text),
    "field": Organisation({**PATHS, "v2": _SINGULAR}, "v3", strict=True, in_card=False, text=CLIQ.text_advised),
}
"""One whose service is as the reference page has it, and one as public senders report of theirs."""


def organisation_of(name: Name | None) -> Organisation | None:
    """The organisation of a name; None is one that takes whatever any source has.

    Raises:
        ConfigurationError: there is no such name.
    """
    if name not in (None, *get_args(Name)):
        raise ConfigurationError(f"organisation={shown(name)} must be {choices(ORGANISATIONS)}, or None")
    return None if name is None else ORGANISATIONS[name]
