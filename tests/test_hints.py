"""Hints work when followed: the fault is gone, and no new one has come."""

import pytest
from following import PROSE, followed, found, is_code, result
from hypothesis import given, settings
from wrong import WRONG

from cardkit import ConstraintError, check, strategies

# Hints that are code with a part of the caller's own in it, which only the caller can put there.
OWN = {'owner="a@example.com"', ".poll(title, *options)"}


def issues_of(call):
    try:
        return [*call()]
    except ConstraintError as error:
        return error.issues


@pytest.mark.parametrize("name", WRONG)
def test_a_hint_that_is_code_can_be_carried_out(name):
    for issue in issues_of(WRONG[name]):
        if is_code(issue.hint) and issue.hint not in OWN and not issue.hint.startswith("."):
            value = {"type": "x"} if "RawSlide" in issue.hint else "x" * 20_000
            assert result(issue.hint, value=value, text="x", body={"message": {}}) is not PROSE


@settings(max_examples=150)
@given(strategies.invalid_payloads())
def test_a_hint_about_a_body_mends_it(broken):
    body, _ = broken
    issues = check(body)
    before = {(issue.path, issue.code) for issue in issues}
    for issue in issues:
        mended = followed(body, issue) if issue.severity == "error" else None
        if mended is not None and mended != body:
            after = found(mended)
            assert (issue.path, issue.code) not in after, (issue, mended)
            assert not {code for _, code in after} - {code for _, code in before}, (issue, mended)
