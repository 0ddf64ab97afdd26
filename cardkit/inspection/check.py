"""`check`: every issue of a body."""

from __future__ import annotations

from typing import Any

from attrs import evolve

from ..errors import ConstraintError, Issues
from ..errors.wording import shown
from ..limits import CARDKIT, Limits, read_limits
from ..payload.parse import parse_body
from ..reading.hints import content_code
from ..reading.json import json_object, read_json
from ..reading.place import Place


def check(payload: object, *, limits: Limits | None = None) -> Issues:
    """List every error and warning about the JSON body of a message. None is raised, whatever is given.

    Args:
        payload: a mapping, or JSON text as str or bytes.
        limits: limits other than the service's.

    Returns:
        The issues in the order of the body. Their paths are JSON Pointers into the body.

    Raises:
        ConfigurationError: `limits` are not `Limits`.

    >>> from cardkit import check
    >>> body = '{"text": "Hi", "slides": [{"type": "list", "data": []}]}'
    >>> [(issue.path, issue.code) for issue in check(body)]
    [('/slides/0/data', 'empty-slide')]
    """
    limits = read_limits(limits)
    try:
        if isinstance(payload, (str, bytes, bytearray)):
            body = read_json(payload, limits.depth)
        else:
            body = json_object(payload, limits.depth)
    except ConstraintError as error:
        return Issues([evolve(issue, hint=_hint_for_object(payload) or issue.hint) for issue in error.issues])
    except Exception as error:  # raised by a custom mapping
        place, message = Place("the mapping", source=CARDKIT), f"the mapping cannot be read: {shown(error)}"
        place.add("unreadable", message, "a mapping that can be read", hint="a dict")
        return Issues(place.issues)
    return parse_body(body, limits).issues(limits)


def _hint_for_object(payload: Any) -> str:
    """The code that gives the issues of a message or a payload, or the content of a file."""
    if content := content_code(payload, "payload"):
        return content
    return "payload.issues()" if callable(getattr(payload, "issues", None)) else ""
