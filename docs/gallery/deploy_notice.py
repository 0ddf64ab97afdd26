"""A deploy notice.

What went live, who did it, what has changed, and the way back.
"""

from cardkit import Message, actions, markup

rollback = actions.invoke_function("rollback", owner="ops@example.com").confirm(
    title="Roll back to 3.6.0?",
    description="The search index is kept as it is.",
    input="Why?",
    button_label="Roll back",
    cancel_button_label="Keep 3.6.1",
    emotion="negative",
    mandatory=True,
)

author = markup.silent("Ana", "ana@example.com")

message = (
    Message(f"{markup.bold('shop-web')} 3.6.1 is live, by {author}")
    .bot("Deploys")
    .card("shop-web 3.6.1", thumbnail="https://example.com/pictures/rocket.png")
    .section()
    .fields(
        {
            "Environment": "production",
            "Commit": "4f9c2e1",
            "Duration": "3 min 12 s",
            "Checks": "214 of 214 passed",
        }
    )
    .list(
        [
            "Faster search",
            "Dark mode in the basket",
            "Fixed: empty invoices for guests",
        ],
        title="Changes",
    )
    .button("Release notes", actions.open_url("https://example.com/notes/3.6.1"))
    .button("Roll back", rollback, style="-", hint="Goes back to 3.6.0")
    .style(background="green")
)
