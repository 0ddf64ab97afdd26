"""`check`: all that is wrong with a body, whatever comes."""

from __future__ import annotations

from ..errors import ConstraintError, Issue, shown
from ..limits import CARDKIT, CLIQ, Limits
from ..payload.parse import parse_body
from ..reading.json import json_object, read_json
from ..reading.place import Place


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
            body = json_object(payload, Place("the body"), limits.depth)
    except ConstraintError as error:
        return error.issues
    except Exception as error:  # a mapping of somebody else's
        place = Place("the mapping", source=CARDKIT)
        place.add(
            "unreadable", f"the mapping cannot be read: {shown(error)}", "a mapping that can be read", hint="a dict"
        )
        return tuple(place.issues)
    return parse_body(body, limits).issues(limits)
