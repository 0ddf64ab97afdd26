"""Every finding over a message: errors and warnings, in the order of the document."""

from __future__ import annotations

from . import checks
from .checks import Found
from .errors import Issue
from .limits import REFERENCE, Limits
from .payload import Payload, empty_message
from .slides.base import faults


def findings(payload: Payload, limits: Limits) -> tuple[Issue, ...]:
    """All that is wrong with `payload`, and all that may be."""
    found = [*_text(payload, limits)]
    if payload.card is not None:
        found += [issue.under("/card") for issue in payload.card.issues(limits)]
    if len(payload.slides) > limits.slides_advised:
        found.append(checks.unadvised(len(payload.slides), "/slides", limits, "slides_advised", "many-slides"))
    for place, slide in enumerate(payload.slides):
        found += [issue.under(f"/slides/{place}") for issue in faults(slide, limits)]
    size = len(payload.to_json())
    if size > limits.body_advised:
        found.append(checks.unadvised(size, "", limits, "body_advised", "large-body"))
    return tuple(found)


def _text(payload: Payload, limits: Limits) -> Found:
    if payload.text is None:
        if payload.card is None and not payload.slides:
            return [empty_message()]
        message = "there is no text beside the card and slides, which most pages of the service require"
        return [Issue("", "no-text", message, "a text", "none", REFERENCE, "warning", hint='.text("…")')]
    if len(payload.text) > limits.text:
        return [checks.too_long(payload.text, "/text", limits, "text")]
    if len(payload.text) > limits.text_advised:
        return [checks.unadvised(len(payload.text), "/text", limits, "text_advised", "long-text")]
    return []
