"""Sales by region.

Stacked bars show the whole and its parts; the label names what matters.
"""

from cardkit import Message

sales = {
    "Europe": {"Jan": 412, "Feb": 380, "Mar": 455, "Apr": 498, "May": 520, "Jun": 561},
    "Americas": {
        "Jan": 298,
        "Feb": 310,
        "Mar": 352,
        "Apr": 340,
        "May": 391,
        "Jun": 402,
    },
    "Asia": {"Jan": 120, "Feb": 138, "Mar": 171, "Apr": 205, "May": 233, "Jun": 274},
}
half_year = sum(sum(months.values()) for months in sales.values())

message = (
    Message("The first half of the year is closed.")
    .card("Sales by region")
    .graph(
        "vertical_stacked_bar",
        sales,
        title="January to June",
        x_axis="Month",
        y_axis="Thousand €",
    )
    .label(
        {
            "Half-year": f"{half_year / 1000:.2f} million €",
            "Growth": "+18.4 %",
            "Best month": "June",
        },
        title="In short",
    )
)
