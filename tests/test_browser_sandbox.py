"""The sandbox's page in a browser: what arrives, what is typed, keys, narrow screens, and hostile text."""

import json
import re
from importlib.resources import files
from urllib.parse import urlsplit

import pytest
import urllib3
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from cardkit import Message, actions, to
from cardkit.sandbox import Sandbox, views

pytestmark = pytest.mark.browser

PICTURE = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="6"><rect width="8" height="6" fill="#9db4d8"/></svg>'
)
EXAMPLES = json.loads(files("cardkit.sandbox").joinpath("web", "examples.json").read_text("utf-8"))
WIDE, NARROW = (1280, 800), (390, 800)
SETTLED = """Promise.all([document, ...[...document.querySelectorAll("*")].map(each => each.shadowRoot)]
  .flatMap(root => root?.getAnimations() ?? []).map(each => each.finished.catch(() => 0)))"""
HTTP = urllib3.PoolManager(retries=False)


@pytest.fixture
def sandbox():
    with Sandbox() as running:
        yield running


@pytest.fixture
def look(browser, sandbox):
    """A function that opens the page; nothing may go wrong on it, and nothing be asked but of the sandbox."""
    contexts, wrong = [], []

    def opened(size=WIDE, scheme="light", path="/"):
        context = browser.new_context(viewport={"width": size[0], "height": size[1]}, color_scheme=scheme)
        contexts.append(context)
        context.grant_permissions(["clipboard-read", "clipboard-write"], origin=sandbox.url)
        context.route(lambda url: urlsplit(url).hostname != "127.0.0.1", lambda route: route.fulfill(body=PICTURE, content_type="image/svg+xml"))  # fmt: skip
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda said: wrong.append(said.text) if said.type in {"error", "warning"} and not said.text.startswith("Failed to load") else None)  # fmt: skip
        page.on("dialog", lambda dialog: (wrong.append(dialog.message), dialog.dismiss()))
        page.goto(sandbox.url + path)
        expect(page.locator("#live")).to_have_text("Live")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert wrong == []


def send(sandbox, message="Hi", where="channel:ops", **more):
    if isinstance(message, dict):
        message = Message.from_dict({**message, **more})
    message = Message(message) if isinstance(message, str) else message
    message.send(sandbox.transport, to=where)
    return sandbox.latest


def parameters(sandbox, values):
    headers = {"Authorization": f"Bearer {sandbox.token}", "Content-Type": "application/json"}
    HTTP.request("POST", f"{sandbox.url}/api/v3/bots/watch/incoming", body=json.dumps(values), headers=headers)


def chats(page):
    return page.locator("#chats button")


def messages(page):
    return page.locator("#log article")


def tab(within, name):
    return within.get_by_role("tab", name=re.compile(f"^{name}"))


def pasted(page):
    return page.evaluate("navigator.clipboard.readText()")


# The inbox


def test_messages_arrive_without_a_reload_and_chats_are_switched(sandbox, look):
    page = look()
    expect(page.get_by_role("heading", name="No messages yet")).to_be_visible()
    send(sandbox, "Disk is full", "channel:ops")
    expect(messages(page)).to_have_count(1)
    expect(messages(page).locator(".cardkit")).to_contain_text("Disk is full")
    send(sandbox, "Deploy is done", "chat:CT_1")
    send(sandbox, "Again", "chat:CT_1")
    expect(chats(page)).to_have_count(2)
    expect(chats(page).first).to_contain_text("Again")
    expect(chats(page).first).to_contain_text("2 unread")
    expect(page).to_have_title("(2) cardkit sandbox")
    chats(page).first.click()
    expect(page.locator("#chat-name")).to_have_text("CT_1")
    expect(page.locator("#chat-kind")).to_have_text("Chat · 2 messages")
    expect(messages(page).nth(0)).to_contain_text("Deploy is done")
    expect(messages(page).nth(1)).to_contain_text("Again")
    expect(page).to_have_title("cardkit sandbox")
    expect(page.locator("#to")).to_have_value("chat:CT_1")
    page.reload()
    expect(chats(page)).to_have_count(2)
    expect(page).to_have_title("cardkit sandbox")


