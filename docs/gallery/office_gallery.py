"""Pictures of a new office.

Several pictures in one slide, and a single one in the next.
"""

from cardkit import Message, actions

rooms = ["atrium", "library", "terrace", "workshop"]
photos = [f"https://example.com/pictures/{room}.png" for room in rooms]

message = (
    Message("The keys are here! We move on 1 July, and everyone picks a desk now.")
    .card("The new office", thumbnail="https://example.com/pictures/announcement.png")
    .image(photos, title="First look")
    .image("https://example.com/pictures/floor-plan.png", title="Third floor")
    .button(
        "Pick a desk", actions.open_url("https://office.example.com/desks"), style="+"
    )
)
