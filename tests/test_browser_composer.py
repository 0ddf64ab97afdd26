"""The composer of the sandbox's page in a browser: what is typed, pasted, completed, repaired and sent."""

import json
import re

import pytest
from playwright.sync_api import expect
from sandbox_pages import (
    EXAMPLES,
    chats,
    content,
    expect_text,
    messages,
    paste,
    pasted,
    send,
    tab,
    typed,
)

pytestmark = pytest.mark.browser


def test_what_is_typed_is_shown_as_it_is_typed(look):
    page = look()
    card = page.locator("#preview .cardkit")
    typed(page, '{"text": "Disk is full"}')
    expect(card).to_contain_text("Disk is full")
    expect(page.locator("#verdict")).to_have_text("Nothing is wrong with it.")
    expect(page.locator("#size")).to_have_text("24 of 10,000")
    tab(page.locator("#composer"), "Python").click()
    expect(page.locator("#composer pre")).to_contain_text('message = Message("Disk is full")')
    tab(page.locator("#composer"), "JSON").click()
    typed(page, '{"text": "Disk is full"')
    expect(page.locator("#verdict")).to_contain_text("1 error: the message: the text is no JSON")
    expect(page.locator("#preview .card")).to_have_class("card stale")
    expect(page.get_by_text("Last readable version")).to_be_visible()
    typed(page, '{"text": "😀" x}')
    expect(page.locator("#composer .cm-lintRange-error")).to_have_text("x")
    expect(card).to_contain_text("Disk is full")
    typed(page, '{"text": "Hi", "slides": [{"type": "list", "data": []}], "colour": 1}')
    expect(page.locator("#verdict")).to_contain_text("1 error: slide 1: the list has nothing in it")
    expect(page.locator("#preview .card")).to_have_class("card")
    expect(page.get_by_text("Last readable version")).to_be_hidden()
    tab(page.locator("#composer"), "Findings").click()
    expect(page.locator("#composer .findings li")).to_have_count(2)
    tab(page.locator("#composer"), "JSON").click()
    typed(page, json.dumps({"text": "Hi", "x": "y" * 10_000}))
    expect(page.locator("#size")).to_have_class("size over")
    content(page).click()
    page.keyboard.press("Control+A")
    page.keyboard.press("Delete")
    expect(page.locator("#verdict")).to_have_text("")
    expect(page.locator("#preview .none")).to_contain_text("start from an example")


def test_a_finding_that_cannot_point_at_its_place_names_it(look):
    page = look()
    row = '{"title": 5, "type": "list", "data": ["' + "one two " * 4 + '", 7]}'
    typed(page, '{"text": "Hi",\n  "slides": [' + row + "]\n}")
    notes, marks = page.locator("#composer .note"), page.locator("#composer .cm-lintRange")
    expect(notes).to_have_count(2)
    expect(notes.first).to_have_text(re.compile("^slide 1, title: the title is a number"))
    page.set_viewport_size({"width": 2400, "height": 800})
    expect(notes.first).to_have_text(re.compile(r"^\^ the title is a number"))
    expect(notes.last).to_have_text(re.compile("^slide 1, item 2: "))
    assert abs(notes.first.bounding_box()["x"] + 8 - marks.first.bounding_box()["x"]) < 2


def test_a_finding_stands_at_its_place_and_its_button_repairs_it(look):
    page = look()
    typed(page, '{\n  "text": "Hi",\n  "card": {"title": "T", "theme": "modern-inlin"}\n}')
    mark = page.locator("#composer .cm-lintRange-error")
    expect(mark).to_have_text('"modern-inlin"')
    note = page.locator("#composer .note")
    expect(note).to_contain_text("'modern-inlin' is not a theme of a card")
    sign, marked = note.bounding_box(), mark.bounding_box()
    assert abs(sign["x"] - marked["x"]) < 12
    assert 0 <= sign["y"] - (marked["y"] + marked["height"]) < 12
    note.get_by_role("button", name='Use "modern-inline"').click()
    expect(page.locator("#verdict")).to_have_text("Nothing is wrong with it.")
    expect(page.locator("#composer .note")).to_have_count(0)
    expect_text(page, '{\n  "text": "Hi",\n  "card": {"title": "T", "theme": "modern-inline"}\n}')
    page.keyboard.press("Control+Z")
    expect(mark).to_have_text('"modern-inlin"')
    for text, name, repaired in REPAIRED:
        typed(page, text)
        tab(page.locator("#composer"), "Findings").click()
        page.locator("#composer .findings").get_by_role("button", name=name).click()
        tab(page.locator("#composer"), "JSON").click()
        expect_text(page, repaired)


