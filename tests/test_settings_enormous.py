"""Settings that are enormous by mistake, such as a whole body where its version belongs: errors quote a part of them."""

import attrs
import pytest
from cases import case

from cardkit import ConfigurationError, Message, limits, preview, register, to
from cardkit.logging import CliqHandler
from cardkit.outbox import Outbox
from cardkit.sandbox import Sandbox
from cardkit.transport import CliqTransport, FileTransport, MemoryTransport, RefreshingToken

M, MEMORY = Message("Hi"), MemoryTransport()
BODY = {"text": "x" * 5_000, "slides": [{"type": "list", "data": ["y" * 100] * 200}]}
LARGE = {"a body": BODY, "a text": "y" * 20_000, "bodies": [BODY] * 300, "a number": 10**5_000}


def cliq(name):
    """Makes a transport with one setting."""
    return lambda value: CliqTransport(token="1000.a", **{name: value})


TAKING = {
    "api": lambda value: M.build(api=value),
    "a limit": lambda value: attrs.evolve(limits.CLIQ, text=value if isinstance(value, (dict, list)) else -1),
    "theme": lambda value: preview.html(M, theme=value),
    "width": lambda value: preview.terminal(M, width=-1 if isinstance(value, int) else value),
    "transport": M.send,
    "to": lambda value: M.send(MEMORY, to=value),
    "chat": lambda value: to.chat(value if isinstance(value, (dict, list)) else ""),
    "kind": lambda value: to.Destination(value, "a"),
    "path": lambda value: FileTransport(value if isinstance(value, (dict, list)) else 5),
    "outbox": lambda value: Outbox(value if isinstance(value, (dict, list)) else 5),
    "gather": lambda value: CliqHandler(MEMORY, to="chat:1", gather=-1 if isinstance(value, int) else value),
    "a class": register,
    "organisation": lambda value: Sandbox(organisation=value),
    "strict": lambda value: Sandbox(strict=value),
    "fault": lambda value: Sandbox().fault(value),
    "headers": lambda value: Sandbox().fault(status=400, headers=value),
    "region of a token": lambda value: RefreshingToken("a", "b", "c", region=value),
    **{
        name: cliq(name)
        for name in ("region", "api", "wire", "timeout", "deadline", "max_wait", "pacing", "auth", "paths")
    },
}


@pytest.mark.parametrize("name", TAKING)
def test_an_error_quotes_no_more_of_a_setting_than_can_be_read(name):
    for kind, value in LARGE.items():
        with case(kind):
            with pytest.raises(ConfigurationError) as caught:
                TAKING[name](value)
            assert len(str(caught.value)) < 4_000
