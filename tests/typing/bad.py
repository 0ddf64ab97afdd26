"""Wrong chains: both type checkers must find an error on each line that ends in "refused", and on no other."""

import numpy as np

from cardkit import Chart, Message, Table, actions, check, markup, preview, to
from cardkit.transport import CliqTransport, MemoryTransport, RefreshingToken

message = Message("x")
table = message.table(["A"])

message.row("a")  # refused
message.table(["A"]).list().row("a")  # refused
message.table(["A"]).text_slide("t").row("a")  # refused
message.chart("pie").category("a")  # refused
message.list().segment("a", 1)  # refused
message.graph("trend").item("a")  # refused
Message(3)  # refused
message.text(None)  # refused
message.card("t", theme="dark")  # refused
message.list(style="dsic")  # refused
message.field("a", 1)  # refused
message.section("s").row("a")  # refused
message.section("s").list().fields({"a": 1})  # refused
message.poll("t", ["a", "b"])  # refused
message.poll(None, "a", "b")  # refused
message.button("b")  # refused
message.button("b", "copy")  # refused
message.button("b", actions.copy)  # refused
message.button("b", actions.copy("x"), style="red")  # refused
message.button("b", actions.copy("x"), in_card="yes")  # refused
message.instant_button("b", actions.copy("x"), hint="h")  # refused
message.style(background="pink")  # refused
message.reply_to(3)  # refused
message.thread(None, title="t")  # refused
message.sync("yes")  # refused
actions.copy(3)  # refused
actions.system_api("videocall")  # refused
actions.system_api("restart", "1")  # refused
actions.copy("x").confirm(input="i", button_label="b")  # refused
actions.copy("x").confirm(title="t", input="i", button_label="b", mandatory="true")  # refused
actions.open_url(3)  # refused
Message("x").to_code(api="v1")  # refused
Message("x").raw_button([("label", "Go")])  # refused
markup.bold(3)  # refused
markup.heading("x", level="1")  # refused
message.chart("donut")  # refused
message.graph("pie")  # refused
table.row(1j)  # refused
table.row({"a"})  # refused
table.width("50")  # refused
table.sticky(rows="1")  # refused
message.chart("pie").segment("a", "1")  # refused
message.chart("pie", {"a": "1"})  # refused
message.graph("trend").point(1, 1)  # refused
message.image(3)  # refused
message.label({1: "a"})  # refused
message.label({"a": b"b"})  # refused
message.section("s").fields({"a": ["b"]})  # refused
message.slide({"type": "x"})  # refused
message.to_json(api="v4")  # refused
message.send(print, to="chat:1")  # refused
message.send(MemoryTransport(), to=3)  # refused
to.chat(3)  # refused
Table("A", [1])  # refused
Table("A")  # refused
message.table("Host")  # refused
message.table(3)  # refused
table.rows([1])  # refused
table.row(A=1j)  # refused
Chart(preview="pie", segments=3)  # refused
CliqTransport("1000.a")  # refused
CliqTransport(token=3)  # refused
CliqTransport(token="1000.a", pacing="moon")  # refused
CliqTransport(token="1000.a", auth="basic")  # refused
CliqTransport(token="1000.a", region="de")  # refused
CliqTransport.from_env(max_wiat=0)  # refused
CliqTransport.from_env(max_wait="0")  # refused
CliqTransport.from_webhook("https://a/b", region="eu")  # refused
RefreshingToken("1000.A", "b", "1000.c", region="de")  # refused
MemoryTransport().messages.append("x")  # refused
Message.from_dict([1])  # refused
Message.from_json({"text": "x"})  # refused
check({"text": "x"}).code  # refused
table.each([1], lambda m, n: None)  # refused
table.each([1], lambda m, n: m.list()).row("a")  # refused
message.when(True, lambda m: 3)  # refused
message.when(True, lambda m: m.table(["A"])).row("a")  # refused
message.pipe(lambda m, n: m)  # refused
message.tabel(["A"])  # refused
message.open(theme="blue")  # refused
preview.html(3)  # refused
preview.page(message, theme="blue")  # refused
preview.svg(message)  # refused
preview.terminal(message, width="wide")  # refused
message.table("Host")  # refused
message.table(5)  # refused
message.table([1, 2])  # refused
message.table([{"A": 1}], columns=3)  # refused
message.table([{"A": 1}], columns="A")  # refused
message.table([{"A": 1}], missing=0)  # refused
table.width("auto", 50)  # refused
table.width(1.5)  # refused
table.width(1, unit="inch")  # refused
message.list([1], format=3)  # refused
message.label(3)  # refused
message.chart("pie").segment("a", np.str_("1"))  # refused
message.chart("pie").segment("a", np.array([1]))  # refused
message.list().item(np.array([1]))  # refused
message.graph("trend").category("a", [1, 2])  # refused
message.chart("pie", "values")  # refused
message.chart("pie", {"a": 1}, top="4")  # refused
message.graph("trend", [{"a": 1}], x=1)  # refused