def test_the_newest_is_in_sight_unless_one_reads_above(sandbox, look):
    for number in range(60):
        send(sandbox, f"Message {number}.")
    page = look()
    expect(messages(page)).to_have_count(40)
    expect(messages(page).last).to_be_in_viewport()
    send(sandbox, "One more.")
    expect(messages(page).last).to_contain_text("One more.")
    expect(messages(page).last).to_be_in_viewport()
    page.get_by_role("button", name="Show earlier messages").click()
    expect(messages(page).first).to_contain_text("Message 0.")
    page.locator("#scroll").evaluate("e => e.scrollTo(0, 0)")
    send(sandbox, "Meanwhile.")
    page.get_by_role("button", name="Newest messages").wait_for()
    expect(messages(page).first).to_be_in_viewport()
    page.get_by_role("button", name="Newest messages").click()
    expect(messages(page).last).to_contain_text("Meanwhile.")
    expect(messages(page).last).to_be_in_viewport()


def test_the_views_of_a_message(sandbox, look):
    one = send(sandbox, EXAMPLES["Table"], colour="red")
    page = look()
    article = messages(page).first
    expect(article.locator(".cardkit")).to_contain_text("web-1")
    tab(article, "JSON").click()
    expect(article.locator("pre:visible")).to_have_text(json.dumps(one.body, indent=2))
    tab(article, "Python").click()
    expect(article.locator("pre:visible")).to_have_text(Message.from_dict(one.body).to_code())
    article.get_by_role("button", name="Copy Python").click()
    expect(article.get_by_role("button", name="Copy Python")).to_have_text("Copied")
    assert pasted(page) == Message.from_dict(one.body).to_code()
    tab(article, "Findings").click()
    expect(tab(article, "Findings")).to_have_text("Findings1")
    expect(article.get_by_role("tabpanel")).to_contain_text("no documentation of Zoho's names the key 'colour'")
    tab(article, "curl").click()
    expect(article.locator("pre:visible")).to_contain_text(
        f"curl -X POST {sandbox.url}/api/v2/channelsbyname/ops/message"
    )
    expect(article.locator("pre:visible")).to_contain_text("Bearer $CLIQ_TOKEN")
    assert sandbox.token not in page.content()
    article.get_by_role("button", name="Open in the composer").click()
    expect(page.locator("#text")).to_have_value(json.dumps(one.body, indent=2))
    expect(page.locator("#to")).to_have_value("channel:ops")


def test_a_button_tells_what_the_service_would_call(sandbox, look):
    message = (
        Message("Deploy?")
        .card("Build")
        .list(["all green"])
        .button("Go", actions.invoke_function("deploy", "ana@example.com"))
    )
    send(sandbox, message)
    send(sandbox, Message("Lunch").poll("Where?", "Here", "There"))
    page = look()
    page.locator("summary").filter(has_text="Go").click()
    expect(messages(page).first.locator("details.ck-button[open]")).to_contain_text("deploy")
    option = messages(page).nth(1).locator("details.ck-option").first
    option.locator("summary").click()
    expect(option).to_have_attribute("open", "")
    page.locator("summary").filter(has_text="Go").click()
    expect(messages(page).first.locator("details.ck-button[open]")).to_have_count(0)


def test_parameters_of_a_handler_are_a_list(sandbox, look):
    parameters(sandbox, {"host": "web-2", "<b>": "<i>x</i>"})
    page = look()
    terms = messages(page).locator("dt")
    expect(terms).to_have_text(["host", "<b>"])
    expect(messages(page).locator("dd")).to_have_text(["web-2", "<i>x</i>"])
    expect(messages(page).get_by_role("tab")).to_have_text(["Parameters", "JSON", "Findings", "curl"])


def test_a_card_that_takes_its_time_is_drawn_when_asked_for(sandbox, look, monkeypatch):
    monkeypatch.setattr(views, "html", lambda body: f'<div class="cardkit">{"x " * 250_000}</div>')
    send(sandbox)
    page = look()
    expect(messages(page)).to_contain_text("This card is large: 501 kB to draw.")
    expect(messages(page).locator(".cardkit")).to_have_count(0)
    messages(page).get_by_role("button", name="Draw it").click()
    expect(messages(page).locator(".cardkit")).to_have_count(1)


def test_deleting_one_and_clearing_all(sandbox, look):
    for number in range(3):
        send(sandbox, f"Message {number}.")
    page = look()
    messages(page).nth(1).get_by_role("button", name="Delete this message").click()
    expect(messages(page)).to_have_count(2)
    assert [message["text"] for message in sandbox.messages] == ["Message 0.", "Message 2."]
    page.get_by_role("button", name="Clear all").click()
    page.get_by_role("button", name="Keep them").click()
    page.get_by_role("button", name="Clear all").click()
    page.get_by_role("dialog").get_by_role("button", name="Clear all").click()
    expect(page.get_by_role("heading", name="No messages yet")).to_be_visible()
    assert sandbox.messages == []
    send(sandbox, "After.", "chat:CT_9")
    expect(messages(page)).to_contain_text("After.")
    sandbox.clear()
    expect(messages(page)).to_have_count(0)


