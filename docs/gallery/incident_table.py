"""An incident.

A table whose header stays in place, on red, with what to do next as buttons.
"""

from cardkit import Message, actions, markup

hosts: list[dict[str, str | int | None]] = [
    {"Host": "web-2", "State": "down", "Since": "08:15", "Errors": 1842},
    {"Host": "web-7", "State": "down", "Since": "08:17", "Errors": 1610},
    {"Host": "web-4", "State": "slow", "Since": "08:22", "Errors": 207},
    {"Host": "db-1", "State": "up", "Since": None, "Errors": 3},
]

on_call = markup.user("oncall@example.com")

message = (
    Message(
        f"{markup.bold('Two hosts are down')}, the shop is slow. {on_call}\n"
        f"{markup.quote('upstream timed out while reading the response header')}"
    )
    .bot("Watchdog")
    .card("Incident 2024-117")
    .table(["Host", "State", "Since", "Errors"], title="Hosts in Frankfurt")
    .rows(hosts)
    .width(40, 20, 20, 20)
    .sticky(rows=1)
    .button(
        "I take it",
        actions.invoke_function("take_incident", owner="ops@example.com"),
        style="+",
    )
    .button("Join the call", actions.open_url("https://meet.example.com/incident-117"))
    .button("Copy the id", actions.copy("2024-117"), hint="For the status page")
    .style(background="red")
)
