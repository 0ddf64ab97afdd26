"""Cards in every host: nothing breaks letter by letter, no two texts lie on each other, and nothing is cut off."""

import re

import nbformat
import pytest
from jupyter import notebook
from stressed import BODIES, picture

from cardkit import preview
from cardkit.demo.messages import MESSAGES

pytestmark = pytest.mark.browser

ALL = {**MESSAGES, **BODIES}
CARDS = [preview.html(body) for body in ALL.values()]
WIDE, NARROW = (1280, 900), (390, 800)

# Of each card: texts of several lines that are narrower than four characters, texts upon each other, texts cut off,
# and texts of a colour that is hardly another than that of their ground.
BROKEN = """roots => {
  const broken = [], pen = new OffscreenCanvas(1, 1).getContext('2d', {willReadFrequently: true}), lights = {};
  const pixel = colour => { pen.clearRect(0, 0, 1, 1); pen.fillStyle = colour; pen.fillRect(0, 0, 1, 1); return [...pen.getImageData(0, 0, 1, 1).data] };
  const light = colour => lights[colour] ??= pixel(colour).slice(0, 3).map(part => part / 255).map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
    .reduce((sum, part, at) => sum + part * [0.2126, 0.7152, 0.0722][at], 0);
  const ground = each => { for (; each; each = each.parentElement) { const colour = getComputedStyle(each).backgroundColor; if (pixel(colour)[3] > 180) return colour } return 'white' };
  const faint = each => { const one = light(getComputedStyle(each).color), other = light(ground(each)); return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05) < 3 };
  const clipped = (box, node, root) => {
    let {left, top, right, bottom} = box, cut = false;
    for (let each = node.parentElement; each && each !== root.parentElement; each = each.parentElement) {
      const style = getComputedStyle(each);
      if (style.overflowX === 'visible' || each.closest('svg')) continue;
      const frame = each.getBoundingClientRect();
      cut ||= style.overflowX !== 'auto' && style.overflowX !== 'scroll' && (left < frame.left - 3 || right > frame.right + 3);
      left = Math.max(left, frame.left); right = Math.min(right, frame.right);
      top = Math.max(top, frame.top); bottom = Math.min(bottom, frame.bottom);
    }
    return {left, top, right, bottom, cut};
  };
  for (const [at, root] of roots.entries()) {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT), lines = [];
    for (let node; node = walker.nextNode();) {
      const text = node.data.trim(), parent = node.parentElement;
      if (!text || parent.matches('style, title') || !parent.checkVisibility({opacityProperty: true, visibilityProperty: true})) continue;
      if (!parent.closest('svg') && !parent.closest('img') && faint(parent)) broken.push([at, 'faint', text.slice(0, 40)]);
      const range = document.createRange(); range.selectNodeContents(node);
      const boxes = [...range.getClientRects()].filter(box => box.width > 1);
      const width = boxes.reduce((sum, box) => sum + box.width, 0) / node.data.length;
      const rows = new Set(boxes.map(box => Math.round(box.top)));
      if (rows.size > 1 && text.length > 4 && Math.max(...boxes.map(box => box.width)) < 4 * width) broken.push([at, 'narrow', text.slice(0, 40)]);
      for (const box of boxes) {
        const seen = clipped(box, node, root);
        if (seen.cut) broken.push([at, 'cut', text.slice(0, 40)]);
        if (seen.right - seen.left > 2 && seen.bottom - seen.top > 5) lines.push({...seen, node, text});
      }
    }
    lines.sort((a, b) => a.top - b.top);
    for (let i = 0; i < lines.length; i++) for (let j = i + 1; j < lines.length && lines[j].top < lines[i].bottom; j++) {
      const a = lines[i], b = lines[j], high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      if (a.node !== b.node && Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1.5 && high > 0.35 * Math.min(a.bottom - a.top, b.bottom - b.top))
        broken.push([at, 'over', a.text.slice(0, 30), b.text.slice(0, 30)]);
    }
  }
  return broken;
}"""  # fmt: skip


@pytest.fixture
def context(browser):
    """A function that makes a browser's context in which pictures come, but for those that are not there."""
    contexts = []

    def made(size=WIDE, **options):
        contexts.append(browser.new_context(viewport={"width": size[0], "height": size[1]}, **options))
        contexts[-1].route(lambda url: "127.0.0.1" not in url, answer)
        return contexts[-1]

    yield made
    for each in contexts:
        each.close()


