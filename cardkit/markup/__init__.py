"""Text markup, mentions and escaping: each function returns text for a message.

>>> from cardkit import Message, markup
>>> ana = markup.user("ana@example.com")
>>> Message(f"{markup.bold('Disk full')} on web-2, {ana}").to_json()
'{"text":"*Disk full* on web-2, {@ana@example.com}"}'

A helper escapes what it is given, so that it can neither mention, link, call an instant button nor start markup of its
own. What a helper returned, a `Markup`, is not escaped again, so helpers can be nested. Text that goes into a message
without a helper is not escaped: pass text from others to `escape`.

No source says how the service's markup is escaped, so `escape` changes the text itself. The characters ``* _ ~ ` ``
become others that look alike, except an underscore within a word. An invisible U+2060 (word joiner) breaks ``{@``,
``](`` and the other sequences that have a meaning. Whoever copies escaped text out of the chat copies these characters
too.
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
