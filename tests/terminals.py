"""What a terminal shows, as a test reads it."""

from cardkit.preview import terminal

BAR = 48  # columns of the longest bar


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
