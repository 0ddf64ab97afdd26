"""An approval.

A prompt is a question with its answers as buttons.
"""

from cardkit import Message, actions, markup

who = markup.bold("Jonas Weber")

message = (
    Message(
        f"{markup.user('lena@example.com')}, {who} asks for a trip:\n"
        "Hamburg to Lisbon, 12 to 15 May, 846.20 €."
    )
    .bot("Travel desk", "https://example.com/pictures/desk.png")
    .prompt("Approve the trip to Lisbon?")
    .button("Approve", actions.invoke_function("approve_trip", "desk@example.com"))
    .button("Ask a question", actions.system_api("startchat", "1234567"))
    .button(
        "See the request",
        actions.preview_url("https://travel.example.com/requests/5120"),
    )
)
