"""The sandbox's page in a browser: what is refused, the line of status, keys, narrow screens, and hostile text."""

import json
import re
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from sandbox_pages import (
    EXAMPLES,
    NARROW,
    SETTLED,
    WIDE,
    chats,
    content,
    expect_text,
    inspected,
    messages,
    parameters,
    pasted,
    refuse,
    send,
    tab,
    typed,
)

from cardkit import Message, actions, to
from cardkit.outbox import Outbox
from cardkit.sandbox import Sandbox

pytestmark = pytest.mark.browser


# What is refused, the line of status, the connection


def test_refused_requests_are_seen(sandbox, look):
    page = look()
    assert refuse(sandbox) == 400
    slip = messages(page).filter(has_text="400 refused")
    expect(slip).to_contain_text("slide 1: the list has nothing in it empty-slide")
    expect(page.locator("#chat-name")).to_have_text("Refused")
    assert refuse(sandbox, path="/api/v2/other") == 404
    assert refuse(sandbox, token="1000.wrong") == 401
    expect(messages(page)).to_have_count(3)
    messages(page).last.click()
    tab(page.locator("#inspector"), "Findings").click()
    expect(inspected(page)).to_contain_text(
        "The body was not judged, for the request was refused before: the token is not"
    )
    tab(page.locator("#inspector"), "JSON").click()
    expect(page.locator("#counts")).to_contain_text("3 refused")
    expect(page.get_by_role("button", name="Refused 3")).to_be_visible()
    send(sandbox, "Good", "channel:ops")
    chats(page).filter(has=page.locator(".name", has_text="ops")).click()
    expect(page.locator("#chat-kind")).to_have_text("channel · 1 message · 2 refused")
    expect(messages(page)).to_have_count(3)
    messages(page).first.click()
    expect(inspected(page)).to_contain_text('"type": "list"')
    tab(page.locator("#inspector"), "Findings").click()
    expect(inspected(page).locator(".findings li")).to_have_count(1)
    tab(page.locator("#inspector"), "Request").click()
    expect(inspected(page)).to_contain_text("empty-slide")
    messages(page).first.get_by_role("button", name="Open in composer").click()
    expect(page.locator("#verdict")).to_contain_text("1 error: slide 1: the list has nothing in it")
    expect(page.locator("#to")).to_have_value("channel:ops")


LINE_ENDS = """element => {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT), lines = {};
  while (walker.nextNode()) [...walker.currentNode.data].forEach((sign, at) => {
    const range = document.createRange();
    range.setStart(walker.currentNode, at), range.setEnd(walker.currentNode, at + 1);
    const box = range.getBoundingClientRect(), line = Math.round((box.top + box.height / 2) / 20);
    if (box.width && sign.trim()) lines[line] = (lines[line] ?? "") + sign;
  });
  return Object.values(lines).flatMap(line => [line[0], line.at(-1)]);
}"""


@pytest.mark.parametrize("width", [320, 390, 414])
def test_no_line_of_a_refused_request_begins_or_ends_with_a_sign_between_parts(sandbox, look, width):
    paths = ["/api/v2/other", "/api/v2/nowhere/at/all/of/it/message", "/api/v2/channelsbyname/operations-of-the-north/message"]  # fmt: skip
    for path in paths:
        refuse(sandbox, path=path)
    page = look((width, 800))
    chats(page).filter(has_text="Refused").click()
    expect(messages(page)).to_have_count(3)
    ends = [end for slip in messages(page).locator("p").all() for end in slip.evaluate(LINE_ENDS)]
    assert len(ends) > 12
    assert "·" not in ends


def test_what_is_chosen_shows_where_the_machine_chooses_the_colours(sandbox, look):
    for number in range(2):
        send(sandbox, f"Message {number}.")
    page = look(forced_colors="active")
    side = page.locator("#inspector")
    for chosen, other in [
        (page.locator("#filters [aria-pressed=true]"), page.locator("#filters [aria-pressed=false]").first),
        (tab(side, "JSON"), tab(side, "Python")),
        (chats(page).first, page.locator("#clear")),
    ]:
        expect(chosen).to_have_css("outline-style", "solid")
        expect(other).to_have_css("outline-style", "none")
    border = "e => getComputedStyle(e).borderTopColor"
    assert messages(page).last.evaluate(border) != messages(page).first.evaluate(border)
    refuse(sandbox)
    refuse(sandbox)
    expect(messages(page)).to_have_count(4)
    messages(page).last.click()
    expect(messages(page).last).to_have_css("outline-style", "solid")
    expect(messages(page).nth(2)).to_have_css("outline-style", "none")


