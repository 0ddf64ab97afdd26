"""Cards in a browser: every slide in light and dark, wide and narrow; what stays, what fits, what is fetched, what runs."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from examples import SLIDES
from hostile import FULL, HOSTILE, spoilt
from playwright.sync_api import expect

from cardkit import Message, actions, preview

pytestmark = pytest.mark.browser

WIDE, NARROW = (1280, 900), (390, 800)
LOOKS = [(size, scheme) for size in (WIDE, NARROW) for scheme in ("light", "dark")]
PICTURE = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="80" height="60"><rect width="80" height="60" fill="#9db4d8"/></svg>'
)
URL = "https://e.example/a.png"
SITUATION = {f"Label {at}": at * 7 % 13 - 3 for at in range(20)}


def everything():
    """A card with every slide, also as long and as many as they may be."""
    message = Message("*All* of it, {@ana@e.example}: [Yes]($1)\n!quoted\n`code`").bot("Watch", URL).card("Everything", thumbnail=URL)  # fmt: skip
    message = message.instant_button("Yes", actions.invoke_function("yes"), key="1", style="+")
    for slide in SLIDES.values():
        message = message.slide(slide)
    message = message.table(["Name", "Team", "Reporting to", "Since"], [[f"Somebody {n}", "Team", "A" * 60, n] for n in range(40)]).width(40, 20, 25, 15).sticky(2, 2)  # fmt: skip
    message = message.list(["one " * 30, "two"], style="upper-roman").label({"A rather long name": "value " * 30, "b": "W" * 80})  # fmt: skip
    message = message.image([URL, URL + "?2", URL + "?3"], title="Pictures")
    for shape in ("pie", "doughnut", "semi_doughnut"):
        message = message.chart(
            shape, {"A segment's long nam": 50, "漢字漢字漢字漢字漢字": 25, "C": 15, "D": 6, "E": 4}
        )
    for shape in ("vertical_bar", "vertical_stacked_bar", "trend"):
        message = message.graph(shape, {f"Category number {n}": SITUATION for n in range(5)}, x_axis="Months", y_axis="Usage count")  # fmt: skip
    message = message.section("Summary").fields({"Owner": "Zylker", "Seats": 12})
    asked = actions.invoke_function("f", owner="o@e.example").confirm(title="Sure?", input="Why", button_label="Go")
    message = message.button("Approve", asked, style="+", hint="Releases").button(
        "Reject", actions.copy("x"), style="-"
    )
    return message.button("Open", actions.open_url("https://e.example")).extra(mark_as_read=True)


CARDS = {
    "everything": everything(),
    "poll": Message("Vote").poll("Which first?", "OAuth", "Dark mode " * 9),
    "prompt": Message("Go?").prompt("Approve 3.6.1?").button("Approve", actions.invoke_function("approve")),
    "rtl": Message("שלום *עולם* 🎉").card("لوحة").table(["שם", "ערך"], sticky_columns=1).row("דנה", "ראשון").list(["אחת", "שתיים"], style="decimal").label({"בעלים": "דנה"}),
    "wrong": {"text": "x", "slides": [{"type": "table", "data": {"headers": ["A" * 99], "rows": [{}]}}, {"type": "list"}, 5], "buttons": [{"label": "B"}]},
}  # fmt: skip


@pytest.fixture
def show(browser):
    """A function that shows a page; all that was fetched is in its `asked`, and nothing may run or open a dialog."""
    contexts, ran = [], []

    def shown(html, size=WIDE, scheme="light", **options):
        context = browser.new_context(viewport={"width": size[0], "height": size[1]}, color_scheme=scheme, **options)
        contexts.append(context)
        shown.asked = []
        context.route("**/*", lambda route: (shown.asked.append(route.request), route.fulfill(body=PICTURE, content_type="image/svg+xml")))  # fmt: skip
        page = context.new_page()
        page.on("dialog", lambda dialog: (ran.append(dialog.message), dialog.dismiss()))
        page.on("pageerror", lambda error: ran.append(str(error)))
        page.set_content(html, wait_until="networkidle")
        return page

    yield shown
    for context in contexts:
        context.close()
    assert ran == []


DRAWN = "() => [...document.images].every(each => !each.checkVisibility() || each.getBoundingClientRect().height > 5)"
LOADED = "url => [...document.images].some(each => each.src.startsWith(url) && each.complete && each.naturalWidth)"

# What is outside of what it stands in, what is empty, and which parts of a card lie over one another.
MISPLACED = """() => {
  const wrong = [], box = each => each.getBoundingClientRect(), card = document.querySelector('.cardkit');
  const visible = each => each.checkVisibility();
  for (const each of card.querySelectorAll('*')) {
    if (!visible(each) || each.closest('.ck-scroll') && !each.matches('.ck-scroll') || each.closest('svg') && !each.matches('svg')) continue;
    const inner = box(each), outer = box(card);
    if (inner.left < outer.left - 1 || inner.right > outer.right + 1) wrong.push(['outside', each.className, each.textContent.slice(0, 20)]);
    if (each.matches('.ck-slide, svg, .ck-title, .ck-press, img, .ck-list li') && !(inner.width > 5 && inner.height > 5)) wrong.push(['empty', each.className]);
  }
  for (const svg of [...card.querySelectorAll('svg')].filter(visible)) {
    for (const mark of svg.querySelectorAll('text:not(.ck-tip), path, rect')) {
      const inner = box(mark), outer = box(svg.closest('.ck-slide'));
      if (inner.left < outer.left - 1 || inner.right > outer.right + 1 || inner.top < outer.top - 1 || inner.bottom > outer.bottom + 1) wrong.push(['outside its drawing', mark.textContent]);
    }
    const level = [...svg.querySelectorAll('text:not(.ck-tip)')];
    for (const one of level) for (const other of level) {
      const a = box(one), b = box(other);
      if (one !== other && a.left < b.right - 2 && b.left < a.right - 2 && a.top < b.bottom - 4 && b.top < a.bottom - 4) wrong.push(['over', one.textContent, other.textContent]);
    }
  }
  const parts = [...card.querySelectorAll('.ck-from, .ck-text, .ck-card, .ck-below, .ck-card > *')].filter(visible);
  for (const one of parts) for (const other of parts) {
    const a = box(one), b = box(other);
    if (one !== other && !one.contains(other) && !other.contains(one) && a.top < b.bottom - 1 && b.top < a.bottom - 1) wrong.push(['over', one.className, other.className]);
  }
  return wrong;
}"""  # fmt: skip


@pytest.mark.parametrize(("size", "scheme"), LOOKS)
@pytest.mark.parametrize("name", CARDS)
def test_everything_is_seen_fits_and_lies_apart(show, name, size, scheme):
    page = show(preview.page(CARDS[name]), size, scheme)
    page.wait_for_function(DRAWN)  # an idle network has brought the pictures, which may not be laid out yet
    assert page.evaluate("document.documentElement.scrollWidth") == size[0]
    assert page.evaluate(MISPLACED) == []
    for summary in page.locator("summary:visible").all():
        summary.click()
    assert page.evaluate("document.documentElement.scrollWidth") == size[0]
    assert page.evaluate(MISPLACED) == []
    if size == NARROW:  # the same elements stand there at any width
        return
    report = Axe().run(page)
    assert report.violations_count == 0, report.generate_report()


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_frozen_cells_stay_and_the_others_scroll(show, size):
    rows = [[f"row {n}", "b", *["W" * 14] * 6] for n in range(60)]
    table = Message("x").table([*"ABCDEFGH"], rows).width(5, 5, 15, 15, 15, 15, 15, 15)
    page = show(preview.page(table.sticky(2, 2)), size)
    places = """() => { const frame = document.querySelector('.ck-scroll'), home = frame.getBoundingClientRect();
      return [...document.querySelectorAll('tr')].filter((row, at) => at < 3).map(row =>
        [...row.children].map(cell => { const box = cell.getBoundingClientRect(); return [box.left - home.left, box.top - home.top] })) }"""
    before = page.evaluate(places)
    page.evaluate("() => { const frame = document.querySelector('.ck-scroll'); frame.scrollTop = 300; frame.scrollLeft = 200 }")  # fmt: skip
    moved = page.evaluate("() => [document.querySelector('.ck-scroll').scrollLeft, document.querySelector('.ck-scroll').scrollTop]")  # fmt: skip
    assert moved == [200, 300]
    after = page.evaluate(places)
    assert [after[row][column] for row in (0, 1) for column in (0, 1)] == [before[row][column] for row in (0, 1) for column in (0, 1)]  # fmt: skip
    assert [cell[1] for cell in after[1]] == [cell[1] for cell in before[1]]
    assert after[0][2][0] == pytest.approx(before[0][2][0] - 200)
    assert [cell[0] for cell in after[2][:2]] == pytest.approx([cell[0] for cell in before[2][:2]])
    assert after[2][0][1] == pytest.approx(before[2][0][1] - 300)


LONG = "The upstream timed out while reading the response header from the backend, and a retry did not help"
TABLES = {
    "broad": Message("x").table(["Symptom", "Cause", "Owner"], [[LONG, LONG, "Ana Souza"]] * 3).sticky(rows=1, columns=2),
    "given": Message("x").table(["A", "B", "C"], [[LONG] * 3] * 2).width(45, 45, 10).sticky(rows=1, columns=2),
    "one": Message("x").table(["Symptom", "Owner", "Team"], [[LONG * 2, "Ana Souza", "Core"]] * 3).sticky(1, 1),
}  # fmt: skip


@pytest.mark.parametrize("size", [WIDE, NARROW, (320, 700)])
@pytest.mark.parametrize("name", TABLES)
def test_columns_that_stay_leave_room_for_the_others(show, name, size):
    """At the end of its way each column but those that stay is seen whole, beside these."""
    page = show(preview.page(TABLES[name]), size)
    page.evaluate("document.querySelector('.ck-scroll').scrollLeft = 9999")
    ends = page.evaluate("""() => { const frame = document.querySelector('.ck-scroll').getBoundingClientRect();
      return [...document.querySelectorAll('tbody tr:first-child td')].map(cell => {
        const box = cell.getBoundingClientRect(); return [box.left - frame.left, box.right - frame.left, frame.width] }) }""")
    *others, (left, right, width) = ends
    assert right <= width + 1
    assert [one for one in others if one[1] > max(0, left + 1) and one[0] < right - 1] == []


@pytest.mark.parametrize("style", ["decimal", "lower-alpha", "lower-roman", "upper-roman"])
def test_markers_of_long_lists_stand_within_the_card(show, style):
    page = show(preview.page(Message("x").list([f"item {at}" for at in range(1, 40)], style=style)), NARROW)
    wide = page.evaluate("""style => { const list = document.querySelector('.ck-list'), marks = document.createElement('span');
      marks.style.cssText = 'position:absolute;visibility:hidden;white-space:pre;font:inherit';
      list.append(marks);
      const texts = {'decimal': '38. ', 'lower-alpha': 'am. ', 'lower-roman': 'xxxviii. ', 'upper-roman': 'XXXVIII. '};
      marks.textContent = texts[style];
      return [marks.getBoundingClientRect().width, parseFloat(getComputedStyle(list).paddingInlineStart)] }""", style)  # fmt: skip
    assert wide[0] <= wide[1]


@pytest.mark.parametrize("size", [NARROW, (320, 700)])
def test_a_long_label_of_a_button_stays_within_the_page(show, size):
    press = {"label": "L" * 60, "action": {"type": "copy", "data": {"text": "x"}}}
    page = show(preview.page({"text": "hi", "buttons": [press]}), size)
    assert page.evaluate("document.documentElement.scrollWidth") == size[0]


def test_a_sentence_stays_in_its_place_while_a_button_within_it_is_open(show):
    message = Message("Release [Yes]($1) or [No]($2)?").instant_button("Yes", actions.copy("yes"), key="1")
    page = show(preview.html(message.instant_button("No", actions.copy("no"), key="2").to_dict()))
    buttons = page.locator("summary")
    before = buttons.last.bounding_box()["y"]
    buttons.first.click()
    assert abs(buttons.last.bounding_box()["y"] - before) < 3
    assert abs(buttons.first.bounding_box()["y"] - before) < 3


def test_a_header_is_not_broken_within_its_word(show):
    table = Message("x").table(["Name", "Revenue", "Growth", "Date"], [["A", "$1,234.50", "25%", "2026-01-01"]])
    page = show(preview.page(table), (320, 700))
    heights = page.locator("th").evaluate_all("all => all.map(each => each.getBoundingClientRect().height)")
    assert max(heights) < 40  # one line


def test_text_from_right_to_left_begins_at_the_right(show):
    page = show(preview.page(CARDS["rtl"]))
    sides = page.evaluate("""() => ['.ck-line', '.ck-title', 'th', 'li', 'dt'].map(name => {
      const range = document.createRange(); range.selectNodeContents(document.querySelector(name));
      const text = range.getBoundingClientRect(), card = document.querySelector('.ck-card').getBoundingClientRect();
      return card.right - text.right < 50 })""")
    assert sides == [True] * 5


def test_cells_and_markers_of_a_text_from_right_to_left_stand_together(show):
    page = show(preview.page(CARDS["rtl"]))
    assert page.locator("table").get_attribute("dir") == page.locator(".ck-list").get_attribute("dir") == "rtl"
    left, right = page.locator("td").first.bounding_box(), page.locator("td").last.bounding_box()
    assert left["x"] > right["x"]
    mixed = show(preview.page(Message("x").table(["Host", "שם"]).row("web-1.", "דנה!")))
    assert mixed.locator("table").get_attribute("dir") == "ltr"
    assert [bdi.evaluate("each => getComputedStyle(each).direction") for bdi in mixed.locator("td bdi").all()] == ["ltr", "rtl"]  # fmt: skip


@pytest.mark.parametrize("reach", ["hover", "focus"])
def test_a_value_is_shown_and_the_others_dimmed_while_its_mark_is_pointed_at_or_has_the_focus(show, reach):
    graph = Message("x").graph("vertical_bar", {"A": {"x": 1234, "y": 2}, "B": {"x": 3, "y": 4}})
    page = show(preview.page(graph.chart("doughnut", {"Up": 3, "Down": 1}).graph("trend", {"A": {"x": 1, "y": 27}, "B": {"x": 3, "y": 4}})))  # fmt: skip

    def point(mark, inner):
        mark.locator(inner).first.hover() if reach == "hover" else mark.focus()

    bars = page.locator(".ck-wide .ck-bars .ck-m")
    point(bars.first, "path")
    for at, opacity in enumerate(["1", "0.28", "0.28", "0.28"]):
        expect(bars.nth(at)).to_have_css("opacity", opacity)
    slices = page.locator(".ck-wide .ck-plot:not(.ck-bars, .ck-trend) .ck-m")
    point(slices.last, "text")
    expect(slices.first).to_have_css("opacity", "0.28")
    expect(slices.last).to_have_css("opacity", "1")
    trend = page.locator(".ck-wide .ck-trend")
    point(trend.locator(".ck-m").nth(1), "circle")
    expect(trend.locator(".ck-tip", has_text="27")).to_have_css("opacity", "1")
    expect(trend.locator(".ck-s").last).to_have_css("opacity", "0.28")


def test_pictures_keep_their_ratio_and_leave_no_hole(show):
    page = show(preview.page(Message("x").image([URL]).image([URL] * 3)))
    alone, *three = [image.bounding_box() for image in page.locator(".ck-picture").all()]
    assert alone["width"] / alone["height"] == pytest.approx(80 / 60, abs=0.02)
    assert three[0]["width"] == pytest.approx(three[1]["width"] + three[2]["width"] + 8, abs=1)
    assert three[1]["y"] == three[2]["y"] > three[0]["y"]


def test_the_findings_are_counted_on_top_and_each_number_leads_to_the_first(show):
    page = show(preview.page(CARDS["wrong"]))
    counts = page.locator(".ck-summary a")
    assert re.fullmatch(r"\d+ errors", counts.first.text_content())
    target = page.locator(counts.first.get_attribute("href"))
    assert target.count() == 1
    assert target.text_content().startswith("Error")


GROUNDS = [({"A": 1, "B": "2"}, "rgb(255, 246, 223)"), ({"A": "1"}, "rgb(253, 238, 239)")]


@pytest.mark.parametrize(("row", "ground"), GROUNDS)
def test_a_wrong_cell_has_the_colour_of_its_finding(show, row, ground):
    table = {"type": "table", "title": "T", "data": {"headers": ["A", "B"], "rows": [row]}}
    page = show(preview.page({"text": "x", "slides": [table]}))
    for each in (page.locator("td.ck-wrong").first, page.locator(".ck-note")):
        expect(each).to_have_css("background-color", ground)


def test_columns_have_the_widths_that_were_given(show):
    page = show(preview.page(Message("x").table(["A", "B", "C"]).row(1, 2, 3).width(50, 30, 20)))
    wide = page.evaluate("() => [...document.querySelectorAll('th')].map(th => th.getBoundingClientRect().width)")
    assert [round(100 * each / sum(wide)) for each in wide] == [50, 30, 20]


SHORT = {
    (5, 95): (["#", "Message"], ["1", "Disk full on the first machine"]),
    (20, 10, 70): (["Who", "#", "What"], ["Ana", "1", "Disk full"]),
    (1, 1, 1, 97): (["a", "b", "c", "Message"], ["1", "2", "3", "Disk full"]),
    (50, 30, 20): (["Host", "State", "Errors"], ["web-2", "down", "1842"]),
}


@pytest.mark.parametrize("size", [WIDE, (760, 900), NARROW])
@pytest.mark.parametrize("widths", SHORT)
def test_a_table_of_short_words_is_no_wider_than_its_card(show, widths, size):
    headers, row = SHORT[widths]
    page = show(preview.page(Message("x").table(headers).row(*row).width(*widths)), size)
    room, width = page.evaluate("(each => [each.clientWidth, each.scrollWidth])(document.querySelector('.ck-scroll'))")
    assert width == room
    assert page.evaluate(WHOLE) == []


WHOLE = """() => [...document.querySelectorAll('th, td')].filter(cell => !cell.textContent.includes(' ')).flatMap(cell => {
  const range = document.createRange(); range.selectNodeContents(cell);
  return new Set([...range.getClientRects()].map(box => box.top)).size > 1 ? [cell.textContent] : [] })"""


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_no_word_of_a_table_is_broken_for_want_of_a_wider_screen(show, size):
    jobs = Message("x").table(["Job", "State", "Took", "Coverage"]).width(40, 20, 20, 20).row("docs", "skipped", "4 m", "91.2%")  # fmt: skip
    assert show(preview.page(jobs), size).evaluate(WHOLE) == []
    hosts = Message("x").table(["服务器", "状态", "备注"]).row("東京一号機", "正常", "特に問題はありませんが念のため監視を続けてください " * 2)  # fmt: skip
    assert show(preview.page(hosts), size).evaluate(WHOLE) == []


def test_an_option_that_is_pressed_stays_in_its_place(show):
    page = show(preview.page(CARDS["poll"]))
    seen = """() => { const box = document.querySelector('.ck-choice').getBoundingClientRect();
      const ring = getComputedStyle(document.querySelector('.ck-choice'), '::before');
      return [box.height, document.querySelector('.ck-chosen').getBoundingClientRect().left, ring.boxSizing, ring.width] }"""
    before = page.evaluate(seen)
    page.locator(".ck-vote").first.click()
    assert page.evaluate(seen) == before
    assert before[2:] == ["border-box", "16px"]


@pytest.mark.parametrize("words", [{}, {"input": "Why"}, {"description": "It cannot be undone"}])
def test_the_answers_to_a_confirmation_stand_apart_from_its_question(show, words):
    asked = actions.invoke_function("f", owner="o@e.example").confirm(title="Sure?", **words)
    page = show(preview.page(Message("x").card("T").button("Go", asked)))
    page.locator("summary.ck-press").click()
    tops = page.evaluate("""() => { const press = document.querySelector('.ck-dialog .ck-press');
      return [press.getBoundingClientRect().top, press.previousElementSibling.getBoundingClientRect().bottom] }""")
    assert tops[0] - tops[1] >= 8


def test_what_stands_for_a_picture_is_seen(show):
    body = {"text": "x", "bot": {"name": "Watch", "image": "no address"}, "slides": [{"type": "images", "data": [URL + "x"], "title": "Rack"}, {"type": "images", "data": ["no address"], "title": "Rack"}]}  # fmt: skip
    page = show(preview.page(body))
    assert page.locator("div.ck-face").text_content() == "W"
    assert [page.locator(name).evaluate("each => getComputedStyle(each, '::after').content") for name in ("div.ck-face", "div.ck-picture")] == ["none"] * 2  # fmt: skip
    assert page.locator("div.ck-picture").bounding_box()["height"] > 100
    page.locator("img.ck-picture").evaluate("each => new Promise(gone => { each.onerror = gone; each.src = 'data:image/png,' })")  # fmt: skip
    assert page.locator("img.ck-picture").bounding_box()["height"] > 100


def test_only_pictures_are_fetched_and_they_are_not_told_from_where(show):
    page = show(preview.page(CARDS["everything"]))
    for url in (URL, "https://example.com/a.png"):  # each is asked for once it is about to be seen
        page.wait_for_function(LOADED, arg=url)
    assert {request.resource_type for request in show.asked} == {"image"}
    assert {request.url.partition("?")[0] for request in show.asked} == {URL, "https://example.com/a.png"}
    assert [request for request in show.asked if "referer" in request.headers] == []


def test_a_card_works_without_scripts_and_with_the_keyboard(show):
    page = show(preview.page(CARDS["everything"]), java_script_enabled=False)
    button = page.locator(".ck-below summary", has_text="Approve")
    button.focus()
    page.keyboard.press("Enter")
    assert page.locator(".ck-dialog", has_text="Sure?").is_visible()


@pytest.mark.parametrize("body", [spoilt(FULL), {HOSTILE: HOSTILE}, HOSTILE], ids=["values", "keys", "no body"])
def test_hostile_text_does_nothing(show, body):
    page = show(preview.page(body))
    assert page.locator("script, iframe, object, form").count() == 0
    assert {request.url.partition("/")[0] for request in show.asked} <= {"https:"}
    assert [request for request in show.asked if "e.example" not in request.url] == []


def test_the_page_around_a_card_stays_as_it_was(show):
    host = "<!doctype html><title>t</title><style>td{color:red}</style><h1>h</h1><a href='#'>a</a><table><tr><td>x</td></tr></table><ul><li>l</li></ul><svg width=9></svg><code>c</code>"
    styles = "() => [...document.querySelectorAll('body > :not(.cardkit), body > :not(.cardkit) *')].map(each => JSON.stringify([...getComputedStyle(each)].map(name => getComputedStyle(each)[name])))"
    without = show(host).evaluate(styles)
    assert show(host + preview.html(Message("x").list(["a"]))).evaluate(styles) == without


INKS = {"light": "rgb(27, 33, 48)", "dark": "rgb(232, 235, 241)"}


def ink_of(page):
    return page.locator(".ck-title").evaluate("each => getComputedStyle(each).color")


@pytest.mark.parametrize(("start", "theme"), [
    ("<body data-jp-theme-light='false'>", "dark"), ("<body data-jp-theme-light='true'>", "light"), ("<body class='vscode-dark'>", "dark"),
    ("<body data-theme='dark'>", "dark"), ("<html data-theme='dark'>", "dark"), ("<html data-theme='light'>", "light"),
    ("<html theme='dark'>", "dark"), ("<html theme='light'>", "light"),  # Google Colab
    ("<body class='quarto-dark'>", "dark"), ("<body class='quarto-light'>", "light"), ("<body>", None),
])  # fmt: skip
def test_auto_follows_the_notebook_or_documentation_it_stands_in(show, start, theme):
    html = f"<!doctype html>{start}{preview.html(Message('x').card('Title'))}"
    for scheme in ("light", "dark"):
        assert ink_of(show(html, scheme=scheme)) == INKS[theme or scheme]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_theme_that_is_asked_for_wins(show, theme):
    page = show(preview.page(Message("x").card("T"), theme=theme), scheme={"light": "dark", "dark": "light"}[theme])
    assert ink_of(page) == INKS[theme]


@pytest.mark.parametrize("theme", ["auto", "dark"])
def test_on_paper_a_table_stands_whole_in_light_colours(show, theme):
    table = Message("x").card("T").table([f"Column {n}" for n in range(10)], [["cell"] * 10] * 40).sticky(2, 2)
    page = show(preview.page(table, theme=theme), scheme="dark")
    page.emulate_media(media="print")
    assert ink_of(page) == INKS["light"]
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme").startswith("light")
    card, last = page.locator(".ck-card").bounding_box(), page.locator("td").last.bounding_box()
    assert last["x"] + last["width"] <= card["x"] + card["width"]
    assert last["y"] + last["height"] <= card["y"] + card["height"]
    assert page.locator(".ck-scroll").evaluate("e => e.scrollHeight - e.clientHeight") == 0


def test_words_of_our_own_run_from_left_to_right_in_a_page_of_the_other_direction(show):
    wrong = preview.html(CARDS["wrong"])
    table = preview.html(Message("x").table(["A"], [["a"]] * 20).button("Open", actions.open_url(URL)))
    page = show(f"<!doctype html><html dir=rtl><body>{wrong}{table}")
    page.locator("summary").last.click()
    starts = page.evaluate("""() => ['.ck-count', '.ck-note', '.ck-size', '.ck-target'].map(name => {
      const text = document.createTreeWalker(document.querySelector(name), NodeFilter.SHOW_TEXT).nextNode();
      const side = at => { const range = document.createRange(); range.setStart(text, at); range.setEnd(text, at + 1); return range.getBoundingClientRect().left };
      return side(0) < side(text.length - 2) })""")  # fmt: skip
    assert starts == [True] * 4


@pytest.mark.parametrize("shape", ["pie", "trend"])
def test_a_drawing_on_its_own_has_its_ground_and_colours(show, shape):
    slide = CARDS["everything"].slides[12 if shape == "pie" else 17]
    assert slide.preview == shape
    picture = preview.svg(slide, theme="dark") + preview.svg(slide, theme="light")
    page = show(f"<!doctype html><title>t</title>{picture}")
    fills = page.locator(
        "svg"
    ).evaluate_all("""all => all.map(each =>
      getComputedStyle([...each.querySelectorAll('text:not([class])')].at(0) ?? each.querySelector('.ck-faint')).fill)""")
    assert fills == ["rgb(163, 172, 187)", "rgb(91, 100, 117)"]
    assert page.locator(".ck-ground").first.evaluate("each => getComputedStyle(each).fill") == "rgb(28, 32, 39)"
    assert re.fullmatch(r"rgb\(127, 139, 250\)", page.locator(".ck-c1").first.evaluate("each => getComputedStyle(each).color"))  # fmt: skip
