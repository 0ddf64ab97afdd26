"""What is left to do in a message that was made to fit, and what was done to it."""

from refusals import errors

SIZES = {"large-body", "long-text", "many-slides", "long-text-slide", "long-thread-title"}


def wrong(message):
    """The errors of a message, and the warnings about its size."""
    issues = message.issues()
    return [*errors(issues), *[issue for issue in issues if issue.code in SIZES and issue.severity == "warning"]]


def changes(message):
    """The places and codes of what was changed."""
    return [(change.path, change.code) for change in message.fitted().changes]
