"""An account in sections.

A modern-inline card holds its facts in sections; the buttons stand below it.
"""

import datetime

from cardkit import Message, actions, markup

renewal = datetime.date(2025, 9, 30)

message = (
    Message(f"{markup.silent('Ana Souza', '1234567')} has taken over a new account.")
    .card("Greenleaf Foods", thumbnail="https://example.com/pictures/leaf.png")
    .section("Contract")
    .fields({"Plan": "Business", "Seats": 240, "Renews": f"{renewal:%d %B %Y}"})
    .section("Contact")
    .fields({"Name": "Marta Nowak", "Role": "Head of Operations", "City": "Kraków"})
    .button("Open the account", actions.open_url("https://crm.example.com/greenleaf"))
    .button("Write to Ana", actions.system_api("startchat", "1234567"))
)
