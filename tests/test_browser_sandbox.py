"""The sandbox's page in a browser: what arrives and what is refused, keys, narrow screens, and hostile text."""

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
from sandboxes import HTTP

from cardkit import Message, actions, to
from cardkit.outbox import Outbox
from cardkit.sandbox import Sandbox, views

pytestmark = pytest.mark.browser


# The inbox


def test_messages_arrive_without_a_reload_and_chats_are_switched(sandbox, look):
    page = look()
    expect(page.get_by_role("heading", name="No messages yet")).to_be_visible()
    send(sandbox, "Disk is full", "channel:ops")
    expect(messages(page)).to_have_count(1)
    expect(messages(page).locator(".cardkit")).to_contain_text("Disk is full")
    send(sandbox, "Deploy is *done*", "chat:CT_1")
    send(sandbox, "Again, [Ana](https://a.example) and {@Ben}", "chat:CT_1")
    expect(chats(page)).to_have_count(2)
    expect(chats(page).first).to_contain_text("Again, Ana and @Ben")
    expect(chats(page).first).to_contain_text("2 unread")
    expect(page).to_have_title("(2) cardkit sandbox")
    chats(page).first.click()
    expect(page.locator("#chat-name")).to_have_text("CT_1")
    expect(page.locator("#chat-kind")).to_have_text("chat · 2 messages")
    expect(messages(page).nth(0)).to_contain_text("Deploy is done")
    expect(messages(page).nth(1)).to_contain_text("Again")
    expect(page).to_have_title("cardkit sandbox")
    expect(page.locator("#to")).to_have_value("chat:CT_1")
    page.reload()
    expect(chats(page)).to_have_count(2)
    expect(page).to_have_title("cardkit sandbox")


def test_the_newest_is_in_sight_and_older_ones_load_by_scrolling(sandbox, look):
    for number in range(100):
        send(sandbox, f"Message {number}.")
    page = look()
    expect(messages(page)).to_have_count(40)
    expect(messages(page).last).to_be_in_viewport()
    send(sandbox, "One more.")
    expect(messages(page).last).to_contain_text("One more.")
    expect(messages(page).last).to_be_in_viewport()
    for count in (80, 101):
        page.locator("#scroll").evaluate("e => e.scrollTo(0, 0)")
        expect(messages(page)).to_have_count(count)
    expect(messages(page).first).to_contain_text("Message 0.")
    page.locator("#scroll").evaluate("e => e.scrollTo(0, 0)")
    send(sandbox, "Meanwhile.")
    page.get_by_role("button", name="Newest messages").wait_for()
    expect(messages(page).first).to_be_in_viewport()
    page.get_by_role("button", name="Newest messages").click()
    expect(messages(page).last).to_contain_text("Meanwhile.")
    expect(messages(page).last).to_be_in_viewport()


def test_the_inspector_marks_where_the_reading_stopped(sandbox, look):
    headers = {"Authorization": f"Bearer {sandbox.token}", "Content-Type": "application/json"}
    url = f"{sandbox.url}/api/v2/channelsbyname/ops/message"
    HTTP.request("POST", url, body='{"text": "🎉",, "card": {}}'.encode(), headers=headers)
    page = look()
    mark = inspected(page).locator(".cm-lintRange-error")
    expect(mark).to_have_text(",")
    expect(inspected(page).locator(".cm-line")).to_have_text('{"text": "🎉",, "card": {}}')
    assert mark.evaluate("e => e.previousSibling.textContent").endswith(",")


