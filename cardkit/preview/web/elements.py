"""Elements of HTML and SVG, escaped by construction: text goes in as text, and only this module makes markup of it.

>>> element("p", {"class": "note"}, "1 < 2 ", element("b", None, "& so on"))
'<p class="note">1 &lt; 2 <b>&amp; so on</b></p>'
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TypeAlias

# What neither HTML nor XML can carry: control characters, halves of surrogate pairs, non-characters.
_UNFIT = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SPECIAL = re.compile("[&<>\"']")
_PLAIN = re.compile("[ !#$%(-;=?-~\xa1-\xac\xae-\u02ff\u2010-\u2027\u3040-\u9fff]*")  # what stands as it is
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"}
_VOID = frozenset({"hr", "img", "meta"})


class Html(str):
    """Markup that is safe to write as it is. `element` and `joined` make it; nothing else has to."""

    __slots__ = ()


Child: TypeAlias = str | None
Attributes: TypeAlias = Mapping[str, str | int | None]


def escaped(text: str) -> Html:
    """Text as markup that shows it; what no document can carry becomes U+FFFD.

    >>> escaped("<script>") , escaped(escaped("&"))
    ('&lt;script&gt;', '&amp;')
    """
    if isinstance(text, Html):
        return text
    if _PLAIN.fullmatch(text):
        return Html(text)
    if _SPECIAL.search(text):
        text = _SPECIAL.sub(lambda found: _ENTITIES[found[0]], text)
    if not text.isprintable():
        text = _UNFIT.sub("\ufffd", text)
    return Html(text)


class Tag:
    """An element whose attributes are known before its content: it is written once and used often.

    >>> cell = Tag("td", {"class": "ck-number"})
    >>> cell("1 < 2"), cell("3")
    ('<td class="ck-number">1 &lt; 2</td>', '<td class="ck-number">3</td>')
    """

    __slots__ = ("_end", "_start", "_void")

    def __init__(self, name: str, attributes: Attributes | None = None) -> None:
        """As `element` takes them."""
        self._start = f"<{name}{written(attributes)}" if attributes else f"<{name}"
        self._end = f"</{name}>"
        self._void = name in _VOID

    def __call__(self, *children: Child) -> Html:
        """The element with its content."""
        return self.more("", *children)

    def more(self, attributes: str, *children: Child) -> Html:
        """The element with attributes that were `written` beside its own."""
        if not children and self._void:
            return Html(f"{self._start}{attributes}/>")
        if len(children) == 1 and children[0] is not None:
            return Html(f"{self._start}{attributes}>{escaped(children[0])}{self._end}")
        inner = "".join([child if type(child) is Html else escaped(child) for child in children if child is not None])
        return Html(f"{self._start}{attributes}>{inner}{self._end}")


def element(name: str, attributes: Attributes | None = None, *children: Child) -> Html:
    """One element.

    Args:
        name: of the element; never from outside.
        attributes: by name; None leaves one out.
        children: text, which is escaped, or other elements; None is left out.
    """
    return Tag(name, attributes)(*children)


def joined(children: Iterable[Child]) -> Html:
    """Elements and text behind one another."""
    return Html("".join([child if type(child) is Html else escaped(child) for child in children if child is not None]))


def stylesheet(css: str) -> Html:
    """A ``<style>`` element of our own rules.

    Raises:
        ValueError: they would end the element.
    """
    if "<" in css:
        raise ValueError("a stylesheet holds no '<'")
    return Html(f"<style>{css}</style>")


def written(attributes: Attributes) -> str:
    """Attributes as they stand in the start of an element."""
    text = ""
    for name, value in attributes.items():
        if value is not None:
            text += f' {name}="{escaped(value if isinstance(value, str) else str(value))}"'
    return text