def test_the_line_of_status_tells_counts_and_budget(look, sandbox):
    with Sandbox(budget=2) as other:
        page = look()
        page.goto(other.url)
        expect(page.locator("#address")).to_have_text(other.url)
        expect(page.locator("#counts")).to_have_text("0 received 0 refused 2 of 2 left")
        send(other, "Hi")
        expect(page.locator("#counts")).to_have_text("1 received 0 refused 1 of 2 left")
        send(other, "Hi")
        refuse(other)
        expect(page.locator("#counts")).to_contain_text("2 received 1 refused locked for")
        page.goto(sandbox.url)


def test_all_counts_are_read_on_a_telephone(look, sandbox):
    with Sandbox(budget=20) as other:
        for _ in range(3):
            send(other, "Hi")
        refuse(other)
        other.fault("throttle")
        page = look(NARROW, has_touch=True, is_mobile=True)
        page.goto(other.url)
        expect(page.locator("#counts span")).to_have_text(
            ["3 received", "1 refused", "16 of 20 left", "1 fault waiting"]
        )
        frame = page.locator("#counts").bounding_box()
        for box in [one.bounding_box() for one in page.locator("#counts span").all()]:
            assert box["x"] + box["width"] <= frame["x"] + frame["width"]
            assert box["y"] + box["height"] <= frame["y"] + frame["height"] <= NARROW[1]
        assert page.locator("#counts").evaluate(FIRST_SIGNS) == 0
        page.goto(sandbox.url)


FIRST_SIGNS = """each => { const left = each.getBoundingClientRect().left;
  const starts = [...each.children].filter((one, at, all) => !at || one.offsetTop > all[at - 1].offsetTop);
  return starts.filter(one => one.getBoundingClientRect().left + 14 > left).length }"""


def test_all_of_the_outbox_is_told_on_a_touch_screen(look, sandbox, tmp_path):
    Outbox(tmp_path / "box.sqlite3").put(Message("Hi"), to="channel:ops")
    with Sandbox(budget=20, outbox=tmp_path / "box.sqlite3") as other:
        page = look(NARROW, has_touch=True)
        page.goto(other.url)
        expect(page.locator("#outbox")).to_have_text("Outbox: 1 ready")
        expect(page.locator("#counts")).to_contain_text("received")
        assert page.locator("#outbox").evaluate("e => e.scrollWidth - e.clientWidth") == 0
        assert page.evaluate("document.documentElement.scrollWidth") == NARROW[0]
        page.goto(sandbox.url)


def test_a_letter_of_the_outbox_tells_what_it_says_and_until_when_it_waits(look, sandbox, tmp_path):
    box = Outbox(tmp_path / "box.sqlite3")
    box.put(Message("*Disk* is full\nsince " + "long " * 40), to="channel:ops", key="disk")
    box.put(Message("A report"), to="channel:ops", after=5, not_after=3 * 86_400)
    with Sandbox(outbox=tmp_path / "box.sqlite3") as other:
        page = look()
        page.goto(other.url)
        page.locator("#outbox").click()
        letters = page.locator("#letters-list > div")
        expect(letters.first).to_contain_text("channel:ops (disk)Disk is full since long")
        expect(letters.first.locator("small")).to_have_count(0)
        waits = r"waits until (\w+, )?\d\d:\d\d.* · not sent after \w+, .*, \d\d:\d\d"
        expect(letters.last.locator("small")).to_have_text(re.compile(waits))
        assert page.locator("#letters").evaluate("e => e.scrollWidth - e.clientWidth") == 0
        page.goto(sandbox.url)


def test_a_restart_is_told_and_drafts_are_kept(look, sandbox):
    page = look()
    port = urlsplit(sandbox.url).port
    with Sandbox() as other:
        port = urlsplit(other.url).port
    other._port = port
    with other:
        page.goto(other.url)
        expect(page.locator("#live")).to_have_text("Live")
        send(other, "Before")
        send(other, "Before, too")
        expect(messages(page)).to_have_count(2)
        typed(page, '{"text": "My draft"}')
    expect(page.locator("#live")).to_have_text("Not connected, trying again")
    expect(page.get_by_role("button", name="Try now")).to_be_visible()
    with other:
        send(other, "While nobody looked")
        expect(page.locator("#live")).to_have_text("Live")
        expect(page.locator("#notice")).to_be_hidden()
        expect(page.get_by_role("button", name="Try now")).to_be_hidden()
    with Sandbox(port=port) as another:
        send(another, "After")
        expect(page.locator("#notice")).to_contain_text("The sandbox was restarted: 3 messages gone. Drafts are kept.")
        expect_text(page, '{"text": "My draft"}')
        page.locator("#leave").click()
        expect(messages(page)).to_have_count(1)
        page.get_by_role("button", name="Dismiss").click()
        expect(page.locator("#notice")).to_be_hidden()
        page.reload()
        page.get_by_role("button", name="Compose", exact=True).first.click()
        expect_text(page, '{"text": "My draft"}')
        page.goto(sandbox.url)