def test_search_finds_what_stands_within_cards(sandbox, look):
    send(sandbox, EXAMPLES["Table"], "channel:ops")
    send(sandbox, EXAMPLES["Label"], "channel:builds")
    page = look()
    expect(chats(page)).to_have_count(2)
    page.get_by_role("searchbox").fill("WEB-2")
    expect(chats(page)).to_have_count(1)
    expect(chats(page)).to_contain_text("ops")
    page.get_by_role("searchbox").fill("nowhere")
    expect(page.locator("#no-chats")).to_have_text("No message has these words.")
    page.get_by_role("searchbox").fill("")
    expect(chats(page)).to_have_count(2)


def test_the_page_finds_a_sandbox_that_came_back(look, sandbox):
    page = look()
    send(sandbox, "Before")
    expect(messages(page)).to_have_count(1)
    with Sandbox() as other:
        port = urlsplit(other.url).port
    other._port = port
    with other:
        page.goto(other.url)
        expect(page.locator("#live")).to_have_text("Live")
    expect(page.locator("#live")).to_have_text("Not connected")
    with other:
        send(other, "While nobody looked")
        expect(page.locator("#live")).to_have_text("Live")
        expect(messages(page)).to_contain_text("While nobody looked")


# The composer


def test_what_is_typed_is_shown_as_it_is_typed(look):
    page = look()
    card = page.locator("#preview .cardkit")
    page.locator("#text").fill('{"text": "Disk is full"}')
    expect(card).to_contain_text("Disk is full")
    expect(page.locator("#verdict")).to_have_text("Nothing is wrong with it.")
    tab(page.locator("#preview"), "Python").click()
    expect(page.locator("#preview pre")).to_contain_text('message = Message("Disk is full")')
    tab(page.locator("#preview"), "Card").click()
    page.locator("#text").fill('{"text": "Disk is full"')
    expect(page.locator("#verdict")).to_contain_text("1 error: the message: the text is no JSON")
    expect(page.locator("#preview .card")).to_have_class("card stale")
    expect(card).to_contain_text("Disk is full")
    page.locator("#text").fill('{"text": "Hi", "slides": [{"type": "list", "data": []}], "colour": 1}')
    expect(page.locator("#verdict")).to_contain_text("1 error: slide 1: the list has nothing in it")
    expect(page.locator("#preview .card")).to_have_class("card")
    tab(page.locator("#preview"), "Findings").click()
    expect(page.locator("#preview .findings li")).to_have_count(2)
    page.locator("#text").fill("")
    expect(page.locator("#verdict")).to_have_text("")
    tab(page.locator("#preview"), "Card").click()
    expect(page.locator("#preview .none:visible")).to_contain_text("start from an example")


def test_sending_puts_it_into_the_inbox(sandbox, look):
    page = look()
    page.locator("#text").fill('{"text": "From the page"}')
    page.locator("#to").fill("chanel:ops")
    expect(page.locator("#sent")).to_contain_text("'chanel:ops' is no destination")
    expect(page.locator("#to")).to_have_attribute("aria-invalid", "true")
    page.get_by_role("button", name="Send").click()
    expect(page.locator("#sent")).to_contain_text("Not sent: 'chanel:ops' is no destination")
    page.locator("#to").fill("channel:ops")
    expect(page.locator("#to")).to_have_attribute("aria-invalid", "false")
    page.get_by_role("button", name="Send").click()
    expect(page.locator("#sent")).to_have_text("Sent to channel:ops.")
    expect(messages(page)).to_contain_text("From the page")
    page.locator("#to").fill("person:ana@example.com")
    page.locator("#text").press("Control+Enter")
    expect(page.locator("#chat-name")).to_have_text("ana@example.com")
    page.locator("#text").fill('{"text": ""}')
    page.locator("#text").press("Control+Enter")
    expect(page.locator("#sent")).to_contain_text("Not sent: ")
    expect(tab(page.locator("#preview"), "Findings")).to_have_attribute("aria-selected", "true")
    assert [str(one.destination) for one in sandbox.received] == ["channel:ops", "person:ana@example.com"]


