"""How a card looks: its colours, the styles that elements carry themselves, and the stylesheet over them.

A notebook that is not trusted loses the stylesheet and keeps what elements carry, ``carried.css``: light colours,
borders and spacing. The stylesheet, ``card.css`` with the colours of this module as variables, overrules these in
light and dark. All its rules stand within ``.cardkit``, or, those of ``drawing.css``, within a drawing that is alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from ...errors import ConfigurationError
from ...errors.wording import choices, shown

THEMES = ("auto", "light", "dark")


class Colour(NamedTuple):
    """A colour in light and in dark."""

    light: str
    dark: str


class Tone(NamedTuple):
    """The colours of a segment or category: of its mark, of text about it, and of text upon it."""

    mark: Colour
    text: Colour
    on: Colour


_WHITE, _NIGHT = "#ffffff", "#0d1015"
SERIES = (
    Tone(Colour("#172261", "#7f8bfa"), Colour("#172261", "#7f8bfa"), Colour(_WHITE, _NIGHT)),
    Tone(Colour("#ab4617", "#f0a355"), Colour("#ab4617", "#f0a355"), Colour(_WHITE, _NIGHT)),
    Tone(Colour("#0ea484", "#8df5c9"), Colour("#0a7a62", "#8df5c9"), Colour("#06231c", _NIGHT)),
    Tone(Colour("#6b1c3e", "#d24c94"), Colour("#6b1c3e", "#f06fb0"), Colour(_WHITE, _NIGHT)),
    Tone(Colour("#8360c9", "#dccbfb"), Colour("#7a57c4", "#dccbfb"), Colour(_WHITE, _NIGHT)),
)
"""The colours of segments and categories: apart from each other in every kind of colour vision, and in grey."""

COLOURS: Mapping[str, Colour] = {
    "ink": Colour("#1b2130", "#e8ebf1"),
    "muted": Colour("#5b6475", "#a3acbb"),
    "line": Colour("#e3e7ee", "#343b47"),
    "axis": Colour("#7d8799", "#7d8799"),
    "surface": Colour("#ffffff", "#1c2027"),
    "wash": Colour("#f6f8fb", "#252a33"),
    "page": Colour("#eef1f6", "#12151a"),
    "accent": Colour("#2746c7", "#8fa8ff"),
    "good": Colour("#16794a", "#5fd39a"),
    "bad": Colour("#b9303d", "#ff8f94"),
    "warn": Colour("#7a5200", "#f1c04f"),
    "bad-wash": Colour("#fdeeef", "#3a2026"),
    "warn-wash": Colour("#fff6df", "#332b17"),
    "accent-wash": Colour("#ebeffc", "#222b47"),
    **{f"c{number}": tone.mark for number, tone in enumerate(SERIES, 1)},
    **{f"t{number}": tone.text for number, tone in enumerate(SERIES, 1)},
    **{f"o{number}": tone.on for number, tone in enumerate(SERIES, 1)},
}
"""The colours by name; each is a variable of the stylesheet."""

FONT = "system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans',sans-serif"
_LIGHT = {"font": FONT, **{name: colour.light for name, colour in COLOURS.items()}}
_RULE = re.compile(r"\.(\S+) { (.*) }")
_SOURCE_ONLY = re.compile(r"\s*/\*.*?\*/|\n\s*|(?<=[,:;{]) | (?=[{}])")  # what each fragment would carry along
_VARIABLE = re.compile(r"var\(--([\w-]+)\)")


def _read(name: str) -> str:
    return files("cardkit.preview.web").joinpath(name).read_text(encoding="utf-8")


def _compact(name: str) -> str:
    return _SOURCE_ONLY.sub("", _read(name))


INLINE: Mapping[str, str] = {
    name: _VARIABLE.sub(lambda found: _LIGHT[found[1]], style) for name, style in _RULE.findall(_read("carried.css"))
}
"""The styles that elements of a class carry themselves."""


def read_theme(theme: object) -> None:
    """Refuse a theme that there is not.

    Raises:
        ConfigurationError: it is neither ``"auto"`` nor ``"light"`` nor ``"dark"``.
    """
    if theme not in THEMES:
        raise ConfigurationError(f"theme={shown(theme)} is no theme of a preview: it must be {choices(THEMES)}")


def variables(theme: str) -> str:
    """The colours as variables of a stylesheet: those of one theme, or both for the browser to choose from.

    >>> variables("dark")[:14]
    '--ink:#e8ebf1;'
    """
    if theme in {"light", "dark"}:
        return "".join([f"--{name}:{getattr(colour, theme)};" for name, colour in COLOURS.items()])
    return "".join([f"--{name}:light-dark({light},{dark});" for name, (light, dark) in COLOURS.items()])


@cache
def card_css() -> str:
    """The rules of a card."""
    return f".cardkit{{{variables('auto')}{_compact('drawing.css')}}}{_compact('card.css')}"


@cache
def drawing_css(theme: str) -> str:
    """The rules of a drawing of a theme that stands on its own, apart from those of other themes on a page."""
    light = "light" if theme == "auto" else theme
    look = "fill:var(--muted);font-variant-numeric:tabular-nums;"
    rules = f".ck-{theme}{{{variables(light)}{look}{_compact('drawing.css')}}}"
    if theme == "auto":
        rules += f"@media (prefers-color-scheme:dark){{.ck-auto{{{variables('dark')}}}}}"
    return rules
