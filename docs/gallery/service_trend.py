"""Response times.

A trend line for each service over a working day.
"""

from cardkit import Message, actions

hours = [f"{hour:02}:00" for hour in range(8, 19)]
milliseconds = {
    "Search": [182, 190, 204, 231, 248, 262, 240, 226, 219, 205, 188],
    "Checkout": [96, 99, 104, 118, 131, 344, 402, 187, 121, 108, 101],
    "Catalogue": [61, 63, 62, 70, 74, 79, 77, 71, 69, 66, 62],
}

message = (
    Message("Checkout was slow from 13:00 to 15:00. The cause is found.")
    .card("Response times, Tuesday")
    .graph(
        "trend",
        {
            service: zip(hours, values, strict=True)
            for service, values in milliseconds.items()
        },
        title="Median by hour",
        x_axis="Hour",
        y_axis="Milliseconds",
    )
    .button("Dashboard", actions.open_url("https://grafana.example.com/d/latency"))
)