REPAIRED = [
    ('{"text": "Hi", "colour": "red"}', "Remove it", '{"text": "Hi"}'),
    ('{"colour": "red", "text": "Hi"}', "Remove it", '{"text": "Hi"}'),
    ('{"text": "Hi", "sync_mesage": true}', 'Rename to "sync_message"', '{"text": "Hi", "sync_message": true}'),
    (
        '{"text": "Hi", "slides": [{"data": ["a"], "title": "T"}]}',
        'Add "type": "list"',
        '{"text": "Hi", "slides": [{"type": "list", "data": ["a"], "title": "T"}]}',
    ),
]


def test_keys_and_values_are_completed_from_the_schema(look):
    page = look()
    options = page.locator(".cm-tooltip-autocomplete li")
    typed(page, "")
    page.keyboard.type('{"')
    expect(options.first).to_have_text("text")
    page.keyboard.type("sli")
    expect(options).to_have_text(["slides"])
    options.first.click()
    expect_text(page, '{"slides": []}')
    page.keyboard.type('{"ty')
    expect(options).to_have_text(["type"])
    options.first.click()
    expect(options.filter(has_text="percentage_chart")).to_be_visible()
    page.keyboard.type("tab")
    expect(options).to_have_text(["table"])
    options.first.click()
    expect_text(page, '{"slides": [{"type": "table"}]}')
    page.keyboard.type(', "data": {"')
    expect(options).to_have_text(["headers", "rows", "styles"])
    page.keyboard.press("Escape")
    typed(page, '{"text": "Hi", "card": {"title": "T", "theme": }}')
    for _ in range(2):
        page.keyboard.press("ArrowLeft")
    page.keyboard.press("Control+Space")
    expect(options).to_have_text(["basic", "modern-inline", "poll", "prompt"])
    page.keyboard.press("Escape")


def test_a_part_of_the_card_selects_its_json_and_back(sandbox, look):
    page = look()
    typed(page, json.dumps(EXAMPLES["Everything"], indent=2))
    slides = page.locator("#preview .cardkit [data-path^='/slides/']")
    slides.nth(1).locator(".ck-name").click()
    expect(slides.nth(1)).to_have_attribute("data-pointed", "")
    expect(page.locator("#composer .cm-selectionBackground").first).to_be_visible()
    content(page).focus()
    title = EXAMPLES["Everything"]["slides"][1]["title"]
    page.wait_for_function("title => getSelection().toString().includes(title)", arg=title)
    assert json.loads(page.evaluate("getSelection().toString()")) == EXAMPLES["Everything"]["slides"][1]
    page.locator("#composer .cm-line").filter(has_text='"card"').scroll_into_view_if_needed()
    page.locator("#composer .cm-line").filter(has_text='"card"').click()
    expect(page.locator("#preview [data-pointed]")).to_have_count(1)
    expect(page.locator("#preview [data-pointed]")).to_have_attribute("data-path", "/card")
    send(sandbox, EXAMPLES["Table"])
    page.locator("#leave").click()
    chats(page).first.click()
    messages(page).locator("[data-path='/slides/0'] .ck-name").click()
    expect(messages(page).locator("[data-pointed]")).to_have_attribute("data-path", "/slides/0")
    expect(page.locator("#inspector .cm-selectionBackground").first).to_be_visible()
    page.locator("#inspector .cm-content").focus()
    page.wait_for_function("() => getSelection().toString().includes('Right now')")


def test_what_is_pasted_is_taken_as_json(sandbox, look):
    page = look()
    typed(page, "")
    paste(page, "{'text': 'Hi', 'sync_message': True}")
    expect_text(page, '{\n  "text": "Hi",\n  "sync_message": true\n}')
    expect(page.locator("#sent")).to_have_text("Taken from Python.")
    paste(page, f'curl {sandbox.url}/api/v2/chats/CT_7/messages -d \'{{"text": "Yo"}}\'')
    expect_text(page, '{\n  "text": "Yo"\n}')
    expect(page.locator("#to")).to_have_value("chat:CT_7")
    paste(page, '{"text": "plain"}')
    expect_text(page, '{"text": "plain"}')
    paste(page, "no body at all")
    expect_text(page, "no body at all")
    page.keyboard.press("Control+Z")
    expect_text(page, '{"text": "plain"}')


