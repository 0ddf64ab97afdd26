"""A first day.

A numbered list of steps, a label with the people to ask, and a word of welcome.
"""

from cardkit import Message, actions

message = (
    Message("Welcome, Paula! Here is your first day.")
    .card("Your first day", thumbnail="https://example.com/pictures/announcement.png")
    .list(title="Before lunch", style="decimal")
    .items(
        [
            "Collect your laptop",
            "Set a password and a second factor",
            "Meet your team in room 3.14",
        ]
    )
    .label(
        {
            "Your buddy": "Li Jung",
            "Your team": "Field sales",
            "Help desk": "extension 4711",
        },
        title="Who to ask",
    )
    .text_slide(
        "No question is too small, and nobody expects answers yet.",
        title="And remember",
    )
    .button("Open the handbook", actions.open_url("https://handbook.example.com"))
)
