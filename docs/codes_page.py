"""The page of codes, made from `cardkit.inspection.codes`."""

from cardkit.inspection.codes import Code, codes

HEAD = """# Codes

The `code` of an `Issue` is stable and meant for programs. Errors keep a message from leaving; warnings never do.

An **error** is what the service refuses, or what a reader would not see. What some page asks for but public senders
leave out and still see drawn is a **warning**, and so is a habit that does nothing here; its hint names the step that
does it. Each finding cites the page that says so, or that no page does; `cardkit check --explain CODE` names the pages
of a code. What [fitting](../how-to/too-big.md) did has codes, too.

| Code | Severity | Meaning |
|---|---|---|"""
FOOT = """
A class of your own may add codes of its own for its slides.
"""


def codes_page() -> str:
    """The page as Markdown: one row for each code."""
    return "\n".join([HEAD, *[_row(code, each) for code, each in codes().items()], FOOT])


def _row(code: str, each: Code) -> str:
    meaning = each.meaning.replace("|", "\\|")
    return f"| `{code}` | {each.severity} | {meaning} |"