def test_a_refused_send_leads_the_keyboard_to_the_findings(sandbox, look):
    page = look()
    typed(page, '{"text": "Hi", "card": {"title": "T", "theme": "modern-inlin"}}')
    page.locator("#to").fill("channel:ops")
    content(page).press("Control+Enter")
    expect(page.locator("#sent")).to_contain_text("Not sent")
    expect(page.get_by_role("tab", name="Findings")).to_be_focused()


def test_sending_puts_it_into_the_inbox(sandbox, look):
    page = look()
    typed(page, '{"text": "From the page"}')
    page.locator("#to").fill("chanel:ops")
    expect(page.locator("#sent")).to_contain_text("'chanel:ops' is no destination")
    expect(page.locator("#to")).to_have_attribute("aria-invalid", "true")
    page.get_by_role("button", name="Send").click()
    expect(page.locator("#sent")).to_contain_text("Not sent: 'chanel:ops' is no destination")
    page.locator("#to").fill("channel:ops")
    expect(page.locator("#to")).to_have_attribute("aria-invalid", "false")
    page.get_by_role("button", name="Send").click()
    expect(messages(page)).to_contain_text("From the page")
    expect(messages(page)).to_have_attribute("aria-current", "true")
    page.keyboard.press("c")
    page.locator("#to").fill("person:ana@example.com")
    content(page).press("Control+Enter")
    expect(page.locator("#chat-name")).to_have_text("ana@example.com")
    typed(page, '{"text": ""}')
    content(page).press("Control+Enter")
    expect(page.locator("#sent")).to_contain_text("Not sent: ")
    expect(tab(page.locator("#composer"), "Findings")).to_have_attribute("aria-selected", "true")
    assert [str(one.destination) for one in sandbox.received] == ["channel:ops", "person:ana@example.com"]


def test_what_is_done_before_the_editor_has_come_waits_for_it(look):
    held = []
    page = look()
    page.route("**/editor.js", lambda route: held.append(route))  # noqa: PLW0108 - Playwright marks it
    page.reload()
    page.get_by_role("button", name="Compose", exact=True).first.click()
    name, body = next(iter(EXAMPLES.items()))
    page.locator("#to").fill("channel:ops")
    page.locator("#format").click()
    page.locator(f"#example option[value='{name}']").wait_for(state="attached")
    page.locator("#example").select_option(name)
    held[-1].continue_()  # that of the page before may be the first
    expect(content(page)).to_contain_text(body["text"].partition("\n")[0])
    expect(page.locator("#example")).to_have_value(name)


def test_examples_formatting_copying_and_a_draft_that_survives(look):
    page = look()
    typed(page, '{"text":"Mine","x":12345678901234567890}')
    page.get_by_role("button", name="Format").click()
    mine = '{\n  "text": "Mine",\n  "x": 12345678901234567890\n}'
    expect_text(page, mine)
    page.get_by_role("button", name="Copy JSON").click()
    expect(page.locator("#told")).to_have_text("Copied to the clipboard")
    assert pasted(page) == mine
    for name, body in EXAMPLES.items():
        page.locator("#example").select_option(name)
        page.get_by_role("button", name="Copy JSON").click()
        assert json.loads(pasted(page)) == body
        expect(page.locator("#example")).to_have_value(name)
    expect(page.locator("#preview .cardkit")).to_contain_text("Incident 27")
    page.locator("#example").select_option("")
    expect_text(page, mine)
    page.reload()
    page.keyboard.press("c")
    expect_text(page, mine)


def test_a_draft_that_a_message_takes_the_place_of_is_laid_aside(sandbox, look):
    send(sandbox, "Sent before")
    page = look()
    typed(page, '{"text": "Half done"}')
    page.locator("#leave").click()
    messages(page).first.get_by_role("button", name="Open in the composer").click()
    expect_text(page, '{\n  "text": "Sent before"\n}')
    page.locator("#example").select_option(label="text : Half done")
    expect_text(page, '{"text": "Half done"}')
    page.reload()
    page.keyboard.press("c")
    expect_text(page, '{"text": "Half done"}')
    expect(page.locator("#example")).to_have_value("#0")
    page.locator("#example").select_option(label="Your draft")
    expect_text(page, '{\n  "text": "Sent before"\n}')
