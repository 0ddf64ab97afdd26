"""The page of codes, made from `cardkit.inspection.codes`."""

from cardkit.inspection.codes import IssueCode, codes

HEAD = """# Codes

The `code` of an `Issue` is stable and meant for programs. `cardkit check --explain CODE` says in the terminal what a
code means and which pages say so.

- An **error** is what the service refuses, or what a reader would not see. A message with errors cannot be sent.
- A **warning** is what some page asks for but cards are drawn without, or a habit that does nothing in Cliq. What
  [fitting](../how-to/too-big.md) changed is a warning too.

| Code | Severity | Meaning |
|---|---|---|"""
FOOT = """
A slide of your own class may have codes of its own.
"""


def codes_page() -> str:
    """The page as Markdown: one row for each code."""
    return "\n".join([HEAD, *[_row(code, each) for code, each in codes().items()], FOOT])


def _row(code: str, each: IssueCode) -> str:
    meaning = each.meaning.replace("|", "\\|")
    return f"| `{code}` | {each.severity} | {meaning} |"
