"""A local Cliq: it listens on this machine, judges what it is sent, answers as the service documents, and keeps it.

>>> from cardkit import Message
>>> from cardkit.sandbox import Sandbox
>>> with Sandbox() as sandbox:
...     receipt = Message("Hi").send(sandbox.transport, to="chat:CT_1")
>>> receipt.status, sandbox.messages
(204, [{'text': 'Hi'}])
"""

from ..errors import MissingExtraError

_THIRD_PARTY = {"anyio", "h11", "starlette", "uvicorn"}

try:
    from .faults import Fault
    from .records import Received, Refused
    from .sandbox import Sandbox, run
except ModuleNotFoundError as error:
    if (error.name or "").partition(".")[0] not in _THIRD_PARTY:
        raise
    raise MissingExtraError(f"the sandbox needs {error.name}: pip install 'cardkit[sandbox]'") from None

__all__ = ["Fault", "Received", "Refused", "Sandbox", "run"]


def __dir__() -> list[str]:
    return __all__
