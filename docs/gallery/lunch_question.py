"""A question with answers in its text.

Instant buttons stand in the text itself, without a card.
"""

from cardkit import Message, actions

message = (
    Message("Pizza on Friday at 12:30? Have a look at the [menu]($menu) first.")
    .bot("Office", "https://example.com/pictures/desk.png")
    .instant_button(
        "menu",
        actions.copy("Margherita, Funghi, Verdure, Quattro formaggi"),
        key="menu",
    )
    .instant_button(
        "I am in",
        actions.invoke_function("lunch", arguments={"answer": "yes"}),
        style="+",
    )
    .instant_button(
        "Not this time",
        actions.invoke_function("lunch", arguments={"answer": "no"}),
        style="-",
    )
    .style(background="yellow")
)