def test_light_and_dark_are_chosen_and_remembered(sandbox, look):
    send(sandbox, "Hi")
    page = look(scheme="light")
    expect(messages(page).locator(".cardkit")).to_be_visible()
    colour = "e => getComputedStyle(e).backgroundColor"
    light = page.locator("#scroll").evaluate(colour)
    page.get_by_role("button", name="Theme: Auto").click()
    page.get_by_role("button", name="Theme: Light").click()
    dark = page.locator("#scroll").evaluate(colour)
    assert light != dark
    assert messages(page).locator(".cardkit").evaluate(colour) == dark, "the card wears it too"
    page.reload()
    expect(page.get_by_role("button", name="Theme: Dark")).to_be_visible()


# Keys, narrow screens, empty states


def test_keys_of_one_letter(sandbox, look):
    for number in range(3):
        send(sandbox, f"Message {number}.")
    page = look()
    press = page.keyboard.press
    expect(messages(page).nth(2)).to_have_attribute("aria-current", "true")
    press("k")
    expect(messages(page).nth(1)).to_have_attribute("aria-current", "true")
    expect(messages(page).nth(1)).to_be_focused()
    press("k")
    press("k")
    press("j")
    expect(messages(page).nth(1)).to_have_attribute("aria-current", "true")
    press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("jkce")
    expect(page.get_by_role("searchbox")).to_have_value("jkce")
    press("Escape")
    expect(page.get_by_role("searchbox")).to_have_value("")
    expect(messages(page)).to_have_count(3)
    press("Delete")
    expect(messages(page)).to_have_count(2)
    press("z")
    expect(messages(page)).to_have_count(3)
    press("e")
    expect_text(page, '{\n  "text": "Message 1."\n}')
    expect(content(page)).to_be_focused()
    press("Control+End")
    page.keyboard.type("j")
    expect(page.locator("#composer .cm-line").last).to_have_text("}j")
    press("Control+Home")  # and away from what could be completed, which Escape closes first
    press("Escape")
    expect(page.locator("#inspector")).to_be_visible()
    press("c")
    expect(page.locator("#composer")).to_be_visible()
    page.locator("#preview").focus()
    press("?")
    expect(page.get_by_role("dialog", name="Shortcuts")).to_be_visible()
    page.get_by_label("Keys of one letter do these things").uncheck()
    page.get_by_role("button", name="Done").click()
    press("Escape")
    press("c")
    expect(page.locator("#composer")).to_be_hidden()


@pytest.mark.parametrize("width", [960, 1200, 1440])
def test_every_tab_of_the_inspector_is_seen_whole(sandbox, look, width):
    send(sandbox, Message("x").button("Go", actions.invoke_function("go")))
    page = look(size=(width, 800))
    expect(tab(page.locator("#inspector"), "Findings")).to_contain_text("1")
    assert page.locator("#inspector .tabs").evaluate("each => each.scrollWidth - each.clientWidth") == 0


def test_strings_from_right_to_left_keep_their_places_in_the_json(sandbox, look):
    send(sandbox, Message("x").table(["שם", "ערך"]).row("דנה", "5"))
    page = look()
    cells = page.locator("#inspector .cm-line", has_text="דנה").locator(".tok-key, .tok-text")
    expect(cells).to_have_text(['"שם"', '"דנה"', '"ערך"', '"5"'])
    places = cells.evaluate_all("all => all.map(each => each.getBoundingClientRect().left)")
    assert places == sorted(places)


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
    for target in [page.locator("#theme"), page.locator("#compose"), *[page.locator("#filters button").nth(at) for at in range(4)], chats(page).nth(0)]:  # fmt: skip
        press("Tab")
        on(target)
    press("ArrowDown")
    on(chats(page).nth(1))
    press("Enter")
    expect(page.locator("#chat-name")).to_have_text("CT_1")
    article = messages(page).first
    expect(article.locator("summary").first).to_be_visible()
    for target in [page.locator("#clear"), *[page.locator("#steps button").nth(at) for at in range(4)], page.locator("#scroll"), article, article.get_by_role("button", name="Open in"), article.get_by_role("button", name="Delete")]:  # fmt: skip
        press("Tab")
        on(target)
    press("Tab")
    expect(article.locator("summary").first).to_be_focused()
    press("Enter")
    expect(article.locator("details[open]").first).to_be_visible()
    side = page.locator("#inspector")
    for _ in range(20):
        press("Tab")
        if page.evaluate("document.activeElement.getAttribute('role')") == "tab":
            break
    on(tab(side, "JSON"))
    press("End")
    on(tab(side, "Request"))
    press("Home")
    press("ArrowRight")
    on(tab(side, "Python"))
    press("Tab")
    on(side.get_by_role("button", name="Copy", exact=True))
    press("Enter")
    expect(page.locator("#told")).to_have_text("Copied to the clipboard")
    page.locator("#compose").focus()
    press("Enter")
    expect(content(page)).to_be_focused()
    page.keyboard.insert_text('{"text": "Typed"}')
    press("Tab")
    expect(content(page)).not_to_be_focused()
    press("Shift+Tab")
    press("Control+Enter")
    expect(messages(page)).to_have_count(2)


