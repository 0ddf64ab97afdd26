"""A body with every part, and what makes all its texts hostile."""

from examples import SLIDES

HOSTILE = "\"'><script>alert(1)</script><img src=x onerror=alert(1)></style></svg>&lt;\x1b[31m\u202e]]>"


def spoilt(value, key=""):
    """The value with all its texts hostile, but for those that say what it is."""
    if isinstance(value, dict):
        return {name: spoilt(each, name) for name, each in value.items()}
    if isinstance(value, list):
        return [spoilt(each, key) for each in value]
    return value if key in {"type", "theme", "preview"} or not isinstance(value, str) else value + HOSTILE


FULL = {
    "text": "*a* [b]($1) [c](https://e.example) {@d} [e](zohoid:1) # f\n!g\n`h`",
    "bot": {"name": "Bot", "image": "https://e.example/i.png"},
    "card": {"title": "T", "theme": "modern-inline", "thumbnail": "https://e.example/t.png", "options": [{"text": "o"}],
             "sections": [{"title": "s", "fields": [{"title": "n", "value": "v"}]}], "buttons": [{"label": "l", "action": {"type": "open.url", "data": {"web": "https://e.example"}}}]},
    "slides": [slide.to_dict() for slide in SLIDES.values()],
    "buttons": [{"label": "B", "hint": "h", "key": "k", "type": "+", "action": {"type": "invoke.function", "data": {"name": "f", "owner": "o"}, "confirm": {"title": "t", "input": "i", "button_label": "b", "description": "d"}}}],
    "references": {"1": {"type": "button", "object": {"label": "R", "action": {"type": "copy", "data": {"text": "c"}}}}},
    "later": "x",
}  # fmt: skip
