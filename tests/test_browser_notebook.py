"""Cards in notebooks: JupyterLab with a real kernel, one that is not trusted, and the page that nbconvert makes."""

import nbformat
import pytest
from jupyter import notebook
from playwright.sync_api import expect

from cardkit import Message, preview

pytestmark = pytest.mark.browser

SOURCE = """from cardkit import Message
Message("Two hosts are down").card("Alert").table(["Host"]).row("web-2").chart("pie", {"Up": 3, "Down": 1})"""
UNFINISHED = 'from cardkit import Message\nMessage("Half").card("Alert").list(title="To do")'


@pytest.fixture
def opened(browser, lab):
    """A function that opens a notebook in JupyterLab."""
    contexts = []

    def open_notebook(name, content):
        nbformat.write(content, lab.folder / name)
        contexts.append(browser.new_context(viewport={"width": 1280, "height": 900}))
        return lab.open(contexts[-1], name)

    yield open_notebook
    for context in contexts:
        context.close()


def test_a_card_is_shown_by_jupyterlab_with_a_real_kernel(opened):
    page = opened("card.ipynb", notebook(SOURCE, UNFINISHED))
    expect(page.get_by_text("| Idle")).to_be_visible(timeout=45_000)  # the kernel is there
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    cards = page.locator(".jp-OutputArea-output .cardkit")
    expect(cards).to_have_count(2, timeout=45_000)
    for words in ["Two hosts are down", "Alert", "web-2"]:
        expect(cards.first.get_by_text(words).first).to_be_visible()
    expect(cards.first.locator("svg:visible")).to_have_count(1)
    expect(cards.first.locator("svg:visible text", has_text="75%").first).to_be_visible()
    assert cards.first.locator(".ck-title").evaluate("each => getComputedStyle(each).color") == "rgb(27, 33, 48)"
    expect(cards.last.get_by_text("the list has nothing in it")).to_be_visible()


def test_a_notebook_that_is_not_trusted_still_shows_a_card(opened):
    message = (
        Message("*Two* hosts").bot("Watch").card("Alert").label({"Host": "web-2"}).chart("pie", {"Up": 3, "Down": 1})
    )
    page = opened("other.ipynb", notebook(SOURCE, outputs=[preview.html(message)]))
    output = page.locator(".jp-OutputArea-output")
    expect(output.get_by_text("web-2").first).to_be_visible()
    assert output.locator("style, svg").count() == 0  # what JupyterLab takes away
    card = output.get_by_text("Alert", exact=True)
    assert card.evaluate("each => getComputedStyle(each).fontSize") == "16px"
    frame = output.get_by_text("Two hosts").locator("xpath=ancestor-or-self::div[contains(@style, 'border')][1]")
    assert frame.evaluate("each => getComputedStyle(each).backgroundColor") == "rgb(255, 255, 255)"
    output.get_by_text("Numbers").click()
    expect(output.get_by_role("cell", name="75%")).to_be_visible()


def test_the_page_that_nbconvert_makes_shows_it(browser, tmp_path):
    content = notebook(SOURCE, UNFINISHED)
    from nbclient import NotebookClient
    from nbconvert import HTMLExporter

    NotebookClient(content, timeout=60, kernel_name="python3", resources={"metadata": {"path": tmp_path}}).execute()
    page_text, _ = HTMLExporter(template_name="basic").from_notebook_node(content)
    context = browser.new_context(offline=True)
    page = context.new_page()
    page.set_content(f"<!doctype html><title>t</title>{page_text}")
    expect(page.locator(".cardkit svg:visible")).to_have_count(1)
    expect(page.locator(".cardkit").last.get_by_text("nothing in it")).to_be_visible()
    assert "Traceback" not in page_text
    context.close()