SMALL = """() => [...document.querySelectorAll("button, input, select, [role=tab]")]
  .filter(each => each.checkVisibility() && !each.closest(".sr") && each.type !== "checkbox")
  .map(each => [each.outerHTML.slice(0, 80), each.getBoundingClientRect()])
  .filter(([, box]) => box.width && (box.height < 40 || box.width < 40)).map(([name]) => name)"""


def test_a_telephone_shows_one_part_at_a_time_with_room_for_fingers(sandbox, look):
    send(sandbox, EXAMPLES["Everything"], colour="red")
    refuse(sandbox)
    page = look(NARROW, has_touch=True, is_mobile=True)

    def fits():
        assert page.evaluate("document.documentElement.scrollWidth") == 390
        assert page.locator("#scroll").evaluate("e => e.scrollWidth - e.clientWidth") == 0
        assert page.evaluate(SMALL) == []

    expect(page.locator("#unread")).to_have_text("2")
    expect(page.locator(".messages")).to_be_hidden()
    fits()
    chats(page).filter(has=page.locator(".name", has_text="ops")).tap()
    expect(page.locator(".inbox")).to_be_hidden()
    expect(page.locator("#chat-name")).to_be_focused()
    expect(messages(page).locator(".cardkit")).to_be_visible()
    fits()
    messages(page).first.locator("header").tap()
    page.get_by_role("button", name="Inspect").tap()
    for name in ("JSON", "Python", "Findings", "curl", "Request"):
        tab(page.locator("#inspector"), name).tap()
        fits()
    page.get_by_role("button", name="Chats").tap()
    page.locator("#compose").tap()
    page.locator("#example").select_option("Everything")
    page.get_by_role("button", name="Card", exact=True).tap()
    expect(page.locator("#preview .cardkit")).to_contain_text("Incident 27")
    fits()
    page.get_by_role("button", name="Editor").tap()
    fits()
    page.get_by_role("button", name="Send").tap()
    expect(messages(page)).to_have_count(3)
    expect(page.locator(".side")).to_be_hidden()


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
    refuse(sandbox, path="/api/v2/chats/CT_1/messages")
    for name in ("Everything", "Poll", "Prompt"):
        send(sandbox, EXAMPLES[name], "chat:CT_1", colour="red")
    if size == NARROW:
        check("inbox")
    expect(chats(page).first).to_contain_text(EXAMPLES["Prompt"]["text"])
    chats(page).first.click()
    expect(messages(page)).to_have_count(4)
    for name in ["JSON", "Findings", "Request"] if size == WIDE else ["JSON"]:
        if size == NARROW:
            page.locator("#panes [data-to=side]").click()
        tab(page.locator("#inspector"), name).click()
        check("side")
    typed(page, '{"text": "Hi", "slides": [{"type": "list", "data": []}], "colour": 1}')
    page.locator("#to").fill("nowhere")
    expect(page.locator("#composer .note")).to_have_count(2)
    expect(page.locator("#sent")).to_contain_text("is no destination")
    check("side")
    tab(page.locator("#composer"), "Findings").click()
    expect(page.locator("#composer .findings li")).to_have_count(2)
    check("side")


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
    refuse(sandbox, {**look_at, "slides": slides, "text": 5}, path="/api/v2/%3Cimg%20src=x%20onerror=alert(1)%3E")
    page = look()
    page.on("request", lambda request: asked.append(request.url))
    for place in range(4):
        chats(page).nth(place).click()
        for view in page.locator("#inspector").get_by_role("tab").all():
            view.click()
    typed(page, json.dumps({**look_at, "slides": slides}))
    page.locator("#to").fill(EVIL)
    expect(page.locator("#sent")).to_contain_text("<img src=x onerror=")
    expect(page.locator("#verdict")).to_have_text(re.compile("error|warning"))
    for view in page.locator("#composer").get_by_role("tab").all():
        view.click()
    page.get_by_role("searchbox").fill("<img src=x")
    expect(chats(page)).to_have_count(4)
    expect(page.locator("#chats")).to_contain_text("<script>alert(2)</script>")
    assert page.evaluate("document.scripts.length") == 1
    assert page.locator("img:not(.cardkit img), svg[onload], [onerror], [onload]").count() == 0
    assert [url for url in asked if not url.startswith((f"{sandbox.url}/sandbox", "https://a.example/"))] == []
