"""The page of a sandbox in a browser, as tests look at it, type into it and send to it."""

import json
import re
from contextlib import contextmanager
from importlib.resources import files
from urllib.parse import urlsplit

from playwright.sync_api import expect
from sandboxes import HTTP, WRONG

from cardkit import Message

expect.set_options(timeout=15_000)  # a busy machine takes its time

PICTURE = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="6"><rect width="8" height="6" fill="#9db4d8"/></svg>'
)
EXAMPLES = json.loads(files("cardkit.sandbox").joinpath("web", "examples.json").read_text("utf-8"))
WIDE, NARROW = (1280, 800), (390, 800)
SETTLED = """Promise.all([document, ...[...document.querySelectorAll("*")].map(each => each.shadowRoot)]
  .flatMap(root => root?.getAnimations() ?? []).map(each => each.finished.catch(() => 0)))"""


@contextmanager
def looking(browser, sandbox):
    """A function that opens the page; nothing may go wrong on it, and nothing be asked but of the sandbox."""
    contexts, wrong = [], []

    def opened(size=WIDE, scheme="light", path="/", clock=False, **options):
        context = browser.new_context(viewport={"width": size[0], "height": size[1]}, color_scheme=scheme, **options)
        contexts.append(context)
        context.grant_permissions(["clipboard-read", "clipboard-write"], origin=sandbox.url)
        context.route(lambda url: urlsplit(url).hostname != "127.0.0.1", lambda route: route.fulfill(body=PICTURE, content_type="image/svg+xml"))  # fmt: skip
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda said: wrong.append(said.text) if said.type in {"error", "warning"} and not said.text.startswith("Failed to load") else None)  # fmt: skip
        page.on("dialog", lambda dialog: (wrong.append(dialog.message), dialog.dismiss()))
        if clock:
            page.clock.install()
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


def refuse(sandbox, body=None, path="/api/v2/channelsbyname/ops/message", token=None):
    headers = {"Authorization": f"Bearer {token or sandbox.token}", "Content-Type": "application/json"}
    return HTTP.request("POST", sandbox.url + path, body=json.dumps(body or WRONG), headers=headers).status


def typed(page, text):
    """Put a text into the composer's editor in place of the one that is there."""
    if page.locator("#composer").is_hidden():
        page.get_by_role("button", name="Compose", exact=True).first.click()
    content(page).click()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(text)


def content(page):
    return page.locator("#composer .cm-content")


def expect_text(page, text):
    expect(page.locator("#composer .cm-line")).to_have_text(text.split("\n"))


def inspected(page):
    return page.locator("#inspector .work")


def paste(page, text):
    page.evaluate("text => navigator.clipboard.writeText(text)", text)
    content(page).click()
    page.keyboard.press("Control+A")
    page.keyboard.press("Control+V")


def tab(within, name):
    return within.get_by_role("tab", name=re.compile(f"^{name}"))


def pasted(page):
    return page.evaluate("navigator.clipboard.readText()")
