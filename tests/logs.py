"""A handler that logs to cards, as a test sets it up, and the bodies that it sent."""

from cardkit import Message
from cardkit.logging import CliqHandler


def handled(log, transport, **options):
    options = {"gather": 3600.0, **options}  # only what is flushed is sent
    handler = CliqHandler(transport, to="channel:alerts", **options)
    log.addHandler(handler)
    return handler


def bodies(memory):
    return [Message.from_json(body).to_dict(check=False) for body, _ in memory.sent]
