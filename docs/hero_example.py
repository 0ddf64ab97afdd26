from cardkit import Message, actions

message = (
    Message("*Two hosts are down* in Frankfurt.")
    .bot("Watchdog")
    .card(title="Incident 2024-117")
    .table(["Host", "State", "Since"])
    .row("web-2", "down", "08:15")
    .row("web-7", "down", "08:17")
    .row("web-4", "slow", "08:22")
    .width(40, 30, 30)
    .chart("doughnut", title="Errors")
    .segments({"Timeouts": 40, "Refused": 12})
    .button("Join", actions.open_url("https://a.example"))
)
