"""Who says so: each finding cites a page that has the key it is about, by the key lists of the pages themselves."""

import attrs
from wrong import WRONG, issues_of

from cardkit.errors.issue import keys_of
from cardkit.limits import (
    BOTS,
    BUTTONS,
    CARDKIT,
    CARDS,
    EDITS,
    FORMAT,
    IMPLEMENTER,
    MENTIONS,
    MESSAGES,
    REFERENCE,
    SDK,
    SENDERS,
    THREADS,
    Limits,
)
from cardkit.reading.json import RFC

_SLIDE = {"slides", "type", "title", "data", "headers", "rows", "styles"}
_REFERENCE = _SLIDE | {
    "text",
    "card",
    "theme",
    "thumbnail",
    "width",
    "sticky",
    "columns",
    "preview",
    "x_axis",
    "y_axis",
}
_REFERENCE |= {"category", "values", "label", "value", "bot", "name"}
_ACTIONS = {"label", "action", "type", "data", "name", "web", "windows", "iOS", "android", "api"}
# The keys that each page names, by hand.
KEYS = {
    REFERENCE: _REFERENCE,
    FORMAT: _REFERENCE,
    CARDS: _SLIDE | _ACTIONS | {"text", "card", "theme", "thumbnail", "options", "sections", "fields", "value", "buttons"}
    | {"bot_name", "message", "label"},
    BUTTONS: _ACTIONS | {"text", "card", "theme", "title", "buttons", "hint", "key", "confirm", "owner", "url", "references"}
    | {"object", "arguments", "description", "input", "button_label", "cancel_button_label", "emotion", "mandatory"},
    BOTS: _SLIDE | {"text", "card", "bot", "name", "image", "background", "markdown", "reply_to", "user_ids", "userids"}
    | {"broadcast", "mark_as_read", "notify_edit", "thread_chat_id", "thread_title", "message_topic", "extension_key", "buttons"},
    MESSAGES: {"text", "sync_message", "mark_as_read", "appkey", "reply_to"},
    MENTIONS: {"text"},
    EDITS: {"text", "notify_edit"},
    THREADS: {"text", "thread_message_id", "thread_title", "post_in_parent"},
}  # fmt: skip
# What other sources call otherwise; the rule is that of the usual name.
OTHER_NAMES = {"action/data/value": "text", "data/5/key": "label"}
# What no page says: it is told as that.
OURS = {CARDKIT, RFC, IMPLEMENTER, SENDERS, SDK}


def named(issue):
    """The key that a finding is about: the last of its path that is no index, no header and no name of a label."""
    if issue.code == "mention-outside-text":  # it is about the text, where mentions work
        return "text"
    keys = [key for key in keys_of(issue.path) if not key.isdecimal()]
    if issue.code in {"unknown-key", "undocumented-here"}:  # they are about what the page has not
        keys = keys[:-1]
    if "rows" in keys and keys[-1] != "rows" and "sticky" not in keys:
        keys = keys[: keys.index("rows") + 1]
    while (
        len(keys) > 1
        and keys[-2] in {"references", "data"}
        and keys[-1] not in {*_REFERENCE, *KEYS[BUTTONS], "bot_name", "message"}
    ):
        keys.pop()
    return keys[-1] if keys else None


def test_a_finding_cites_a_page_that_has_the_key():
    for issue in [issue for call in WRONG.values() for issue in issues_of(call)]:
        sources = [source for source in (*KEYS, *OURS) if source in issue.source]
        assert sources, issue.source
        key = OTHER_NAMES.get(issue.path.removeprefix("/slides/0/").removeprefix("/buttons/0/"), named(issue))
        if key is not None and not [source for source in sources if source in OURS]:
            assert [source for source in sources if key in KEYS[source]], (key, issue)


def test_the_reference_page_is_not_cited_for_what_it_has_not():
    lacking = {"confirm", "hint", "sections", "buttons", "options", "references", "owner", "arguments"}
    for name, call in WRONG.items():
        for issue in issues_of(call):
            assert lacking.isdisjoint(keys_of(issue.path)) or REFERENCE not in issue.source, (name, issue)


def test_each_limit_has_a_source_that_is_known():
    assert {field.metadata["source"] for field in attrs.fields(Limits)} <= {*KEYS, *OURS}
