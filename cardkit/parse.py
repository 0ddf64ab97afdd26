"""A body of the service, read: each of its parts as the chain has it, and every fault on the way.

`read_json` refuses text that holds no JSON object; after that nothing is refused because of what it says. `parts` reads
a body as far as it can be read and collects what is wrong, and `log` makes the steps that would have written it; what
no step writes is kept as it came.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from attrs import evolve

from . import checks, wire
from .bot import parse_bot
from .buttons import INSTANT, button_gaps, parse_buttons, parse_references, uses
from .card import POLL, PROMPT, Section, parse_card, too_few_options
from .checks import Found, refuse, shown
from .draft import Draft, Read, folded, written_parts
from .errors import ConstraintError, Issue, pointer
from .keys import ELSEWHERE, KEYS
from .limits import CARDKIT, CARDS, CLIQ, REFERENCE, Limits
from .registry import KINDS, STRANGERS
from .slides import RawSlide, Slide
from .slides.base import AsRead, WholeSlide, faults, made, written
from .steps import Node, linked
from .values import json_text

T = TypeVar("T")

AS_TEXT = ("card", "slides", "buttons")
"""The parts that some senders give as JSON text."""
PARTS = ("text", "bot", "card", "slides", "buttons", "references")


class Unread:
    """The kind of a slide that could not be read: nothing more can be said about it."""

    @staticmethod
    def gaps(fields: object, limits: Limits) -> Found:
        """Nothing."""
        return []


def read_json(text: str | bytes | bytearray, depth: int) -> dict[str, Any]:
    """The object that JSON text holds.

    Raises:
        ConstraintError: it is no JSON, no object, has a key twice in one object, a number that is not finite or has
            thousands of digits, or is nested more than `depth` levels deep.
    """
    body: object = None
    if isinstance(text, str):
        text = text.removeprefix("\ufeff")
    try:
        body = json.loads(text, object_pairs_hook=_object, parse_constant=_constant, parse_float=_float)
    except ConstraintError:
        raise
    except RecursionError:
        refuse([_too_deep(text, depth)])
    except (ValueError, TypeError) as error:
        message = f"the text is no JSON: {error}"
        refuse([Issue("", "not-json", message, "a JSON object", shown(text), "JSON, RFC 8259", hint='{"text": "…"}')])
    return as_body(body, depth)


def as_body(body: object, depth: int) -> dict[str, Any]:
    """A mapping as a body: what JSON makes of it.

    Raises:
        ConstraintError: it is no mapping, holds what JSON cannot say, or is nested more than `depth` levels deep.
    """
    found: Found = []
    if not isinstance(body, Mapping):
        raise ConstraintError([checks.wrong_type(body, "", "the body", "an object", hint='{"text": "…"}')])
    text = json_text({**body}, "", found, "the body", depth)
    refuse(found)
    plain: dict[str, Any] = json.loads(text)
    return plain


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    taken = dict(pairs)
    if len(taken) != len(pairs):
        before: set[str] = set()
        for name, _ in pairs:
            if name in before:
                message = f"an object has the key {shown(name)} twice, and only one can be meant"
                hint = "remove one"
                refuse([Issue("", "repeated-key", message, "each key once", shown(name), "JSON, RFC 8259", hint=hint)])
            before.add(name)
    return taken


def _constant(name: str) -> object:
    message = f"{name} is no JSON number"
    refuse([Issue("", "not-finite", message, "a finite number", name, "JSON, RFC 8259", hint="leave it out")])
    return None


def _float(text: str) -> float:
    number = float(text)
    if abs(number) == float("inf"):
        _constant(text)
    return number


def _too_deep(value: object, depth: int) -> Issue:
    return Issue("", "too-deep", "the body is nested too deeply", f"at most {depth} levels", shown(value), CARDKIT)


def parts(body: Mapping[str, Any], found: Found, limits: Limits) -> Draft:
    """What can be read of a body; where a part is wrong, what there is of it."""
    text = _text(body["text"], found, limits) if "text" in body else None
    bot = _at("bot", body, found, limits, parse_bot)
    card = _at("card", body, found, limits, lambda card, wrong: parse_card(card, wrong, limits))
    slides = _at("slides", body, found, limits, lambda slides, wrong: _slides(slides, wrong, limits))
    buttons = _at("buttons", body, found, limits, lambda buttons, wrong: parse_buttons(buttons, "", wrong, limits))
    references = parse_references(body["references"], found, limits) if "references" in body else {}
    extra = {name: _key(name, value, found, limits) for name, value in body.items() if name not in PARTS}
    unread = () if "card" in body else None
    return Draft(text, bot, unread if card is None else card, slides or (), buttons or (), references, extra, None)


def _at(name: str, body: Mapping[str, Any], found: Found, limits: Limits, read: Callable[[Any, Found], T]) -> T | None:
    """A part of the body as `read` reads it; where it stands there as JSON text, its faults stand at the part."""
    if name not in body:
        return None
    wrong: Found = []
    part = opened(name, body[name], limits)
    read_part = read(part, wrong)
    found += [seen(issue.under(f"/{name}"), body) for issue in wrong]
    return read_part


def seen(issue: Issue, body: Mapping[str, Any]) -> Issue:
    """The issue as the body shows it: what is wrong within a part given as JSON text is wrong with that text."""
    name = issue.path.split("/", 2)[1] if issue.path else ""
    if issue.path == f"/{name}" or name not in AS_TEXT or not isinstance(body.get(name), str):
        return issue
    return evolve(issue, path=f"/{name}", message=f"{issue.place}: {issue.message}")


def opened(name: str, value: object, limits: Limits) -> object:
    """A part of a body, also where it stands there as JSON text."""
    if name not in AS_TEXT or not isinstance(value, str):
        return value
    try:
        part = json.loads(value, object_pairs_hook=_object, parse_constant=_constant, parse_float=_float)
    except (ValueError, RecursionError):
        return value
    found: Found = []
    json_text(part, "", found, name, limits.depth)
    return value if found else part


def _text(text: object, found: Found, limits: Limits) -> str | None:
    read = checks.text(text, "/text", found, "the text", empty=True)
    if len(read) > limits.text:
        found.append(checks.too_long(read, "/text", limits, "text"))
    return read if read and not read.isspace() else None


def _key(name: str, value: object, found: Found, limits: Limits) -> str:
    checks.text(name, pointer(name), found, "the key")
    if name in KEYS:
        KEYS[name].read(value, f"/{name}", found, limits)
    return json_text(value, pointer(name), [], name, limits.depth)


def _slides(slides: object, found: Found, limits: Limits) -> list[tuple[Any, Any]]:
    taken: list[tuple[Any, Any]] = []
    for at, slide in enumerate(wire.an_array(slides, "", found, "the list of slides")):
        wrong: Found = []
        taken.append(parse_slide(slide, wrong, limits))
        found += [issue.under(f"/{at}") for issue in wrong]
    return taken


def parse_slide(slide: object, found: Found, limits: Limits) -> tuple[Any, Any]:
    """The kind and the fields of a slide of a body; the paths are relative to it."""
    if not isinstance(slide, Mapping):
        found.append(checks.wrong_type(slide, "", "the slide", "an object"))
        return Unread, None
    type = slide.get("type")
    kind = KINDS.get(type) if isinstance(type, str) else None
    if kind is None:
        return _other_slide(slide, type, found)
    wrong: Found = []
    wire.an_object(slide, "", wrong, f"a slide of the type {type!r}", kind.keys)
    fields = kind.parse(slide, wrong, limits)
    found += wrong
    unread = [issue for issue in wrong if issue.severity == "error" and _of_content(issue.path)]
    return (Unread if unread else kind), fields


def _of_content(path: str) -> bool:
    """Whether a path leads to what is in a slide, and not to how it looks."""
    return not path or (path.startswith("/data") and not path.startswith("/data/styles"))


def _other_slide(slide: Mapping[str, Any], type: object, found: Found) -> tuple[Any, Any]:
    if isinstance(type, str) and type in STRANGERS:
        try:
            read = STRANGERS[type].from_dict(json.loads(json.dumps(slide)))
            if not isinstance(read, Slide):
                raise TypeError(f"from_dict gave {shown(read)}, which is no slide")
            faults(read, CLIQ)
            written(read, None)
            return WholeSlide, read
        except Exception as error:
            message = f"the class that is registered for {type!r} cannot read the slide: {error!r}"
            found.append(Issue("", "unreadable", message, "what its from_dict reads", shown(slide), CARDKIT))
    elif isinstance(type, str):
        message, hint = f"{type!r} is no kind of slide that the sources name", checks.suggestion(type, KINDS)
        allowed = checks.choices(KINDS)
        found.append(Issue("/type", "unknown-slide", message, allowed, shown(type), REFERENCE, "warning", hint=hint))
    else:
        message, hint = "the slide does not say its type", "'table'"
        found.append(Issue("", "no-type", message, checks.choices(KINDS), shown(type), CARDS, hint=hint))
    return Unread, None


def log(body: dict[str, Any], limits: Limits) -> Node:
    """The log of the steps that would have written `body`, and of what no step writes."""
    found: Found = []
    read = parts(body, found, limits)
    spoilt = {issue.path.split("/")[2] for issue in found if issue.path.startswith("/slides/") and _lossy(issue)}
    slides = [(Unread if str(at) in spoilt else kind, fields) for at, (kind, fields) in enumerate(read.slides)]
    read = read._replace(slides=slides)
    wrong = {issue.path.split("/")[1] for issue in found if issue.path and _stops(issue)}
    steps = [
        step
        for name, value in body.items()
        if name not in wrong
        for step in _steps(name, opened(name, value, limits), read, limits)
    ]
    texts = {name: json_text(value, "", [], name, limits.depth) for name, value in body.items()}
    made = written_parts(folded([(None, verb, value) for verb, value in steps]), None)
    kept = {name: text for name, text in texts.items() if made.get(name) != text and _other(made.get(name), body[name])}
    return (linked(steps), "read", Read(tuple(body), kept))


def _lossy(issue: Issue) -> bool:
    """Whether a step would refuse this, or lose it."""
    return issue.severity == "error" or issue.code == "unknown-key"


def _stops(issue: Issue) -> bool:
    """Whether it keeps a whole part from becoming steps."""
    _, name, *within = issue.path.split("/")
    if name == "slides" and within:
        return False  # each slide is kept on its own
    if name not in PARTS:
        return issue.severity == "error"
    return _lossy(issue) or issue.code == "bad-url"


def _other(text: str | None, value: object) -> bool:
    return text is None or json.loads(text) != value


def _steps(name: str, value: Any, read: Draft, limits: Limits) -> list[tuple[str, Any]]:
    """The steps that write one key of a body whose content is right."""
    if name in {"text", "bot"}:
        part = getattr(read, name)
        return [] if part is None else [(name, part)]
    if name in _MAKERS:
        return _MAKERS[name](value, read, limits)
    return [("keys", ((name, read.extra[name]),))] if name and name not in ELSEWHERE else []


def _slide_steps(slides: Any, read: Draft, limits: Limits) -> list[tuple[str, Any]]:
    if not all(isinstance(slide, Mapping) for slide in slides):
        return []
    return [("slide", _slide_step(slide, *parsed, limits)) for slide, parsed in zip(slides, read.slides, strict=True)]


def _button_steps(buttons: Any, read: Draft, limits: Limits) -> list[tuple[str, Any]]:
    """The buttons below the card; a step would put those of a prompt into it."""
    if read.card and read.card[1] == PROMPT:
        return []
    return [("button", (fields, False)) for fields in read.buttons]


def _card_steps(card: Any, read: Draft, limits: Limits) -> list[tuple[str, Any]]:
    title, theme, thumbnail, options, sections, buttons = read.card or _NOTHING
    if theme is None or (options and (theme != POLL or title is None or too_few_options(options, limits))):
        return []
    if thumbnail is not None and not thumbnail.lower().startswith("https:"):
        return []
    steps: list[tuple[str, Any]] = [("card", (title, theme, thumbnail, options, (), ()))]
    steps += [("section", (Section, section)) for section in sections]
    return steps + [("button", (button, True)) for button in buttons]


def _reference_steps(references: Any, read: Draft, limits: Limits) -> list[tuple[str, Any]]:
    """Instant buttons, where all stand in the text and have nothing but what the step gives them."""
    used = uses(read.text)
    for key, fields in read.references.items():
        errors = [issue for issue in button_gaps(fields, INSTANT, limits) if issue.severity == "error"]
        if errors or key not in used or fields[3] is not None or fields[4] is not None:
            return []
    return [("instant", (key, fields)) for key, fields in read.references.items()]


def _raw(slide: Any, limits: Limits) -> RawSlide:
    return made(RawSlide, json_text(slide, "", [], "", limits.depth))


def _slide_step(slide: Any, kind: Any, fields: Any, limits: Limits) -> tuple[Any, Any]:
    """A slide as the step that writes it, in the form that came, or raw where no step would."""
    if kind is Unread:
        return WholeSlide, _raw(slide, limits)
    if json.loads(kind.write(fields, None)) == slide:
        return kind, fields
    if kind is WholeSlide:
        return WholeSlide, _raw(slide, limits)
    return AsRead, (kind, fields, json_text(slide, "", [], "", limits.depth))


_NOTHING = (None, None, None, (), (), ())
_MAKERS: Mapping[str, Callable[[Any, Draft, Limits], list[tuple[str, Any]]]] = {
    "card": _card_steps,
    "slides": _slide_steps,
    "buttons": _button_steps,
    "references": _reference_steps,
}
