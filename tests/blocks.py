"""The Python blocks of the README and the documentation."""

from pathlib import Path

from markdown_it import MarkdownIt

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
PAGES = [page for page in PAGES if not {"_build", "jupyter_execute", "notebooks"} & set(page.parts)]
GENERATED = {"gallery.md", "api.md", "codes.md", "steps.md", "command-line.md", "limits.md"}
"""Pages that the build of the documentation makes from code, which is tested where it stands."""
_MADE = {ROOT / "docs" / "gallery.md", *[ROOT / "docs" / "reference" / name for name in GENERATED]}
PAGES = [page for page in PAGES if page not in _MADE]
GALLERY = sorted((ROOT / "docs" / "gallery").glob("*.py"))
OTHERS = {
    "sh", "json", "text", "", "{toctree}", "{tableofcontents}", "{include}", "{image}", "{list-table}", "{eval-rst}",
    "{literalinclude}",
}  # fmt: skip


def fences(page: Path) -> list[tuple[str, str, int]]:
    """Each fence of a page: its language, its content, its line."""
    text = page.read_text(encoding="utf-8")
    if text.startswith("---"):
        end = text.index("\n---", 3) + 4
        text = "\n" * text[:end].count("\n") + text[end:]
    tokens = MarkdownIt().parse(text)
    return [(t.info.strip(), t.content, (t.map or [0])[0] + 2) for t in tokens if t.type == "fence"]


def links(page: Path) -> list[str]:
    """The files that a page links to."""
    tokens = [
        inline for block in MarkdownIt().parse(page.read_text(encoding="utf-8")) for inline in block.children or []
    ]
    targets = [str(token.attrGet("href")).partition("#")[0] for token in tokens if token.type == "link_open"]
    return [target for target in targets if target and ":" not in target]


def python(page: Path) -> str:
    """All Python of a page as one module, each line at its place."""
    lines: list[str] = []
    for language, content, line in fences(page):
        if language in {"python", "{code-cell} ipython3"}:
            lines += [""] * (line - 1 - len(lines)) + content.splitlines()
    return "\n".join(lines) + "\n"
