"""The page of limits, made from `cardkit.limits`."""

import attrs

from cardkit import limits


def limits_page() -> str:
    """The page as Markdown: one row for each limit, with its unit, its source and its note."""
    rows = [_row(field) for field in attrs.fields(limits.Limits)]
    head = [
        "# Limits",
        "",
        "This page is made from `cardkit.limits`. Nothing here was tried against the live service: each number stands "
        "where its source says. `Message(limits=attrs.evolve(limits.CLIQ, …))` changes one for a message.",
        "",
        "| Name | Of | Limit | Source | Note |",
        "|---|---|---|---|---|",
    ]
    return "\n".join([*head, *rows, ""])


def _row(field: "attrs.Attribute[object]") -> str:
    value, fact = getattr(limits.CLIQ, field.name), limits.about(field.name)
    shown = ", ".join(f"`{v}`" for v in value) if isinstance(value, tuple) else f"{value:,} {fact['unit']}"
    return f"| `{field.name}` | {fact['what']} | {shown} | {fact['source']} | {fact['note']} |"
