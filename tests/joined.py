"""What messages say together, however it is divided: for tests that nothing is lost and nothing stands twice."""

import re

COUNT = re.compile(r" ?\([\d,]+/[\d,]+\)$")


def bare(text):
    """Text without blanks and without the fences of code, which a cut may take away or add."""
    return re.sub(r"\s|```", "", text or "")


def uncounted(title):
    """A title without its count."""
    return None if title is None else COUNT.sub("", title)


def joined(payloads):
    """All that payloads say, as one value."""
    text = "".join([bare(payload.text) for payload in payloads if not COUNT.fullmatch(payload.text or "")])
    cards = [payload.card for payload in payloads if payload.card]
    sections = [section for card in cards for section in card.sections]
    return {
        "text": text,
        "options": [option for card in cards for option in card.options],
        "sections": _merged([(uncounted(one.title), [*one.fields]) for one in sections]),
        "slides": _slides([slide for payload in payloads for slide in payload.slides]),
        "buttons": [button for payload in payloads for button in payload.buttons],
        "of slides": [
            button for payload in payloads for slide in payload.slides for button in getattr(slide, "buttons", ())
        ],
        "within": [button for card in cards for button in card.buttons],
        "references": [(one.key, one.button) for payload in payloads for one in payload.references],
    }


def _merged(groups):
    """Neighbours of one head as one, with the values of fields of one name run together."""
    merged = []
    for head, fields in groups:
        if not merged or merged[-1][0] != head:
            merged.append((head, []))
        for name, value in fields:
            if not (merged[-1][1] and merged[-1][1][-1][0] == name):
                merged[-1][1].append([name, ""])
            merged[-1][1][-1][1] += bare(value)
    return merged


def _slides(slides):
    merged = []
    for slide in slides:
        head, content = _SAID.get(slide.type, _raw)(slide)
        head = (slide.type, uncounted(getattr(slide, "title", None)), head)
        if merged and merged[-1][0] == head and content is not None:
            merged[-1][1].append(content)
        else:
            merged.append((head, [content]))
    return [(head, _JOIN.get(head[0], lambda contents: contents)(contents)) for head, contents in merged]


def _table(slide):
    columns = ["".join(map(bare, column)) for column in zip(*slide.rows, strict=True)]
    return (slide.headers, slide.width, slide.sticky_rows, slide.sticky_columns), columns or [""] * len(slide.headers)


def _graph(slide):
    return (slide.preview, slide.x_axis, slide.y_axis), slide.categories


_SAID = {
    "table": _table,
    "list": lambda slide: (slide.style, "".join(map(bare, slide.items))),
    "label": lambda slide: (None, slide.fields),
    "image": lambda slide: (None, slide.urls),
    "percentage_chart": lambda slide: (slide.preview, slide.segments),
    "graph": _graph,
    "text": lambda slide: (None, bare(slide.text)),
}


def _raw(slide):
    return repr(slide.to_dict()), None


def _flat(contents):
    return [entry for content in contents for entry in content]


def _categories(contents):
    values = {}
    for category in _flat(contents):
        values.setdefault(category.name, []).extend(category.values)
    return {name: sorted(points) for name, points in values.items()}  # a name may stand twice


_JOIN = {
    "table": lambda contents: ["".join(column) for column in zip(*contents, strict=True)],
    "list": "".join,
    "text": "".join,
    "label": lambda contents: _merged([(None, _flat(contents))]),
    "image": _flat,
    "percentage_chart": _flat,
    "graph": _categories,
}
