"""Pages of HTML as a test reads them."""

from html.parser import HTMLParser

from cardkit import preview

VOID = {"meta", "img", "hr", "br"}


class Parsed(HTMLParser):
    """The elements of a piece of HTML with their attributes, all of which must be closed in order."""

    def __init__(self, text):
        super().__init__()
        self.elements, self.open, self.text = [], [], ""
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open[-1:] != ["style"]:
            self.text += data

    def named(self, name):
        return [attributes for tag, attributes in self.elements if tag == name]

    def worn(self, name):
        return [(tag, a) for tag, a in self.elements if name in (a.get("class") or "").split()]


def parsed(source):
    return Parsed(preview.html(source))