def test_examples_formatting_copying_and_a_draft_that_survives(look):
    page = look()
    text = page.locator("#text")
    text.fill('{"text":"Mine","x":12345678901234567890}')
    page.get_by_role("button", name="Format").click()
    mine = '{\n  "text": "Mine",\n  "x": 12345678901234567890\n}'
    expect(text).to_have_value(mine)
    page.get_by_role("button", name="Copy JSON").click()
    expect(page.get_by_role("button", name="Copy JSON")).to_have_text("Copied")
    assert pasted(page) == mine
    for name, body in EXAMPLES.items():
        page.locator("#example").select_option(name)
        expect(text).to_have_value(json.dumps(body, indent=2, ensure_ascii=False))
        expect(page.locator("#example")).to_have_value(name)
    expect(page.locator("#preview .cardkit")).to_contain_text("Incident 27")
    page.locator("#example").select_option("")
    expect(text).to_have_value(mine)
    text.press("End")
    text.press_sequentially(" ")
    page.reload()
    expect(text).to_have_value(mine.replace("{\n", "{ \n", 1))


# Keys, narrow screens, empty states


def test_all_of_it_with_the_keyboard(sandbox, look):
    send(sandbox, EXAMPLES["Prompt"], "chat:CT_1")
    send(sandbox, "Second", "channel:ops")
    page = look()
    expect(messages(page)).to_have_count(1)
    press = page.keyboard.press

    def on(locator):
        expect(locator).to_be_focused()
        width = locator.evaluate("e => parseFloat(getComputedStyle(e).outlineWidth)")
        assert locator.evaluate("e => getComputedStyle(e).outlineStyle") == "solid"
        assert width >= 2

    press("Tab")
    on(page.locator("#search"))
    press("Tab")
    on(chats(page).nth(0))
    press("ArrowDown")
    on(chats(page).nth(1))
    press("Enter")
    expect(page.locator("#chat-name")).to_have_text("CT_1")
    article = messages(page).first
    expect(article.locator("summary").first).to_be_visible()
    for target in [page.locator("#clear"), page.locator("#scroll"), article.get_by_role("button", name="Open in"), article.get_by_role("button", name="Delete"), tab(article, "Card")]:  # fmt: skip
        press("Tab")
        on(target)
    press("ArrowLeft")
    on(tab(article, "curl"))
    press("Home")
    press("ArrowRight")
    on(tab(article, "JSON"))
    press("Tab")
    on(article.get_by_role("button", name="Copy JSON"))
    press("Enter")
    expect(page.locator("#told")).to_have_text("Copied to the clipboard")
    press("Shift+Tab")
    press("ArrowLeft")
    press("Tab")
    expect(article.locator("summary").first).to_be_focused()
    press("Enter")
    expect(article.locator("details[open]").first).to_be_visible()
    for _ in range(30):
        press("Tab")
        if page.evaluate("document.activeElement.id") == "text":
            break
    on(page.locator("#text"))
    page.keyboard.type('{"text": "Typed"}')
    press("Control+Enter")
    expect(page.locator("#sent")).to_have_text("Sent to chat:CT_1.")
    expect(messages(page)).to_have_count(2)


def test_a_narrow_screen_shows_one_part_at_a_time(sandbox, look):
    send(sandbox, EXAMPLES["Everything"])
    page = look(NARROW)

    def fits():
        assert page.evaluate("document.documentElement.scrollWidth") == 390
        assert page.locator("#scroll").evaluate("e => e.scrollWidth - e.clientWidth") == 0

    expect(page.locator("#unread")).to_have_text("1")
    expect(page.locator(".messages")).to_be_hidden()
    fits()
    chats(page).first.click()
    expect(page.locator(".inbox")).to_be_hidden()
    expect(page.locator("#chat-name")).to_be_focused()
    expect(messages(page).locator(".cardkit")).to_be_visible()
    fits()
    for name in ("JSON", "Python", "Findings", "curl"):
        tab(messages(page).first, name).click()
        fits()
    page.get_by_role("button", name="Inbox").click()
    expect(page.locator("#unread")).to_be_hidden()
    page.get_by_role("button", name="Compose", exact=True).click()
    page.locator("#example").select_option("Everything")
    expect(page.locator("#preview .cardkit")).to_contain_text("Incident 27")
    fits()
    page.get_by_role("button", name="Send").click()
    expect(messages(page)).to_have_count(2)
    expect(page.locator(".composer")).to_be_hidden()


