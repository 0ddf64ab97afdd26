"""Markup and mentions: what helpers write, and that text of others stays text."""

import re
import unicodedata
from functools import partial
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from refusals import refusals

from cardkit import ConstraintError, Message, actions, markup
from cardkit.markup.escaping import JOINER

HELPERS = [
    (markup.bold("x"), "*x*"),
    (markup.italic("x"), "_x_"),
    (markup.strike("x"), "~x~"),
    (markup.underline("x"), "__x__"),
    (markup.code("x"), "`x`"),
    (markup.code_block("x\ny"), "```\nx\ny\n```"),
    (markup.heading("x"), "# x"),
    (markup.heading("x", level=3), "### x"),
    (markup.heading("x\ny"), "# x y"),
    (markup.quote("x\ny"), "!x\n!y"),
    (markup.link("x", "https://a.b/c?d=e#f"), "[x](https://a.b/c?d=e#f)"),
    (markup.link("call", "tel:+49123"), "[call](tel:+49123)"),
    (markup.user("1234567"), "{@1234567}"),
    (markup.user("name@example.com"), "{@name@example.com}"),
    (markup.team("1234567890"), "{@1234567890}"),
    (markup.team("G1234567890"), "{@G1234567890}"),
    (markup.channel("O123"), "{#O123}"),
    (markup.everyone(), "{@all}"),
    (markup.available(), "{@available}"),
    (markup.silent("Name", "1234567"), "[Name](zohoid:1234567)"),
    # As a public sender wrote it, in a cell that a picture shows as a button.
    (markup.function_link("-🗑️", "msgUtility", None, "DELETE", "55"), "[-🗑️](invoke.function|msgUtility||DELETE|55)"),
    (markup.function_link("Go", "deploy"), "[+Go](invoke.function|deploy)"),
    (markup.function_link("+Go", "deploy", "a@b.c", ""), "[+Go](invoke.function|deploy|a@b.c|)"),
    (markup.silent("Name", "name@example.com"), "[Name](mail:name@example.com)"),
]


@pytest.mark.parametrize(("made", "written"), HELPERS, ids=range(len(HELPERS)))
def test_each_helper_writes_the_documented_form(made, written):
    assert made == written
    assert isinstance(made, str)
    assert Message(made).to_dict() == {"text": written}


def test_helpers_can_be_put_into_each_other():
    assert markup.bold(markup.italic("x")) == "*_x_*"
    assert markup.bold("by ", markup.user("17"), ": ok") == "*by {@17}: ok*"
    assert markup.link(markup.bold("x"), "https://a.b") == "[*x*](https://a.b)"
    assert markup.quote(markup.bold("a"), "\n", markup.code("b")) == "!*a*\n!`b`"


def test_helpers_keep_blanks_outside_and_lines_apart():
    assert markup.bold(" a b ") == " *a b* "
    assert markup.bold("a\n\nb") == "*a*\n\n*b*"
    assert markup.bold("") == markup.bold() == ""
    assert markup.bold("  ") == "  "
    assert markup.heading("") == "#"


def test_code_can_be_copied():
    source = "def f(*args, **kw): return __x__ ~ y  # [a] <b> \\n"
    assert markup.code(source) == f"`{source.strip()}`" + " " * (len(source) - len(source.rstrip()))
    assert "`" not in markup.code("a`b")[1:-1]
    assert "{@all}" not in markup.code("{@all}")
    assert "](" not in markup.code_block("[x](y)")
    assert markup.code_block("a```b").count("`") == 6


# A reader of markup and mentions that is readier than any client: whatever it finds, escaped text must not hold.
_FOUND = re.compile(
    r"\{[@#]|@(?:all|available|participants)\b|\][(\[:]|[*~`]|(?<![^\W_])_|_(?![^\W_])|<[\w/!?]|\\[^\u2060]"
    r"|(?:^|[\n\r\u2028\u2029])[^\S\n\r]*(?:[#!>=|]|[-+](?:[-+\s]|$))",
    re.IGNORECASE,
)
WITHIN_A_WORD = re.compile(r"(?<=[^\W_])_(?=[^\W_])")  # where an underscore starts no markup
PIECES = st.sampled_from(
    [
        "{",
        "}",
        "@",
        "#",
        "all",
        "available",
        "ALL",
        "[",
        "]",
        "(",
        ")",
        "$1",
        "*",
        "_",
        "~",
        "`",
        "\n",
        "\r",
        "-",
        "--",
        "---",
        "!",
        "# ",
        "<b>",
        "\\",
        " ",
        "a",
        "https://evil.example",
        "zohoid:1",
        "\u2028",
        "\t",
    ]
)
HOSTILE = st.lists(PIECES, max_size=12).map("".join) | st.text(max_size=30)


