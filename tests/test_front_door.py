"""The front door: the names, the order and the defaults of arguments that users rely on; more may come, none may go."""

import inspect
import re

import pytest
from cases import case
from examples import EXAMPLES

import cardkit
from cardkit import Message, RawSlide, actions, check, json_schema, markup, preview, register, to
from cardkit.chain.openers import opened_classes
from cardkit.outbox import Outbox
from cardkit.slides.kinds import KINDS
from cardkit.transport import CliqTransport, FileTransport, Receipt
from cardkit.transport.endpoint import DEFAULTS
from cardkit.transport.options import CliqOptions, WebhookOptions

M = Message("x")
TABLE, LIST, LABEL, CHART, GRAPH = M.table(["A"]), M.list(), M.label(), M.chart(), M.graph()
# By hand, from the design: what each takes, with the defaults that it names.
PROMISED = {
    Message: "text=None, *, limits=None, fit=False",
    M.text: "text",
    M.bot: "name=None, image=None",
    M.card: "title=None, *, theme='modern-inline', thumbnail=None, icon=None",
    M.poll: "title, *options",
    M.prompt: "title=None",
    M.section: "title=None",
    M.button: "label, action, *, style=None, hint=None, key=None, in_card=False",
    M.instant_button: "label, action, *, style=None, key=None",
    M.reply_to: "id",
    M.thread: "message_id, title=None, post_in_parent=None",
    M.sync: "",
    M.style: "*, background=None, markdown=None",
    M.extra: "**keys",
    M.when: "condition, step, otherwise=None",
    M.each: "items, step",
    M.pipe: "function, /, *args, **kwargs",
    M.table: "headers, rows, *, title=None, width=None, sticky_rows=None, sticky_columns=None, columns=None, format=None, missing=None, index=None",
    TABLE.row: "*cells",
    TABLE.rows: "rows",
    TABLE.width: "*widths, unit",
    TABLE.sticky: "rows=None, columns=None",
    M.list: "items=(), *, title=None, style=None",
    LIST.item: "item",
    LIST.items: "items",
    LIST.slide_button: "label, action, *, style=None, hint=None, key=None",
    M.label: "fields=(), *, title=None, format=None",
    LABEL.field: "name, value",
    LABEL.fields: "fields",
    M.image: "urls=(), *, title=None",
    M.image().url: "url",
    M.chart: "preview=None, segments, *, title=None, labels=None, values=None, top=None",
    CHART.segment: "label, value",
    CHART.segments: "segments",
    M.graph: "preview=None, categories, *, title=None, x_axis=None, y_axis=None, x=None, y=None, by=None, thin=False",
    GRAPH.category: "name, values=()",
    GRAPH.point: "label, value",
    M.text_slide: "text, *, title=None",
    M.slide: "slide",
    M.build: "*, api=None",
    M.to_dict: "*, api=None, check=True",
    M.to_json: "indent=None, *, api=None, check=True",
    M.to_code: "*, api=None, explain=False",
    M.send: "transport, to=None",
    M.issues: "",
    M.fitted: "",
    M.split: "",
    Message.from_dict: "body",
    Message.from_json: "text",
    RawSlide: "slide",
    check: "payload",
    register: "cls",
    json_schema: "",
    actions.invoke_function: "name, owner=None, arguments=None",
    actions.open_url: "web=None, *, windows=None, ios=None, android=None",
    actions.preview_url: "url",
    actions.copy: "text",
    actions.system_api: "api, zuid=None",
    actions.invoke_bot: "bot, message",
    actions.copy("x").confirm: "*, title, input=None, button_label=None",
    markup.link: "label, url",
    markup.escape: "untrusted",
    markup.silent: "name, zuid_or_email",
    markup.function_link: "label, name, owner=None, *arguments",
    markup.from_markdown: "text",
    to.chat: "id, as_bot=None",
    to.channel: "name, as_bot=None",
    to.channel_id: "id, as_bot=None",
    to.bot: "name, users=()",
    to.person: "email_or_zuid",
    to.thread: "chat_id",
    CliqTransport: "*, token, region='us', api='v2', wire=None, base_url=None, timeout=(5.0, 30.0), max_wait=60.0, pacing='machine', account=None, auth='bearer', paths=None, http=None, at_least_once=False, clock, sleep",
    FileTransport: "path",
    Receipt: "status",
    Outbox: "path, transport",
    Outbox.put: "self, message, to=None, *, key=None, after=None, not_after=None, priority, replace",
    Outbox.work: "self, *, once=False",
    preview.html: "message, *, theme='auto'",
    preview.page: "message, *, theme='auto'",
    preview.svg: "slide",
    preview.terminal: "message, width=None, color=None",
}  # fmt: skip


def promised(arguments):
    """The arguments by name; `...` stands for a default that is not promised."""
    named = re.sub(r"(?<![*=\w'])([a-z_]+)(?=,|$)(?![^(]*\))", r"\1=...", arguments)
    return inspect.signature(eval(f"lambda {named}: None")).parameters


def test_arguments_have_their_names_their_order_and_their_defaults():
    for call, arguments in PROMISED.items():
        with case(call.__qualname__):
            given, wanted = inspect.signature(call).parameters, promised(arguments)
            assert given.keys() >= wanted.keys()
            for name, argument in wanted.items():
                assert given[name].kind in {argument.kind, argument.POSITIONAL_OR_KEYWORD}
                assert argument.default in {..., argument.empty} or given[name].default == argument.default
            ordered = [name for name, argument in wanted.items() if argument.kind != argument.KEYWORD_ONLY]
            assert [*given][: len(ordered)] == ordered


@pytest.mark.parametrize(
    "kind", [kind for kind, example in EXAMPLES.items() if not isinstance(example.slide, RawSlide)]
)
def test_a_slide_takes_by_itself_what_its_step_takes(kind):
    cls = type(EXAMPLES[kind].slide)
    opener = {"text": "text_slide", "percentage_chart": "chart"}.get(kind, kind)
    ours = [(p.name, p.kind, p.default) for p in inspect.signature(cls).parameters.values()]
    steps = [(p.name, p.kind, p.default) for p in inspect.signature(getattr(M, opener)).parameters.values()]
    assert [given for given in ours if given[0] not in {"buttons", "unknown"}] == steps


def test_the_names_of_the_front_door_are_there():
    names = "Message actions markup to limits check register json_schema preview Payload Issue Button Table List Label Image Chart Graph Text RawSlide"
    assert {*names.split()} <= {*dir(cardkit)}
    kinds = {cls.__name__ for cls in KINDS.values()}
    assert kinds <= {*cardkit.__all__} & {*cardkit.slides.__all__}
    assert {cls.__name__ for cls in opened_classes().values()} <= {*cardkit.chain.__all__}


def test_checkers_know_each_option_where_a_transport_is_made_by_the_environment_or_a_webhook():
    options = {*inspect.signature(CliqTransport).parameters}
    assert {*CliqOptions.__annotations__} == options
    assert {*WebhookOptions.__annotations__} == options.difference(["token", *DEFAULTS, "endpoint"])