def test_an_empty_inbox_says_what_to_do(sandbox, look, monkeypatch):
    page = look()
    start = page.locator("#start")
    expect(start.locator("pre").first).to_contain_text(f"curl {sandbox.url}/api/v2/channelsbyname/alerts/message")
    expect(start.locator("pre").nth(1)).to_contain_text(f'base_url="{sandbox.url}"')
    expect(page.locator("#no-chats")).to_have_text("Chats appear here as messages arrive.")
    start.get_by_role("button", name="Copy Python").click()
    expect(page.locator("#told")).to_have_text("Copied to the clipboard")
    monkeypatch.setenv("CLIQ_TOKEN", sandbox.token)
    exec(pasted(page), {})
    expect(messages(page)).to_contain_text("Disk is full")
    sandbox.clear()
    narrow = look(NARROW)
    narrow.get_by_role("button", name="How to send one").click()
    expect(narrow.get_by_role("heading", name="No messages yet")).to_be_visible()
    assert narrow.evaluate("document.documentElement.scrollWidth") == 390


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_axe_finds_nothing(sandbox, look, size):
    axe, page = Axe(), look(size)

    def check(part):
        if size == NARROW:
            page.locator(f"#panes [data-to={part}]").click()
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            page.evaluate(SETTLED)
            found = axe.run(page).response["violations"]
            assert [(scheme, rule["id"], [node["html"][:200] for node in rule["nodes"]]) for rule in found] == []

    check("messages")
    parameters(sandbox, {"host": "web-2"})
    send(sandbox, "Second", to.channel("ops", as_bot="watch"))
    for name in ("Everything", "Poll", "Prompt"):
        send(sandbox, EXAMPLES[name], "chat:CT_1", colour="red")
    if size == NARROW:
        check("inbox")
    expect(chats(page).first).to_contain_text(EXAMPLES["Prompt"]["text"])
    chats(page).first.click()
    expect(messages(page)).to_have_count(3)
    for place, name in enumerate(["Card", "Findings", "curl"]):
        messages(page).nth(place).scroll_into_view_if_needed()
        tab(messages(page).nth(place), name).click()
    check("messages")
    if size == NARROW:
        page.locator("#panes [data-to=composer]").click()
    page.locator("#text").fill('{"text": "Hi", "slides": [{"type": "list", "data": []}], "colour": 1}')
    page.locator("#to").fill("nowhere")
    tab(page.locator("#preview"), "Findings").click()
    expect(page.locator("#preview .findings li")).to_have_count(2)
    expect(page.locator("#sent")).to_contain_text("is no destination")
    check("composer")


# Hostile text

EVIL = "\"'><img src=x onerror=alert(1)><script>alert(2)</script><svg onload=alert(3)><style>*{display:none}</style>${alert(4)}"


def test_hostile_text_is_text_wherever_it_stands(sandbox, look):
    asked = []
    look_at = {
        "text": EVIL,
        EVIL: EVIL,
        "bot": {"name": EVIL},
        "card": {"title": EVIL, "thumbnail": f"https://a.example/{EVIL}"},
    }
    slides = [
        {"type": "table", "title": EVIL, "data": {"headers": [EVIL], "rows": [{EVIL: EVIL}]}},
        {"type": EVIL, "data": EVIL},
    ]
    send(sandbox, {**look_at, "slides": slides}, to.channel(EVIL, as_bot=EVIL))
    send(sandbox, {"text": EVIL}, to.bot(EVIL, users=[EVIL]))
    parameters(sandbox, {EVIL: EVIL})
    page = look()
    page.on("request", lambda request: asked.append(request.url))
    for place in range(3):
        chats(page).nth(place).click()
        for view in messages(page).first.get_by_role("tab").all():
            view.click()
    page.locator("#text").fill(json.dumps({**look_at, "slides": slides}))
    page.locator("#to").fill(EVIL)
    expect(page.locator("#sent")).to_contain_text("<script>alert(2)")
    expect(page.locator("#verdict")).to_have_text(re.compile("error|warning"))
    for view in page.locator("#preview").get_by_role("tab").all():
        view.click()
    page.get_by_role("searchbox").fill("<img src=x")
    expect(chats(page)).to_have_count(3)
    expect(chats(page).first).to_contain_text("<script>alert(2)</script>")
    assert page.evaluate("document.scripts.length") == 1
    assert page.locator("img:not(.cardkit img), svg[onload], [onerror], [onload]").count() == 0
    assert [url for url in asked if not url.startswith((f"{sandbox.url}/sandbox/", "https://a.example/"))] == []
