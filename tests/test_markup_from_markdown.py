"""CommonMark as the service's markup, as `markup.from_markdown` writes it."""

import re
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardkit import ConfigurationError, ConstraintError, Message, markup
from cardkit.markup.escaping import JOINER

WRITTEN = {
    "# One\n## Two\n### Three\n#### Four": "# One\n\n## Two\n\n### Three\n\n### Four",
    "**bold** *italic* ~~struck~~ `code`": "*bold* _italic_ ~struck~ `code`",
    "__bold__ _italic_": "*bold* _italic_",
    "***both***": "_*both*_",
    "[Ana](https://example.com/a_(b))": "[Ana](https://example.com/a_%28b%29)",
    "<https://example.com/>": "https://example.com/",
    "<https://example.com/~ana/__init__.py_>": "https://example.com/%7Eana/%5F%5Finit%5F%5F.py%5F",
    "![Plan](https://example.com/p.png)": "[Plan](https://example.com/p.png)",
    "![](https://example.com/p.png)": "[picture](https://example.com/p.png)",
    "[mail](mailto:ana@example.com)": "mail (mailto:ana@example.com)",
    "one\ntwo  \nthree": "one two\nthree",
    "- one\n- two\n  - three": "• one\n• two\n  • three",
    "3. three\n4. four": "3. three\n4. four",
    "- [ ] open\n- [x] done": "☐ open\n☑ done",
    "> one\n> two\n>\n> three": "!one two\n!\n!three",
    "a\n\n***\n\nb": "a\n\n---\n\nb",
    "```py\nf(*a)\n```": "```\nf(*a)\n```",
    "| A | B |\n|--|--:|\n| web_01 | **9** |\n| 日本 | |": "```\nA       B\n------  -\nweb_01  9\n日本\n```",
    "| A | B |\n|--|--|\n| 日本 | x |\n| ab | y |": "```\nA     B\n----  -\n日本  x\nab    y\n```",
    "web_01": "web_01",
    "": "",
}


@pytest.mark.parametrize("given_text", WRITTEN)
def test_commonmark_becomes_the_markup_of_the_service(given_text):
    assert markup.from_markdown(given_text).replace(JOINER, "") == WRITTEN[given_text]


HTML = {
    "a<br>b": "a\nb",
    "a <br/> b<BR />\nc<br\n/>d": "a\nb\nc\nd",
    "**a<br>b**": "*a*\n*b*",
    "- a<br>b\n- c": "• a\n  b\n• c",
    "> a<br>b": "!a\n!b",
    "# a<br>b": "# a b",
    "| A | B |\n|--|--|\n| a<br>b | c<!-- d --> |": "```\nA    B\n---  -\na b  c\n```",
    "a\n\n<br>\n\nb": "a\n\nb",
    "a <!-- no *one* {@all} -->": "a",
    "a<!-- b\nc -->d": "ad",
    "<!-- a -->": "",
    "<!-- a\n\n# b\n-->\n\nc": "c",
    "a\n<!-- b -->\nc": "a\n\nc",
    "- <!-- a -->\n  b\n- c": "• b\n• c",
    "> <!-- a\n> b -->\n> c": "!c",
    "<!-- a --> **b** <!-- c -->": "*b*",
    "<!-- a\nb --> c": "c",
    "a\n\n<!-- never closed\n\nb": "a\n\n<!-- never closed\n\nb",
    "`<!-- a --><br>`\n\n```\n<!-- b --><br>\n```": "`<!-- a --><br>`\n\n```\n<!-- b --><br>\n```",
    "\\<!-- a --> \\<br> <!-- b": "<!-- a --> <br> <!-- b",
    "<b>a</b> <a\nhref='b'>*c*</a>": "<b>a</b> <a href='b'>_c_</a>",
    "<div>\n**a** [b][1]\n</div>\n\n[1]: https://e.co": "<div> *a* [b](https://e.co) </div>",
    "<details><summary>a</summary>\n\n*b*\n\n</details>": "<details><summary>a</summary>\n\n_b_\n\n</details>",
    "List<int> a < b <ana@e.co>": "List<int> a < b ana@e.co (mailto:ana@e.co)",
}


@pytest.mark.parametrize("given_text", HTML)
def test_of_html_comments_are_left_out_and_line_ends_are_made(given_text):
    assert markup.from_markdown(given_text).replace(JOINER, "") == HTML[given_text]


@pytest.mark.parametrize("mark", [*"#!>=|-+"])
def test_what_begins_a_line_behind_a_tag_is_escaped(mark):
    assert markup.from_markdown(f"a<br> {mark} b") == f"a\n{JOINER}{mark} b"


@pytest.mark.parametrize("mark", [*"#!>=|-+"])
def test_a_mark_that_begins_a_line_and_stands_for_itself_is_escaped(mark):
    assert markup.from_markdown(f"\\{mark} a") == markup.escape(f"{mark} a") == f"{JOINER}{mark} a"


def test_nothing_in_it_mentions_or_calls():
    safe = markup.from_markdown("{@all} {#O1} [x]($1) [y](javascript:alert(1)) \\*a\\* \\# b <b>c</b>")
    assert not re.search(r"\{[@#]|\]\(|\*|<b", safe)


COMMENTED = st.text("ab *_~`#>+[](){}@|<&\\\n1.:/$é", max_size=30).map(" secret{} ".format)


@given(COMMENTED)
def test_what_a_comment_says_is_published_nowhere(said):
    assert markup.from_markdown(f"a\n\n<!--{said}-->\n\nb") == "a\n\nb"
    assert markup.from_markdown(f"<!--{said}-->\n\nb") == "b"
    within = said.replace("\n", " ")
    assert markup.from_markdown(f"a<!--{within}-->b\n<!--{within}-->c") == "ab c"


@given(st.text("ab *_~`#>-+![](){}@|<>&\\\n1.:/$é", max_size=60))
def test_any_text_is_taken_and_means_no_mention(text):
    written = markup.from_markdown(text)
    assert not re.search(r"\{[@#]|\]\(\$", written)
    Message(f"x{written}").build()


def test_what_is_no_text_is_refused():
    for wrong in (None, 5, b"# x", "a\x07"):
        with pytest.raises(ConstraintError):
            markup.from_markdown(wrong)


def test_without_the_parser_the_error_names_the_command(monkeypatch):
    monkeypatch.setitem(sys.modules, "markdown_it", None)
    with pytest.raises(ConfigurationError, match=r"pip install 'cardkit\[markdown\]'"):
        markup.from_markdown("# x")


def test_of_a_picture_that_nothing_may_lead_to_the_words_stay():
    assert markup.from_markdown("![Plan](ftp://example.com/a.png)") == "Plan"


@pytest.mark.parametrize("text", ["a\n\n<!-- b\n\n*c*", "<!-- b\n\n# c", "<!-- a -->\n\n<!-- b\n\nc"])
def test_a_comment_that_never_ends_hides_nothing(text):
    assert markup.from_markdown(text).rstrip("_").endswith("c")
