"""Every message in full: what `wordings.txt` holds is what a caller is told, word for word."""

import re

from wrong import MISUSED, WORDINGS, WRONG, told

from cardkit.inspection.codes import codes

FILE = WORDINGS.read_text(encoding="utf-8")
EXPECTED = {name: text.rstrip("\n") for name, text in re.findall(r"^# (.+)\n((?:(?!# ).*\n)*)", FILE, re.M)}
CALLS = WRONG | MISUSED


def test_what_is_wrong_is_told_word_for_word():
    now = {name: told(call) for name, call in CALLS.items()}
    other = {name: text for name, text in now.items() if text != EXPECTED.get(name)}
    assert other == {}, "if these are meant, python tests/wrong.py writes them into the file"
    assert [*now] == [*EXPECTED]


def test_the_file_holds_nothing_beside_them():
    assert "\n".join([f"# {name}\n{text}\n" for name, text in EXPECTED.items()]) == FILE


def test_nothing_is_told_twice():
    for name in WRONG:
        issues = [re.sub(r"^\d+\. ", "", issue.strip()) for issue in re.split(r"(?m)^(?=\S)", EXPECTED[name])]
        assert len(issues) == len({*issues}), name


def test_every_code_that_the_table_has_is_told():
    of_files = {code for code, each in codes().items() if each.meaning.startswith("On the command line: ")}
    told_codes = set(re.findall(r"^    at: .+ \[([a-z0-9-]+)\]$", FILE, re.M))
    assert told_codes == {*codes()} - of_files


def test_whoever_says_so_of_an_error_is_named_with_its_code():
    for issue in re.split(r"(?m)^(?=\S)", FILE):
        code, source = [re.search(line, issue, re.M) for line in (r"^ +at: .+ \[([a-z0-9-]+)\]$", r"^ +source: +(.+)$")]
        if code and source:
            assert source[1] in codes()[code[1]].sources, issue


def test_every_message_says_where_what_came_what_is_allowed_and_who_says_so():
    for issue in re.split(r"(?m)^(?=\S)", FILE):
        if "\n" in issue.strip("\n") and not issue.startswith("#"):
            names = re.findall(r"^    (\w+): ", issue, re.M)
            assert names[-1] == "at", issue
            assert {"allowed", "source"} <= set(names), issue
