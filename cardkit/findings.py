"""Every finding over a message: errors and warnings, in the order of the document."""

from __future__ import annotations

from . import checks
from .checks import Found
from .draft import Draft, gaps, write
from .errors import Issue
from .keys import keys_gaps
from .limits import REFERENCE, Limits


def findings(draft: Draft, limits: Limits) -> tuple[Issue, ...]:
    """All that is wrong with the message that `draft` holds, and all that may be."""
    found = [*_text(draft, limits), *gaps(draft, limits), *keys_gaps(draft.extra.items(), limits)]
    if len(draft.slides) > limits.slides_advised:
        found.append(checks.unadvised(len(draft.slides), "/slides", limits, "slides_advised", "many-slides"))
    size = len(write(draft, None))
    if size > limits.body_advised:
        found.append(checks.unadvised(size, "", limits, "body_advised", "large-body"))
    return tuple(found)


def _text(draft: Draft, limits: Limits) -> Found:
    if draft.text is None and (draft.card is not None or draft.slides):
        message = "there is no text beside the card and slides, which most pages of the service require"
        return [Issue("", "no-text", message, "a text", "none", REFERENCE, "warning", hint='.text("…")')]
    if draft.text is not None and limits.text_advised < len(draft.text) <= limits.text:
        return [checks.unadvised(len(draft.text), "/text", limits, "text_advised", "long-text")]
    return []