@given(HOSTILE)
def test_escaped_text_means_nothing(text):
    safe = markup.escape(text)
    assert not _FOUND.search(safe), safe
    assert markup.escape(str(safe)) == safe
    Message("x " + safe)


@given(HOSTILE, HOSTILE)
def test_two_escaped_texts_side_by_side_mean_nothing(one, other):
    joined = markup.escape(one) + markup.escape(other)
    assert not _FOUND.search(joined), joined


@given(HOSTILE, st.sampled_from(["[CI]", "{", "@", "x ", "\n", "[a](https://b.c) ", "*", "members = {"]))
def test_escaped_text_gives_no_meaning_to_what_stands_before_it(text, before):
    joined = before + markup.escape(text)
    assert not re.search(
        r"\{[@#]|@(?:all|available|participants)\b|\]\(", joined.replace("[a](https://b.c)", ""), re.I
    ), joined


@given(HOSTILE)
def test_escaping_keeps_what_can_be_read(text):
    safe, text = unquote(markup.escape(text).replace(JOINER, "")), unquote(text.replace(JOINER, ""))
    for was, now in zip(text, safe, strict=True):
        if was != now:
            assert was in "*_~`" or unicodedata.category(was) in {"Cc", "Cs"}


def test_an_underscore_within_a_word_stays():
    assert markup.escape("disk full on web_01, snake_case_9") == "disk full on web_01, snake_case_9"
    assert "_" not in markup.escape("_a __b c_ d__e _")
    assert markup.bold("web_01") == "*web_01*"


@given(st.text("abcäß日本 0123456789.,;:?\"'/&%+", max_size=30).filter(lambda t: not re.match(r"\s*\+", t)))
def test_plain_text_is_left_as_it_is(text):
    assert markup.escape(text) == text


def test_an_address_in_plain_text_is_left_as_it_is():
    for text in (
        "write to ana@example.com, please",
        "[ERROR] disk {full}",
        'f(x) = {"a": [1, 2]}',
        "see https://a.b/c",
    ):
        assert markup.escape(text) == text


ADDRESSES = {
    "https://github.com/o/r/blob/main/pkg/__init__.py": "https://github.com/o/r/blob/main/pkg/%5F%5Finit%5F%5F.py",
    "HTTP://example.com/~ana/a_b": "HTTP://example.com/%7Eana/a_b",
    "https://en.wikipedia.org/wiki/Foo_(bar)": "https://en.wikipedia.org/wiki/Foo%5F(bar)",
    "https://example.com/?q=a*b`c*d&to={@all}": "https://example.com/?q=a%2Ab%60c%2Ad&to=%7B%40all}",
    "https://example.com/@all/x](https://evil.example)": "https://example.com/%40all/x%5D(https://evil.example)",
    "https://example.com/<b>\\": "https://example.com/%3Cb>%5C",
    "_https://example.com/a_b_.": "\u02cdhttps://example.com/a_b\u02cd.",
    "*https://example.com/~*": "\u2217https://example.com/\u223c\u2217",
}


@pytest.mark.parametrize("text", ADDRESSES)
def test_an_address_leads_to_the_same_page(text):
    assert markup.escape(text) == ADDRESSES[text]
    assert markup.bold("see ", text) == f"*see {ADDRESSES[text]}*"
    assert not Message(f"see {markup.escape(text)}").issues()


def test_control_characters_become_visible():
    assert markup.escape("\x1b[31mred\x07\x7f") == "\u241b[31mred\u2407\u2421"
    assert markup.escape("a\x85b\ud800") == "a\ufffdb\ufffd"
    assert markup.escape("a\tb\nc") == "a\tb\nc"
    Message(markup.bold("\x1b[31m")).build()


@given(
    HOSTILE,
    st.sampled_from([markup.bold, markup.italic, markup.strike, markup.underline, markup.quote, markup.heading]),
)
def test_what_is_put_into_a_helper_means_nothing_of_its_own(text, helper):
    written = helper(text)
    assert not re.search(r"\{[@#]|@(?:all|available|participants)\b|\]\(", written, re.IGNORECASE)
    delimiters = {"bold": "*", "italic": "_", "strike": "~", "underline": "_"}.get(helper.__name__, "")
    assert not set("*_~`") - set(delimiters) & set(WITHIN_A_WORD.sub("", written))