def answer(route):
    if route.request.resource_type != "image" or "broken" in route.request.url:
        route.abort()
    else:
        route.fulfill(body=picture(route.request.url), content_type="image/svg+xml")


def broken(page, cards=".cardkit"):
    """What is broken in a page, by the name of the card it stands in."""
    found = page.locator(cards)
    assert found.count() == len(ALL)
    return [(list(ALL)[at], *what) for at, *what in found.evaluate_all(BROKEN)]


def document(cards=CARDS, body="<body>"):
    meta = "<meta name=viewport content='width=device-width'>"
    return f"<!doctype html><title>t</title>{meta}{body}{''.join(cards)}"


def shown(context, html):
    page = context.new_page()
    page.set_content(html, wait_until="load")
    return page


@pytest.mark.parametrize("size", [WIDE, NARROW])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_page_nothing_is_broken_or_wider_than_the_screen(context, size, scheme):
    page = shown(context(size, color_scheme=scheme), document())
    assert page.evaluate("document.documentElement.scrollWidth") == size[0]
    assert broken(page) == []
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") == size[0]
    assert broken(page) == []


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_with_inline_styles_only(context, size):
    cards = [re.sub(r"<style>.*?</style>", "", card, flags=re.DOTALL) for card in CARDS]
    page = shown(context(size), document(cards))
    assert broken(page) == []
    stills = page.locator(".ck-still")
    assert stills.count() == page.locator("figure").count()
    assert {box["width"] for still in stills.all() if (box := still.bounding_box())} != {0}
    assert page.locator("svg:visible").count() == 0


@pytest.mark.parametrize("kind", ["vscode-light", "vscode-dark", "vscode-high-contrast", "vscode-high-contrast-light"])
def test_in_vs_code_nothing_is_broken_and_the_colours_are_those_of_its_theme(context, kind):
    page = shown(context(), document(body=f"<body class='vscode-body {kind}'>"))
    assert broken(page) == []
    dark = kind in {"vscode-dark", "vscode-high-contrast"}
    ink = page.locator(".ck-title").first.evaluate("each => getComputedStyle(each).color")
    assert ink == ("rgb(232, 235, 241)" if dark else "rgb(27, 33, 48)")


def test_in_the_high_contrast_of_windows(context):
    page = shown(context(forced_colors="active"), document())
    assert broken(page) == []
    inks = page.locator(".ck-drawing:visible text").evaluate_all("all => [...new Set(all.map(each => getComputedStyle(each).fill))]")  # fmt: skip
    marks = page.evaluate("""() => [1, 2, 3, 4, 5].map(n => { const mark = document.querySelector(`.ck-wide .ck-c${n}`);
      return getComputedStyle(mark).color })""")
    assert len({*marks}) == 5
    canvas = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert canvas not in inks[:1]


@pytest.mark.parametrize("template", ["lab", "classic"])
def test_on_a_page_of_nbconvert(context, template):
    from nbconvert import HTMLExporter

    text, _ = HTMLExporter(template_name=template).from_notebook_node(notebook("x", outputs=CARDS))
    page = shown(context(), text)
    assert broken(page) == []
    assert page.locator("svg.ck-drawing:visible").count() == page.locator("figure").count()


OUTPUT = ".jp-OutputArea-output > div"


@pytest.mark.parametrize("theme", ["JupyterLab Light", "JupyterLab Dark"])
@pytest.mark.parametrize("trusted", [True, False], ids=["trusted", "untrusted"])
def test_in_jupyterlab_nothing_is_broken_and_drawings_show_where_a_notebook_is_trusted(context, lab, theme, trusted):
    name = f"{'trusted' if trusted else 'other'}.ipynb"
    nbformat.write(notebook(name, outputs=CARDS), lab.folder / name)
    if trusted:
        lab.trust(name)
    lab.theme(theme)
    page = lab.open(context(), name)
    page.locator(OUTPUT).nth(len(ALL) - 1).wait_for()
    assert page.locator("body").get_attribute("data-jp-theme-light") == ("false" if "Dark" in theme else "true")
    assert (page.locator(".jp-OutputArea-output svg").count() > 0) is trusted
    assert broken(page, OUTPUT) == []
