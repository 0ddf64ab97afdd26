"""A body with everything in it, and text that would be markup if it were not escaped."""

from examples import SLIDES

HOSTILE = "\"'><script>alert(1)</script><img src=x onerror=alert(1)></style></svg>&lt;\x1b[31m\u202e]]>"


KINDS = ("type", "theme", "preview")
"""Keys whose values say what something is."""


def spoilt(value, poison=HOSTILE, kept=KINDS):
    """The value with poison in all its texts, but for those under the keys that are kept."""
    if isinstance(value, dict):
        return {name: each if name in kept else spoilt(each, poison, kept) for name, each in value.items()}
    if isinstance(value, list):
        return [spoilt(each, poison, kept) for each in value]
    return value + poison if isinstance(value, str) else value


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
