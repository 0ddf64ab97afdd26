"""A poll.

A question and two to ten options; the service counts the votes.
"""

from cardkit import Message, markup

until = markup.bold("Vote until Thursday noon.")

message = Message(f"The next release has room for one of these. {until}").poll(
    "Which comes first?",
    "Sign in with a passkey",
    "Dark mode everywhere",
    "Search within attachments",
    "Export to spreadsheets",
    thumbnail="https://example.com/pictures/rocket.png",
)
