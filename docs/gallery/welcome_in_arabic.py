"""Other scripts, and emoji.

Text runs in the direction of its script, in the message, in tables and in labels.
"""

from cardkit import Message, markup

message = (
    Message(f"مرحبًا بكم في الفريق 🎉 {markup.bold('الاجتماع الأول يوم الأحد')}")
    .card("أهلًا وسهلًا 👋")
    .table(["الاسم", "الفريق", "المدينة"], title="الزملاء الجدد")
    .row("ليلى حداد", "المبيعات", "بيروت")
    .row("עומר לוי", "התמיכה", "חיפה")
    .row("Zoë Müller", "Design 🎨", "Zürich")
    .row("佐藤 健", "開発", "東京")
    .width(40, 30, 30)
    .label(
        {"الوقت": "10:00 صباحًا", "القاعة": "3.14", "Langue": "Français 🇫🇷"},
        title="التفاصيل",
    )
)