def test_the_inspector_shows_one_message_and_stays_with_it(sandbox, look):
    one = send(sandbox, EXAMPLES["Table"], colour="red")
    page = look()
    side = page.locator("#inspector")
    expect(inspected(page).locator(".cm-line").first).to_have_text("{")
    expect(inspected(page).locator(".note")).to_contain_text(
        "'colour' does nothing in the message: a colour is the background of the message"
    )
    expect(side.locator(".facts")).to_contain_text("channel:ops · v2")
    expect(side.locator(".facts")).to_contain_text("204 in")
    expect(side.locator(".facts")).to_contain_text("of 10,000 characters")
    side.get_by_role("button", name="Copy", exact=True).click()
    expect(page.locator("#told")).to_have_text("Copied to the clipboard")
    assert json.loads(pasted(page)) == one.body
    tab(side, "Python").click()
    expect(side.locator("pre:visible")).to_have_text(Message.from_dict(one.body).to_code())
    tab(side, "Findings").click()
    expect(tab(side, "Findings")).to_have_text("Findings1")
    expect(side.get_by_role("tabpanel")).to_contain_text(
        "'colour' does nothing in the message: a colour is the background of the message"
    )
    tab(side, "curl").click()
    expect(side.locator("pre:visible")).to_contain_text(f"curl -X POST {sandbox.url}/api/v2/channelsbyname/ops/message")
    expect(side.locator("pre:visible")).to_contain_text("Bearer $CLIQ_TOKEN")
    tab(side, "Request").click()
    expect(side.locator("pre:visible").first).to_contain_text("POST /api/v2/channelsbyname/ops/message")
    expect(side.locator("pre:visible").first).to_contain_text("authorization: Bearer …")
    expect(side.locator("pre:visible").last).to_have_text("204")
    assert sandbox.token not in page.content()
    box = side.bounding_box()
    send(sandbox, "Another", "channel:ops")
    expect(messages(page)).to_have_count(2)
    expect(messages(page).first).to_have_attribute("aria-current", "true")
    expect(side.locator("pre:visible").first).to_contain_text("/channelsbyname/ops/message")
    assert side.bounding_box() == box
    messages(page).last.click()
    expect(tab(side, "Request")).to_have_attribute("aria-selected", "true")
    messages(page).first.get_by_role("button", name="Open in the composer").click()
    expect(content(page)).to_contain_text("Two hosts need a look.")
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
    expect(messages(page).locator("dt")).to_have_text(["host", "<b>"])
    expect(messages(page).locator("dd")).to_have_text(["web-2", "<i>x</i>"])
    expect(messages(page).get_by_role("button", name="Open in the composer")).to_have_count(0)


def test_a_card_that_takes_its_time_is_drawn_when_asked_for(sandbox, look, monkeypatch):
    monkeypatch.setattr(views.preview, "html", lambda body: f'<div class="cardkit">{"x " * 250_000}</div>')
    send(sandbox)
    page = look()
    expect(messages(page)).to_contain_text("This card is large: 501 kB to draw.")
    expect(messages(page).locator(".cardkit")).to_have_count(0)
    messages(page).get_by_role("button", name="Draw it").click()
    expect(messages(page).locator(".cardkit")).to_have_count(1)


def test_what_is_deleted_comes_back_for_six_seconds(sandbox, look):
    for number in range(3):
        send(sandbox, f"Message {number}.")
    page = look(clock=True)
    expect(messages(page)).to_have_count(3)
    messages(page).nth(1).get_by_role("button", name="Delete this message").click()
    expect(messages(page)).to_have_count(2)
    page.clock.fast_forward(5_000)
    assert len(sandbox.messages) == 3
    page.get_by_role("button", name="Undo").click()
    expect(messages(page)).to_have_count(3)
    expect(messages(page).nth(1)).to_have_attribute("aria-current", "true")
    page.keyboard.press("Delete")
    expect(messages(page)).to_have_count(2)
    with page.expect_response(lambda answer: answer.request.method == "DELETE"):
        page.clock.fast_forward(6_000)
    assert [message["text"] for message in sandbox.messages] == ["Message 0.", "Message 2."]
    expect(page.locator("#toast")).to_be_hidden()
    page.get_by_role("button", name="Clear all").click()
    page.get_by_role("button", name="Keep them").click()
    page.get_by_role("button", name="Clear all").click()
    page.get_by_role("dialog").get_by_role("button", name="Clear all").click()
    expect(page.get_by_role("heading", name="No messages yet")).to_be_visible()
    assert sandbox.messages == []


def test_what_waits_to_be_deleted_is_deleted_when_the_page_is_left(sandbox, look):
    send(sandbox, "Away.")
    page = look()
    messages(page).get_by_role("button", name="Delete this message").click()
    expect(messages(page)).to_have_count(0)
    page.goto("about:blank")
    page.goto(sandbox.url)
    expect(page.locator("#live")).to_have_text("Live")
    expect(page.get_by_role("heading", name="No messages yet")).to_be_visible()


def test_search_finds_what_stands_within_cards_and_in_names(sandbox, look):
    send(sandbox, EXAMPLES["Table"], "channel:ops")
    send(sandbox, EXAMPLES["Label"], "channel:builds")
    page = look()
    expect(chats(page)).to_have_count(2)
    for words, name in [("WEB-2", "ops"), ("buil", "builds")]:
        page.get_by_role("searchbox").fill(words)
        expect(chats(page)).to_have_count(1)
        expect(chats(page)).to_contain_text(name)
    page.get_by_role("searchbox").fill("nowhere")
    expect(page.locator("#no-chats")).to_have_text("No message has these words.")
    page.get_by_role("searchbox").press("Escape")
    expect(chats(page)).to_have_count(2)


