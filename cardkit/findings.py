"""Every finding over a body, in the order of the document: `cardkit.check`, and what `Message.issues` lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from . import checks
from .checks import Found
from .draft import gaps
from .errors import ConstraintError, Issue
from .keys import keys_gaps
from .limits import CARDKIT, CLIQ, REFERENCE, Limits
from .parse import as_body, parts, read_json, seen
from .slides import Slide
from .slides.base import faults
from .values import json_text


def check(payload: object, *, limits: Limits = CLIQ) -> tuple[Issue, ...]:
    """All that is wrong with a body, and all that may be; nothing is raised, whatever comes.

    Args:
        payload: a mapping, or JSON text as str or bytes.
        limits: other limits than the service's.

    Returns:
        The issues in the order of the document; their paths are JSON Pointers into the body that came.

    >>> from cardkit import check
    >>> [(issue.path, issue.code) for issue in check('{"text": "Hi", "slides": [{"type": "list", "data": []}]}')]
    [('/slides/0/data', 'empty-slide')]
    """
    try:
        if isinstance(payload, (str, bytes, bytearray)):
            body = read_json(payload, limits.depth)
        else:
            body = as_body(payload, limits.depth)
    except ConstraintError as error:
        return error.issues
    except Exception as error:
        message = f"the mapping cannot be read: {error!r}"
        return (Issue("", "unreadable", message, "a mapping that can be read", "", CARDKIT, hint="a dict"),)
    return findings(body, limits)


def findings(
    body: Mapping[str, Any], limits: Limits, strangers: Mapping[int, Slide] | None = None
) -> tuple[Issue, ...]:
    """All issues of a body; those of the slides at the places of `strangers` are what these say themselves."""
    found: Found = []
    draft = parts(body, found, limits)
    for place, slide in (strangers or {}).items():
        path = f"/slides/{place}"
        found = [issue for issue in found if issue.path != path and not issue.path.startswith(f"{path}/")]
        found += [issue.under(path) for issue in faults(slide, limits)]
    if draft.text is None and ("card" in body or "slides" in body):
        message = "there is no text beside the card and slides, which most pages of the service require"
        found.append(Issue("", "no-text", message, "a text", "none", REFERENCE, "warning", hint='.text("…")'))
    if draft.text is not None and limits.text_advised < len(draft.text) <= limits.text:
        found.append(checks.unadvised(len(draft.text), "/text", limits, "text_advised", "long-text"))
    unread = any(issue.path in {"/text", "/slides"} for issue in found)
    found += [issue for issue in gaps(draft, limits) if not (unread and issue.code == "empty-message")]
    found += keys_gaps(draft.extra.items(), limits)
    found += _sizes(body, draft.slides, limits)
    return tuple(_ordered(_distinct([seen(issue, body) for issue in found]), body))


def _sizes(body: Mapping[str, Any], slides: Sequence[object], limits: Limits) -> Found:
    found: Found = []
    if len(slides) > limits.slides_advised:
        found.append(checks.unadvised(len(slides), "/slides", limits, "slides_advised", "many-slides"))
    size = len(json_text(body, "", [], "", limits.depth))
    if size > limits.body_advised:
        found.append(checks.unadvised(size, "", limits, "body_advised", "large-body"))
    return found


def _distinct(found: Found) -> Found:
    """Each fault once, though a part may have been looked at twice; a key that is wrong is not unknown as well."""
    wrong = {issue.path for issue in found if issue.severity == "error"}
    once = {(issue.path, issue.code, issue.message): issue for issue in found}.values()
    return [issue for issue in once if issue.code != "unknown-key" or issue.path not in wrong]


def _ordered(found: Found, body: Mapping[str, Any]) -> Found:
    """The issues in the order of the document, those of a part before those within it."""
    places: dict[int, dict[str, int]] = {}
    return sorted(found, key=lambda issue: _place(issue.path, body, places))


def _place(path: str, body: Any, places: dict[int, dict[str, int]]) -> tuple[int, ...]:
    """Where a path stands in the body, as the place at each level; `places` holds those of the keys of each object."""
    at: list[int] = []
    value = body
    for part in path.split("/")[1:]:
        name = part.replace("~1", "/").replace("~0", "~")
        if isinstance(value, Mapping):
            if id(value) not in places:
                places[id(value)] = {key: place for place, key in enumerate(value)}
            at.append(places[id(value)].get(name, len(value)))
            value = value.get(name)
        elif isinstance(value, (list, tuple)) and name.isdecimal():
            at.append(int(name[:9]))
            value = value[int(name)] if len(name) < 10 and int(name) < len(value) else None
        else:
            break
    return tuple(at)
