"""Elements of HTML and SVG, escaped by construction: text goes in as text, and only this module makes markup of it.

`part` makes elements of our own classes, with the styles that they carry; `link` and `picture` lead out of a card.

>>> element("p", {"class": "note"}, "1 < 2 ", element("b", None, "& so on"))
'<p class="note">1 &lt; 2 <b>&amp; so on</b></p>'
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import TypeAlias

from ..prose import SAFE
from .style import INLINE

# What neither HTML nor XML can carry: control characters, halves of surrogate pairs, non-characters.
_UNFIT = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LINE_END = re.compile("\r\n?|\n")  # written as a reference, for markup in Markdown ends at a blank line
_PLAIN = re.compile("[ !#$%(-;=?-~\xa1-\xac\xae-\u02ff\u2010-\u2027\u3040-\u9fff]*")  # what stands as it is
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"})
_VOID = frozenset({"hr", "img", "meta"})
_SIZES = {"picture": (480, 360), "thumbnail": (40, 40), "icon": (24, 24), "face": (28, 28)}  # until they are there


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
    text = text.translate(_ENTITIES)
    if not text.isprintable():
        text = _LINE_END.sub("&#10;", _UNFIT.sub("\ufffd", text))
    return Html(text)


class Tag:
    """An element whose attributes are known before its content: it is written once and used often.

    >>> cell = Tag("td", {"class": "ck-number"})
    >>> cell("1 < 2"), cell("3")
    ('<td class="ck-number">1 &lt; 2</td>', '<td class="ck-number">3</td>')
    """

    __slots__ = ("_end", "_start", "_within")

    def __init__(self, name: str, attributes: Attributes | None = None) -> None:
        """As `element` takes them."""
        void = name in _VOID
        self._start = f"<{name}{written(attributes)}" if attributes else f"<{name}"
        self._within, self._end = ("", "/>") if void else (">", f"</{name}>")

    def __call__(self, *children: Child, more: str = "") -> Html:
        """The element with its content, and with attributes that were `written` beside its own."""
        content = "".join(map(escaped, filter(None, children)))
        return Html(f"{self._start}{more}{self._within}{content}{self._end}")


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
    return Html("".join(map(escaped, filter(None, children))))


@cache
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


def part(tag: str, names: str, *children: Child, style: str = "", **attributes: str | int | None) -> Html:
    """An element of our own classes, with the styles that these carry.

    Args:
        tag: the element.
        names: its classes without their prefix ``ck-``.
        children: as `element` takes them.
        style: what is to be added to the style.
        attributes: further ones; an underscore in a name stands for a hyphen.

    >>> part("p", "muted", "1 < 2")
    '<p class="ck-muted" style="font-size:12px;color:#5b6475">1 &lt; 2</p>'
    """
    tag_of = styled_tag(tag, names) if not style else Tag(tag, _class_and_style(names, style))
    return tag_of(*children, more=written(_hyphenated(attributes))) if attributes else tag_of(*children)


@cache
def styled_tag(tag: str, names: str, **attributes: str | int) -> Tag:
    """An element of our own classes that is written often; the attributes are as `part` takes them."""
    return Tag(tag, {**_class_and_style(names), **_hyphenated(attributes)})


def _hyphenated(attributes: Attributes) -> Attributes:
    return {name.replace("_", "-"): value for name, value in attributes.items()}


def _class_and_style(names: str, style: str = "") -> dict[str, str | None]:
    each = names.split()
    styles = [part for part in (*[INLINE.get(name) for name in each], style) if part]
    return {"class": " ".join([f"ck-{name}" for name in each]), "style": ";".join(styles) or None}


def link(address: str, *children: str) -> Html:
    """A link, where the address is of a scheme that is safe to follow; else what it shows."""
    if not SAFE.match(address):
        return joined(children)
    anchor = styled_tag("a", "link", target="_blank", rel="noopener noreferrer")
    return anchor(*children, more=written({"href": address}))


def picture(address: str, name: str, alternative: str = "") -> Html:
    """A picture, fetched without telling where from; only addresses of http and https are.

    Args:
        address: where it is.
        name: its classes, as `part` takes them; the first tells its size.
        alternative: what is shown and told where it cannot be seen.
    """
    if not address.lower().startswith(("http://", "https://")):
        return part("div", name, alternative)
    wide, high = _SIZES[name.split(maxsplit=1)[0]]
    image = styled_tag(
        "img", name, width=wide, height=high, loading="lazy", decoding="async", referrerpolicy="no-referrer"
    )
    return image(more=written({"src": address, "alt": alternative}))
