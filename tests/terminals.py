"""What a terminal shows, as a test reads it."""

import re
import unicodedata

from cardkit.preview import terminal

BAR = 48  # columns of the longest bar
SGR = re.compile(r"\x1b\[[0-9;]+m")


def wide(text):
    """How many columns a terminal needs, told by Unicode's own tables."""
    unseen = {"Mn", "Me", "Cf"}
    narrow = [unicodedata.category(c) not in unseen and not "\u1160" <= c <= "\u11ff" for c in text]
    return sum(narrow) + sum(unicodedata.east_asian_width(c) in {"W", "F"} for c in text)


def shown(message, width=80):
    return terminal(message, width, color=False)


def slide(slide, width=80):
    """The lines of a slide that stands alone."""
    return shown({"slides": [slide.to_dict()]}, width).split("\n\n")[0].split("\n")


def in_order(text, *parts):
    """Whether the parts are there, each behind the one before."""
    places = [text.index(part) for part in parts]
    return places == sorted(places)


FULL = {f"Category {n}": {f"Label {at}": (at * 7 % 13 - 3) * n for at in range(20)} for n in range(1, 6)}
