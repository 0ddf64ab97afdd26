"""The inbox of the sandbox's page in a browser: messages that arrive, chats and threads, search, the inspector, deletions."""

import json

import pytest
from playwright.sync_api import expect
from sandbox_pages import (
    EXAMPLES,
    NARROW,
    chats,
    content,
    inspected,
    messages,
    parameters,
    pasted,
    send,
    tab,
)
from sandboxes import HTTP

from cardkit import Message, actions
from cardkit.sandbox import views

pytestmark = pytest.mark.browser


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
