"""Every message in full: what `wordings.txt` holds is what a caller is told, word for word."""

import re

import pytest
from wrong import MISUSED, WORDINGS, WRONG, told, wordings

from cardkit.inspection.codes import codes

EXPECTED = dict(re.findall(r"^# (.+)\n((?:(?!# ).*\n)*)", WORDINGS.read_text(encoding="utf-8"), re.M))
CALLS = WRONG | MISUSED


@pytest.mark.parametrize("name", CALLS)
def test_what_is_wrong_is_told_word_for_word(name):
    assert told(CALLS[name]) == EXPECTED[name].rstrip("\n")


@pytest.mark.parametrize("name", WRONG)
def test_nothing_is_told_twice(name):
    told_here = [re.sub(r"^\d+\. ", "", issue.strip()) for issue in re.split(r"(?m)^(?=\S)", EXPECTED[name])]
    assert len(told_here) == len({*told_here})


def test_the_file_holds_these_and_no_others():
    assert [*EXPECTED] == [*CALLS]
    assert wordings() == WORDINGS.read_text(encoding="utf-8")


def test_every_code_that_the_table_has_is_told():
    of_files = {code for code, each in codes().items() if each.meaning.startswith("On the command line: ")}
    told_codes = set(re.findall(r"^    at: .+ \[([a-z0-9-]+)\]$", WORDINGS.read_text(encoding="utf-8"), re.M))
    assert told_codes == {*codes()} - of_files


def test_whoever_says_so_of_an_error_is_named_with_its_code():
    for issue in re.split(r"(?m)^(?=\S)", WORDINGS.read_text(encoding="utf-8")):
        code, source = [re.search(line, issue, re.M) for line in (r"^ +at: .+ \[([a-z0-9-]+)\]$", r"^ +source: +(.+)$")]
        if code and source:
            assert source[1] in codes()[code[1]].sources, issue


def test_every_message_says_where_what_came_what_is_allowed_and_who_says_so():
    text = WORDINGS.read_text(encoding="utf-8")
    for issue in re.split(r"(?m)^(?=\S)", text):
        if "\n" in issue.strip("\n") and not issue.startswith("#"):
            names = re.findall(r"^    (\w+): ", issue, re.M)
            assert names[-1] == "at", issue
            assert {"allowed", "source"} <= set(names), issue
