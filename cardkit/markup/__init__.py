"""Text markup and mentions, safe for text that is not yours: each helper returns text ready for a message.

>>> from cardkit import Message, markup
>>> ana = markup.user("ana@example.com")
>>> Message(f"{markup.bold('Disk full')} on web-2, {ana}").to_json()
'{"text":"*Disk full* on web-2, {@ana@example.com}"}'

What is put into a helper is escaped, so that it can neither mention, link, call an instant button nor start markup of
its own; what a helper returned, a `Markup`, is taken as it is, so that helpers can be put into each other. Text that
goes into a message without a helper is not escaped: pass it through `escape` if it is not yours.

No source says how the service's markup is escaped, so `escape` does not rely on the service: it takes the meaning out
of the text itself. The characters ``* _ ~ ` `` are replaced by others that look alike, but for an underscore within a
word, and an invisible U+2060 (word joiner) is put into ``{@``, ``](`` and the other sequences that mean something.
Whoever copies escaped text out of the chat copies these characters too.
"""

from __future__ import annotations

from .escaping import Markup, escape
from .links import available, channel, everyone, function_link, link, silent, team, user
from .markdown import from_markdown
from .styles import bold, code, code_block, heading, italic, quote, strike, underline

__all__ = [
    "Markup",
    "available",
    "bold",
    "channel",
    "code",
    "code_block",
    "escape",
    "everyone",
    "from_markdown",
    "function_link",
    "heading",
    "italic",
    "link",
    "quote",
    "silent",
    "strike",
    "team",
    "underline",
    "user",
]


def __dir__() -> list[str]:
    return __all__
