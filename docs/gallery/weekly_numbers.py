"""A week in numbers.

A doughnut and bars, filled from plain dicts.
"""

import datetime

from cardkit import Message

monday = datetime.date(2024, 5, 6)
tickets = {"Billing": 64, "Login": 41, "Delivery": 37, "Search": 18, "Other": 22}
per_day = {
    "Opened": {"Mon": 48, "Tue": 39, "Wed": 35, "Thu": 32, "Fri": 28},
    "Solved": {"Mon": 36, "Tue": 41, "Wed": 38, "Thu": 37, "Fri": 33},
}

opened, solved = (sum(numbers.values()) for numbers in per_day.values())

message = (
    Message(f"{opened} tickets came in, and we solved {solved}.")
    .bot("Digest")
    .card(f"Support, week of {monday.day} {monday:%B}")
    .chart("doughnut", tickets, title="By subject")
    .graph("vertical_bar", per_day, title="By day", x_axis="Day", y_axis="Tickets")
)