@given(HOSTILE.filter(str.strip))
def test_a_label_never_breaks_a_link(label):
    written = markup.link(label, "https://a.b/c")
    assert written.startswith("[")
    assert written.endswith("](https://a.b/c)")
    inside = written[1 : -len("](https://a.b/c)")]
    assert not set("[]()\n\r") & set(inside)
    assert not re.search(r"\{[@#]|[*_~`]", WITHIN_A_WORD.sub("", inside))
    silent = markup.silent(label, "17")
    assert silent == f"[{inside}](zohoid:17)"


@given(HOSTILE)
def test_a_label_of_an_instant_button_never_breaks_its_call(label):
    try:
        message = Message().instant_button(label, actions.copy("x"))
    except ConstraintError:
        return
    text = message.to_dict()["text"]
    assert text.endswith("]($1)")
    assert not set("[]()*_~`\n") & set(WITHIN_A_WORD.sub("", text[1:-5]))
    assert not re.search(r"\{[@#]", text)
    assert message.to_dict()["references"]["1"]["object"]["label"] == label


@given(HOSTILE)
def test_an_address_never_leaves_its_link(rest):
    try:
        written = markup.link("x", f"https://a.b/{rest}")
    except ConstraintError:
        return
    assert re.fullmatch(r"\[x\]\(https://a\.b/[^\s()\[\]{}<>`*\\]*\)", written)
    assert not re.search(r"@(?:all|available|participants)\b(?!\.)", written, re.IGNORECASE)


def test_an_address_stays_the_same_place():
    for address in ("sip:ana@allianz.com", "https://deploy@allianz.example.com/x", "https://a.b/snake_case?q=1&r=~"):
        assert markup.link("x", address) == f"[x]({address})"


NO_TEXT = [None, 3, b"x"]
WRONG = {  # what each helper cannot write, as its arguments
    markup.escape: NO_TEXT,
    markup.bold: [*NO_TEXT, ("a", None)],
    markup.code: NO_TEXT,
    lambda level: markup.heading("x", level=level): [4, 0, None, 2.0, True, []],
    partial(markup.link, "x"): ["javascript:alert(1)", "zohoid:17", "mail:a@b.c", "ftp://a.b", "/a", "https://a b", "$1", "http://[::1]/"],
    markup.link: [(3, "https://a.b"), ("", "https://a.b")],
    markup.user: ["", 17, "all", "Available", "a b@c", "a@b} {@all", "17}"],
    markup.team: ["all", "a@b.c"],
    markup.channel: ["#x", "x}"],
    markup.silent: [(" ", "17"), ("x", "17)"), ("x", "")],
    markup.function_link: [("", "f"), (3, "f"), ("x", ""), ("x", "f", "nobody"), ("x", "f", "a(b@example.com"), ("x", "f\ng")],
    partial(markup.function_link, "x", "f", None): [7, "a|b", "a)b"],
}  # fmt: skip


@pytest.mark.parametrize(("helper", "wrong"), [(helper, wrong) for helper, all in WRONG.items() for wrong in all])
def test_what_no_helper_can_write_is_refused(helper, wrong):
    with pytest.raises(ConstraintError):
        helper(*(wrong if isinstance(wrong, tuple) else (wrong,)))


def test_a_reserved_name_says_which_helper_is_meant():
    with pytest.raises(ConstraintError, match=r"markup\.everyone\(\) or markup\.available\(\)"):
        markup.user("all")


def test_a_silent_mention_is_by_address_or_by_id():
    assert markup.silent("Ana", "ana@example.com") == "[Ana](mail:ana@example.com)"
    assert markup.silent("Ana", "1234567") == "[Ana](zohoid:1234567)"


@pytest.mark.parametrize(
    "owner", ["ana@example.com", "a*b@example.com", "a+b@c", "a~b@c.d", "\u00e4@\u00f6.de", "nobody", "a b@c", "@"]
)
def test_who_may_own_a_function_is_one_rule(owner):
    """A link of a function cannot hold some characters; apart from these its owner is that of an action."""

    def refused(call):
        try:
            call()
        except ConstraintError as error:
            return [(issue.code, issue.message) for issue in error.issues]
        return []

    told = refused(lambda: actions.invoke_function("f", owner))
    assert refused(lambda: markup.function_link("x", "f", owner)) == told
    assert told or markup.function_link("x", "f", owner) == f"[+x](invoke.function|f|{owner})"


def test_all_that_is_wrong_with_a_call_in_a_link_is_told_at_once():
    assert [issue.code for issue in refusals(markup.function_link, "Go", "", "nobody", "a|b", "c)")] == [
        "empty-text",
        "bad-email",
        "bad-character",
        "bad-character",
    ]
