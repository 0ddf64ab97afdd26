"""What a call is refused for, and which of the issues that are listed are errors."""

import pytest

from cardkit import ConstraintError


def refusals(call, *args, **named):
    """All the issues of a call."""
    with pytest.raises(ConstraintError) as caught:
        call(*args, **named)
    return caught.value.issues


def refused(call, *args, **named):
    """The only issue of a call."""
    (issue,) = refusals(call, *args, **named)
    return issue


def issues(call, *args, **named):
    """The codes and paths of the issues of a call."""
    return [(issue.code, issue.path) for issue in refusals(call, *args, **named)]


def hint(call, *args, **named):
    """The hint of the first issue of a call."""
    return refusals(call, *args, **named)[0].hint


def errors(found):
    """Those of the issues that are errors."""
    return [issue for issue in found if issue.severity == "error"]