def test_threads_stand_under_their_parents_and_filters_choose(sandbox, look):
    send(sandbox, "Parent", "channel:ops")
    send(sandbox, Message("In a thread").thread("1_1"), "channel:ops")
    send(sandbox, "Elsewhere", "chat:CT_9")
    send(sandbox, {"text": "Marked", "colour": "red"}, "chat:CT_8")
    page = look()
    expect(chats(page)).to_have_count(4)
    names = [text.split(": ")[0] for text in page.locator("#chats li .name").all_text_contents()]
    assert names == ["CT_8", "CT_9", "ops", "CT_ops-T-1"]
    expect(page.locator("#chats li.within .name")).to_have_text(["CT_ops-T-1"])
    page.get_by_role("button", name="Findings 1").click()
    expect(page.locator("#chats .name")).to_have_text(["CT_8"])
    page.get_by_role("button", name="Refused").click()
    expect(page.locator("#chats .name")).to_have_text(["CT_8"])
    page.get_by_role("button", name="Unread 3").click()
    expect(page.locator("#chats li")).to_have_count(4)
    page.get_by_role("button", name="All", exact=True).click()
    expect(chats(page)).to_have_count(4)


def test_a_thread_has_its_title_and_an_answer_quotes_what_it_answers(sandbox, look):
    first = send(sandbox, "*Build 7* started\nby hand", "chat:CT_1")
    send(sandbox, Message("Tests pass").reply_to(first.id), "chat:CT_1")
    send(sandbox, Message("No such").reply_to("1_1"), "chat:CT_1")
    send(sandbox, {"text": "Unit tests", "thread_message_id": first.id, "thread_title": "Build 7"}, "chat:CT_1")
    send(sandbox, "Browser tests", "chat:CT_1-T-1")
    page = look()
    expect(page.locator("#chats .name")).to_have_text(["CT_1", "Build 7"])
    chats(page).last.click()
    expect(page.locator("#chat-name")).to_have_text("Build 7")
    expect(page.locator("#chat-kind")).to_have_text("thread · CT_1-T-1 · 2 messages")
    chats(page).first.click()
    expect(page.locator("#chat-kind")).to_have_text("chat · 3 messages")
    expect(page.locator("#log blockquote")).to_have_text(["In reply to: Build 7 started by hand"])
    expect(messages(page).nth(1).locator("blockquote")).to_be_visible()


def test_where_there_is_no_command_its_token_is_not_explained(sandbox, look):
    headers = {"Authorization": f"Bearer {sandbox.token}", "Content-Type": "application/json"}
    HTTP.request("POST", f"{sandbox.url}/api/v2/chats/1/message", body=b"{\n\x00", headers=headers)
    page = look()
    messages(page).first.click()
    tab(page.locator("#inspector"), "curl").click()
    expect(page.locator("#inspector [role=tabpanel]:visible")).to_have_text("There is no curl for this one.")


def test_the_list_shows_text_as_the_card_does_and_the_card_what_the_service_would(sandbox, look):
    send(sandbox, Message("__under__ *bold* _italic_ a__b__c").extra(mark_as_read=True))
    page = look()
    assert "<u>under</u> <b>bold</b> <i>italic</i> a__b__c" in chats(page).first.inner_html()
    expect(messages(page).locator(".ck-text")).to_be_visible()
    expect(messages(page).locator(".ck-keys")).to_be_hidden()


def test_keys_have_their_words_and_a_narrow_page_names_none(sandbox, look):
    send(sandbox)
    page = look((1280, 800))
    for name in ("next", "previous", "edit", "delete"):
        assert page.locator(f"#{name} span").bounding_box()["width"] > 20
    assert page.locator(".messages .bar").first.evaluate("e => e.scrollWidth - e.clientWidth") == 0
    narrow = look(NARROW)
    narrow.locator("#compose").click()
    narrow.get_by_role("button", name="Editor").click()
    expect(narrow.locator("#keys")).to_be_hidden()


def test_edits_and_deletions_are_seen_and_files_are_shared(sandbox, look, tmp_path):
    cliq, page = sandbox.transport, look()
    receipt = Message("web-2 is down").sync().send(cliq, to="chat:CT_1")
    expect(messages(page)).to_contain_text(["web-2 is down"])
    tab(page.locator("#inspector"), "JSON").click()
    expect(inspected(page)).to_contain_text("web-2 is down")
    receipt.edit(Message("web-2 is up again"))
    expect(messages(page)).to_have_count(1)
    expect(messages(page)).to_contain_text(["web-2 is up again"])
    expect(messages(page).locator(".tag").filter(has_text="edited")).to_be_visible()
    expect(inspected(page)).to_contain_text("web-2 is up again")
    (tmp_path / "<b>lög.txt").write_text("all green")
    cliq.share(tmp_path / "<b>lög.txt", to="chat:CT_1", text="Last night")
    expect(messages(page).nth(1)).to_contain_text("<b>lög.txt")
    expect(messages(page).nth(1)).to_contain_text("9 bytes")
    expect(messages(page).nth(1)).to_contain_text("Last night")
    receipt.delete()
    expect(messages(page)).to_have_count(1)


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
