import shutil
import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

import cardkit  # noqa: E402
from api_page import api_page, without_target  # noqa: E402
from codes_page import codes_page  # noqa: E402
from commands_page import commands_page  # noqa: E402
from example_pages import with_cards  # noqa: E402
from gallery_page import PAGE, gallery_page, with_drawings  # noqa: E402
from limits_page import limits_page  # noqa: E402
from signatures import with_short_names  # noqa: E402
from steps_page import steps_page  # noqa: E402

project = "cardkit"
author = copyright = "the cardkit authors"
release = version = cardkit.__version__

extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx_copybutton"]
exclude_patterns = ["_build", "jupyter_execute"]
html_static_path = ["_static", "gallery/pictures"]
html_css_files = ["site.css"]
html_theme = "furo"
pygments_dark_style = "github-dark"
html_title = f"cardkit {release}"
html_theme_options = {"sidebar_hide_name": False}
templates_path: list[str] = []

nb_execution_mode = "force"
nb_execution_raise_on_error = True
nb_execution_timeout = 60
nb_merge_streams = True
myst_enable_extensions = ["colon_fence", "deflist"]
suppress_warnings = ["mystnb.unknown_mime_type", "ref.python"]  # two modules have a Theme

copybutton_exclude = ".linenos, .gp, .go"  # neither prompts nor output

default_role = "code"
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_default_options = {"members": True}
napoleon_google_docstring = True
napoleon_use_ivar = True  # a list of attributes, not a paragraph for each with its type again

# What a kind of slide needs to read, write and check itself: for those who write one, who read the code.
INTERNAL = {
    "calls", "check_complete", "check_limits", "entry_field", "extended", "fits", "keys", "page", "parse",
    "schema", "types",
}  # fmt: skip

# Pages made from elsewhere: those of the reference from the code, the gallery from its examples, the notebooks from
# their folder.
REFERENCE = {
    "api": api_page,
    "codes": codes_page,
    "command-line": commands_page,
    "limits": limits_page,
    "steps": steps_page,
}
for name, made in REFERENCE.items():
    (HERE / "reference" / f"{name}.md").write_text(made(), encoding="utf-8")
PAGE.write_text(gallery_page(), encoding="utf-8")
shutil.copytree(HERE.parent / "notebooks", HERE / "notebooks", dirs_exist_ok=True)


def without_internals(_app, what, name, _member, _skip, _options):
    """Leave the members that only cardkit itself calls out of the reference; None lets autodoc decide."""
    return True if what == "class" and name in INTERNAL else None


def setup(app):
    """Let Sphinx put cards below examples, show short signatures, and finish each page as the gallery wants it."""
    app.connect("source-read", with_cards)
    app.connect("autodoc-skip-member", without_internals)
    app.connect("autodoc-process-signature", with_short_names)
    app.connect("missing-reference", without_target)
    app.connect("html-page-context", with_drawings)
