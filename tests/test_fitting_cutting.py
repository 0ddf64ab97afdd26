"""Where text is cut: never within a grapheme, a link, a mention, a call or code, and nothing is lost."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cardkit import check
from cardkit.chain.fitting.cutting import pieces, shorten
from cardkit.reading.graphemes import boundary

# What a reader sees as one character: from Unicode's Standard Annex 29 and its emoji sequences.
GRAPHEMES = {
    "a line end": "\r\n",
    "a letter with a mark": "e\u0301",
    "a letter with many marks": "o" + "\u0300\u0301\u0302" * 3,
    "a keycap": "1\ufe0f\u20e3",
    "a heart": "\u2764\ufe0f",
    "a skin tone": "\U0001f44d\U0001f3fd",
    "a family": "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466",
    "a flag": "\U0001f1e9\U0001f1ea",
    "a flag of tags": "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
    "Hangul of letters": "\u1112\u1161\u11ab",
    "Hangul with a final": "\ud558\u11ab",
    "Devanagari with a vowel sign": "\u0928\u093f",
    "a Devanagari conjunct": "\u0915\u094d\u0937",
    "Thai with a vowel": "\u0e01\u0e33",
    "Tamil": "\u0ba8\u0bbf",
    "a prepended sign": "\u0600\u0661",
}


@pytest.mark.parametrize("grapheme", GRAPHEMES.values(), ids=[*GRAPHEMES])
def test_a_grapheme_is_never_cut(grapheme):
    text = f"a{grapheme}b"
    assert {boundary(text, at) for at in range(1, len(text))} == {1, len(text) - 1}
    assert {shorten(f"{grapheme * 20}", most) for most in range(30, 40)} <= {grapheme * n + "…" for n in range(40)} | {
        grapheme * 20
    }


def test_flags_are_counted_in_pairs():
    flags = "\U0001f1e9\U0001f1ea" * 3
    assert [boundary(flags, at) for at in range(7)] == [0, 0, 2, 2, 4, 4, 6]
    assert boundary("\U0001f1e9a", 1) == 1  # half of one, which ends before a letter


def test_a_joiner_with_nothing_before_it_joins_no_letter():
    assert boundary("\u200d\u0915\u094d", 1) == 1


KEPT = ["[the log](https://a.example/7?a=b_(c))", "{@ana@example.com}", "{#O12}", "[Yes]($1)", "[Ana](zohoid:12)", "`a b c`", "https://a.example/a?b=c,d"]  # fmt: skip


@pytest.mark.parametrize("kept", KEPT)
def test_what_belongs_together_is_never_cut(kept):
    text = f"word word. {kept} word word {kept}, word {kept} {kept} and more words behind"
    for most in range(len(kept) + 16, len(text)):
        assert shorten(text, most).count(kept[:3]) == shorten(text, most).count(kept)
        assert sum(piece.count(kept) for piece in pieces(text, most)) == 4


@pytest.mark.parametrize("address", ["a" * 3_000, "a[0]=" * 600, "(a)" + "b" * 3_000])
def test_a_link_is_kept_together_however_long_its_address_is(address):
    link = f"[the log of it](https://a.example/{address})"
    text = f"{'word ' * 20}{link} and more"
    for most in (104, 108, 112, 120, 300, 2_000, len(text) - 10):
        assert shorten(text, most).count("[") == shorten(text, most).count(link)
    assert [piece for piece in pieces(text, len(text) - 40) if "[" in piece] == [link + " and more"]


def test_what_is_left_of_a_label_that_is_too_long_for_a_piece_is_cut_between_words():
    link = f"[{'word words ' * 16}](https://a.example/{'a' * 2_000})"
    left = [piece for piece in pieces(link, 40) if piece.startswith("word") and "]" not in piece]
    assert len(left) > 1
    assert {piece.split()[-1] for piece in left} <= {"word", "words"}


def test_a_link_far_beyond_the_limit_is_kept_together_though_another_follows():
    link = f"[the log](https://example.com/[{'x' * 2_000})"
    assert shorten(f"word {link} and [other](https://b.example)", 40) == "word the log…"


def test_a_line_end_of_two_characters_stays_whole_and_others_are_cut_around():
    assert [boundary("a\r\nb", at) for at in (1, 2, 3)] == [1, 1, 3]
    assert [boundary(text, 1) for text in ("a\nb", "\nab", "a\rb", "\rab")] == [1, 1, 1, 1]


def test_marks_alone_are_cut_without_a_remainder():
    assert boundary("\u0301" * 30, 5) == 0
    assert shorten("\u0301" + "a" * 20, 1) == "…"


def test_of_a_link_that_has_no_room_the_label_stays():
    link = f"[the log](https://a.example/{'a' * 3_000})"
    assert [shorten(text, 20) for text in (link, f"{link} and more")] == ["the log…"] * 2
    assert shorten(f"[the log of the build](https://a.example/{'a' * 50})", 16) == "the log of the…"


@pytest.mark.parametrize(
    ("text", "most", "first"),
    [
        ("One two three.\n\nFour five six seven", 24, "One two three."),
        ("One two three.\nFour five six seven", 24, "One two three."),
        ("One two three. Four five six", 24, "One two three."),
        ("One two three four five six", 20, "One two three four"),
        ("一二三四五。六七八九十一二三四五六七八九十", 20, "一二三四五。六七八九十一二三四五六七八九"),
        ("一二三四五六七八九十一二。三四五六七八九十", 20, "一二三四五六七八九十一二。"),
        ("Is it? (Yes.) No more of that", 20, "Is it? (Yes.)"),
    ],
)
def test_the_strongest_break_in_the_second_half_is_taken(text, most, first):
    assert next(pieces(text, most)) == first


def test_a_short_block_of_code_stays_whole_and_a_long_one_is_closed():
    block = "```\na = 1\n\n  b = 2\n```"
    assert [*pieces(f"Some words before\n{block}\nand behind", 33)] == ["Some words before", f"{block}\nand behind"]
    ended = f"word word word word word\n{block}"  # at the end of the room
    assert [*pieces(f"{ended}\nand behind", len(ended))] == [ended, "and behind"]
    assert shorten(f"{ended}\nand behind", len(ended) + 1) == f"{ended}…"
    assert [*pieces("```\naaaa bbbb\ncccc dddd\neeee\n```", 20)] == [
        "```\naaaa bbbb\n```",
        "```\ncccc dddd\n```",
        "```\neeee\n```",
    ]
    assert shorten("Log:\n```\naaaa bbbb\ncccc dddd\neeee\n```", 30) == "Log:\n```\naaaa bbbb\n…\n```"
    assert shorten("Log:\n```\naaaa bbbb  \ncccc dddd\neeee\n```", 32) == "Log:\n```\naaaa bbbb\n…\n```"


@given(st.text("ab .\n`{@}[]($)é\u0301\U0001f468\u200d", max_size=400), st.integers(20, 80))
@example("@" * 21 + " ", 21)  # the blank at the cut is lost, and nothing stands behind it
@example(" " * 40 + "a", 20)
@example("```b\n\ncc cc\n\ncccc\na ```", 20)  # a block whose end is behind the cut
def test_pieces_are_short_enough_and_lose_nothing_but_blanks(text, most):
    taken = [*pieces(text, most)]
    assert all(0 < len(piece) <= most and piece.strip() for piece in taken)
    assert re.sub(r"\s|`", "", "".join(taken)) == re.sub(r"\s|`", "", text)
    if text.strip() and len(text) <= most:
        assert taken == [text]


@given(
    st.text(st.characters(exclude_characters="`["), max_size=200), st.integers(0, 100)
)  # code is closed, of a link its label stays
def test_shortened_text_without_markup_is_short_enough_and_a_beginning(text, most):
    kept = shorten(text, most)
    if len(text) <= most:
        assert kept == text
    else:
        assert len(kept) <= most
        assert text.startswith(kept.removesuffix("…"))


@given(
    st.lists(st.sampled_from(["word", "```\ncode\n```", "\n", "`x y`", "long" * 9]), max_size=40), st.integers(20, 60)
)
def test_no_block_of_code_stays_open(parts, most):
    text = " ".join(parts)
    assert all(piece.count("```") % 2 == 0 for piece in [shorten(text, most), *pieces(text, most)])


def test_a_block_of_code_that_has_room_stays_whole():
    block = "```\n" + "line\n" * 8 + "```"
    assert [*pieces("word " * 16 + "\n" + block, 100)] == ["word " * 16, block]


# What is kept of text without blanks near its end

WHOLE = ["\U0001f468\u200d\U0001f469\u200d\U0001f467", "\U0001f1e9\U0001f1ea", "e\u0301", "文", '{"k":1,', "word-", "x", "/a_b"]  # fmt: skip
STARTS = st.lists(st.sampled_from(["Job", "failed:", "标题", "\U0001f1e9\U0001f1ea", "e\u0301", "\n"]), max_size=3).map(
    " ".join
)
ENDLESS = st.lists(st.sampled_from(WHOLE), min_size=1, max_size=6).map("".join)
LONGEST = max(map(len, WHOLE))


@given(STARTS, ENDLESS, st.integers(20, 400))
def test_what_is_kept_fills_at_least_three_quarters_however_early_the_last_blank_is(start, endless, most):
    text = f"{start} {endless * most}"
    room = (most - 1) * 3 // 4 - LONGEST
    for kept in [shorten(text, most), *[*pieces(text, most)][:-1]]:
        assert room <= len(kept) <= most
    assert text.startswith(shorten(text, most)[:-1])


@example("Job", [" " * 50, "\n" * 60], 200)
@example("Job 标题", ["long" * 9, "\n", "Is it? " * 3, "\n" * 3, "word. "], 133)
@given(
    STARTS, st.lists(st.sampled_from(["word. ", "word ", "long" * 9, "\n", "很长。", "Is it? "])), st.integers(20, 200)
)
def test_what_is_kept_fills_at_least_half_of_any_text(start, words, most):
    text = f"{start} {''.join(words)}".strip() + "x" * 2 * most
    assert all(len(kept) >= (most - 1) // 2 for kept in [shorten(text, most), *[*pieces(text, most)][:-1]])


@pytest.mark.parametrize("lines", ["short\n", "short\n\n  ", ""])
def test_code_with_a_line_that_is_too_long_is_cut_within_the_line_and_closed(lines):
    text = f"Job failed:\n```\n{lines}{'{k:1}' * 100}\n```"
    assert len(shorten(text, 100)) == 100
    assert shorten(text, 100).endswith("\n…\n```")
    assert [len(piece) for piece in pieces(text, 100)][:2] == [100, 100]


def test_of_a_block_of_code_that_would_have_room_alone_the_first_lines_stay():
    start, line = "Job failed:\n```\n", "line\n"
    assert shorten(f"{start}{line * 16}```", 90) == f"{start}{line * 13}…\n```"


def test_inline_code_that_is_too_long_is_closed():
    assert shorten(f"Job failed: `{'{k:1}' * 9}`", 30) == "Job failed: `{k:1}{k:1}{k:1}…`"
    assert shorten(f"Job failed: `{'{k:1}' * 9}", 30) == "Job failed: `{k:1}{k:1}{k:1}{…"


@pytest.mark.parametrize("kept", ["https://a.example/{}", "{{@{}}}", "`{}`"])
def test_what_is_longer_than_the_room_alone_is_cut_and_what_is_not_stays_whole(kept):
    fits, longer = kept.format("a" * 70), kept.format("a" * 3_000)
    assert shorten(f"See {fits} of it", 70) != "See…"
    assert shorten(f"See {fits} of it", len(fits) + 3) == "See…"
    assert len(shorten(f"See {longer}", 100)) == 100
    assert [len(piece) for piece in pieces(f"See {longer}", 100)][:2] == [100, 100]


def test_a_grapheme_that_is_longer_than_the_room_is_cut_wherever_it_starts():
    assert shorten("Job e" + "\u0301" * 200, 100) == "Job e" + "\u0301" * 94 + "…"


def test_of_a_link_before_which_little_is_filled_the_label_stays():
    for length in (60, 3_000):
        assert shorten(f"Job [the log](https://a.example/{'a' * length}) of it", 90) == "Job the log…"
    link = f"[the log](https://a.example/{'a' * 60})"
    assert shorten(f"{'word ' * 12}{link} of it", 90) == f"{'word ' * 11}word…"


@pytest.mark.parametrize("grapheme", GRAPHEMES.values(), ids=[*GRAPHEMES])
def test_a_hint_that_shortens_cuts_no_grapheme(grapheme):
    for before in range(20 - len(grapheme) + 1, 20):
        label = "a" * before + grapheme
        told = [issue for issue in _slide_issues(label) if issue.code == "too-long"]
        assert [issue.hint for issue in told] == [f"shorten it to {'a' * before!r}"] * (len(label) > 20)
    text = "a" * 14_999 + grapheme * 2
    (hint,) = [issue.hint for issue in check({"text": text}) if issue.code == "too-long"]
    assert eval(hint, {"value": text}) in {"a" * 4_999, "a" * 5_000}
    text = "a" * 4_999 + grapheme * 5_001
    (hint,) = [issue.hint for issue in check({"text": text}) if issue.code == "too-long"]
    assert eval(hint, {"value": text}) == "a" * 4_999


def _slide_issues(label):
    """The findings of a chart with this label."""
    slide = {"type": "percentage_chart", "data": [[{"label": label, "value": 1}]], "styles": {"preview": "pie"}}
    return check({"text": "x", "slides": [slide]})
