"""Strategies for hypothesis: slides, messages, bodies in every documented form, and bodies with one fault.

Use them to test what you build on messages: a transport, a preview, a slide of your own. They need
``pip install 'cardkit[test]'``.

>>> from hypothesis import given, settings
>>> from cardkit.strategies import messages
>>> @settings(max_examples=5)
... @given(messages())
... def test_what_is_sent_can_be_read(message):
...     assert type(message).from_json(message.to_json()) == message
>>> test_what_is_sent_can_be_read()
"""

from ..errors import MissingExtraError

try:
    import hypothesis as _hypothesis  # noqa: F401  # pyright: ignore[reportUnusedImport]
except ModuleNotFoundError:
    raise MissingExtraError("cardkit.strategies needs hypothesis: pip install 'cardkit[test]'") from None

from .chain import messages
from .content import slides
from .faults import invalid_payloads
from .forms import payloads

__all__ = ["invalid_payloads", "messages", "payloads", "slides"]


def __dir__() -> list[str]:
    return __all__
