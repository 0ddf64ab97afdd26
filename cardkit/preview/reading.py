"""From a source to a view: the only file of the previews that knows how a message is read, judged and taken apart.

All views begin with `view_of`, so that they show the same, whether the message was written, read, or is only half of
one. It never judges by raising: what is wrong comes back as `MessageView.issues`, what cannot be read as what there is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from ..buttons import AnyButton, Button
from ..card import AnySection, Card, Section
from ..errors import ConfigurationError, ConstraintError, Issue, Issues
from ..errors.issue import pointer
from ..errors.wording import shown
from ..limits import CARDKIT, CLIQ
from ..payload import Payload
from ..payload.parse import parse_body
from ..payload.payload import unread_references
from ..reading.guards import is_mapping
from ..reading.json import json_object, read_json
from ..reading.part import Raw
from ..reading.place import relocated
from ..slides import RawSlide, Slide
from ..slides.base import BuiltinSlide
from ..slides.custom import slide_dict, slide_issues
from ..slides.raw import parse_slide
from .views import BotView, ButtonView, CardView, MessageView, SectionView, SlideView, call_of

if TYPE_CHECKING:
    from ..chain.message import Message

    Viewed: TypeAlias = Message | Payload | BuiltinSlide | RawSlide | Issues | Mapping[str, Any] | str | bytes


def view_of(source: Viewed) -> MessageView:
    """Read a message, a payload, a slide, what `issues` returned, a mapping or JSON text, however wrong it is.

    Raises:
        ConfigurationError: `source` is none of these.
    """
    if isinstance(source, Issues):
        return MessageView(None if source else "No issues.", markup=False, issues=source)
    payload, issues = _payload_and_issues(source)
    styles = payload.extra.get("styles")
    look: Mapping[str, Any] = styles if isinstance(styles, Mapping) else {}
    background = look.get("background")
    unread = {raw.path: raw for raw in payload.unknown}
    references = {reference.key: _button(reference.button) for reference in payload.references}
    for key in unread_references(payload):
        references[key] = _button(unread[pointer("references", key)])
    return MessageView(
        text=payload.text if payload.text and not payload.text.isspace() else None,
        markup=look.get("markdown") is not False,
        background=background if background in CLIQ.backgrounds else None,
        bot=BotView(payload.bot.name or "", payload.bot.image) if payload.bot else None,
        card=_card(payload.card) if payload.card else None,
        slides=[_slide(index, slide) for index, slide in enumerate(payload.slides)],
        buttons=[_button(button) for button in payload.buttons],
        references=references,
        extra={name: value for name, value in payload.extra.items() if name != "styles"},
        issues=issues,
    )


def _payload_and_issues(source: Any) -> tuple[Payload, Sequence[Issue]]:
    """The payload of what is viewed, and all that is wrong with it."""
    try:
        if isinstance(source, (str, bytes, bytearray)):
            payload = parse_body(read_json(source, CLIQ.depth), CLIQ)
        elif isinstance(source, Payload):
            payload = source
        elif callable(getattr(source, "to_code", None)) and not isinstance(source, type):
            return _judged(source.payload, source.issues)
        elif isinstance(source, Slide) and not isinstance(source, type):
            return _of_slide(source)
        elif is_mapping(source):
            payload = parse_body(json_object(source, CLIQ.depth), CLIQ)
        else:
            raise ConfigurationError(
                f"a preview shows a message, a payload, a slide, a mapping or JSON text, not {shown(source)}"
            )
        return _judged(payload, payload.issues)
    except ConfigurationError:
        raise
    except Exception as error:  # of us, or of a class of somebody else's: its slide, or its mapping
        return Payload(), _issues_of_failure(error)


def _judged(payload: Payload, judge: Callable[[], Sequence[Issue]]) -> tuple[Payload, Sequence[Issue]]:
    """A payload and all that is wrong with it, also where a class of somebody else's slide fails."""
    try:
        return payload, judge()
    except Exception:  # of somebody else's class: the others are shown all the same
        slides = {f"/slides/{index}": slide for index, slide in enumerate(payload.slides)}
        failures = {path: error for path, slide in slides.items() if (error := _failure(slide))}
    readable = [_stand_in(slide) if path in failures else slide for path, slide in slides.items()]
    payload = payload.changed(slides=tuple(readable))
    others = [issue for issue in payload.issues() if "/".join(issue.path.split("/")[:3]) not in failures]
    return payload, [*others, *[issue for path, error in failures.items() for issue in _issues_of_failure(error, path)]]


def _of_slide(slide: Slide) -> tuple[Payload, Sequence[Issue]]:
    """A slide alone, and all that is wrong with it."""
    error = _failure(slide)
    if error is not None:
        return Payload(slides=(_stand_in(slide),)), _issues_of_failure(error, "/slides/0")
    return Payload(slides=(slide,)), relocated(slide_issues(slide, CLIQ), "/slides/0")


def _stand_in(slide: Slide) -> RawSlide:
    """What stands for a slide that cannot be written."""
    return RawSlide({"type": type(slide).__name__})


def _failure(slide: Slide) -> Exception | None:
    """What a slide of somebody else's class raises where it is written and judged."""
    try:
        slide_dict(slide)
        slide_issues(slide, CLIQ)
    except Exception as error:
        return error
    return None


def _issues_of_failure(error: Exception, path: str = "") -> Sequence[Issue]:
    """What is wrong with what cannot be read, written or judged."""
    if isinstance(error, ConstraintError):
        return relocated(error.issues, path)
    message, expected = f"it cannot be read: {shown(error)}", "slides and mappings that can be read"
    return [Issue(path, "unreadable", message, expected, source=CARDKIT)]


def _card(card: Card) -> CardView:
    return CardView(
        title=card.title,
        theme=card.theme,
        thumbnail=card.thumbnail,
        icon=card.icon,
        options=card.options,
        sections=[_section(section) for section in card.sections],
        buttons=[_button(button) for button in card.buttons],
    )


def _section(section: AnySection) -> SectionView:
    """The section, or what can be read of it."""
    drawn = section.partial if isinstance(section, Raw) else section
    return SectionView(drawn.title, drawn.fields) if isinstance(drawn, Section) else SectionView()


def _slide(index: int, slide: Slide) -> SlideView:
    """A slide to be drawn: itself, or what can be read of it; else what stands in the body."""
    path, drawn = f"/slides/{index}", slide
    if isinstance(slide, RawSlide) and slide.findings is None:
        drawn = slide = parse_slide(slide.json)
    if isinstance(slide, RawSlide) and slide.partial is not None:
        drawn = slide.partial
    if isinstance(drawn, BuiltinSlide):
        return SlideView(path, drawn, buttons=[_button(button) for button in drawn.buttons])
    return SlideView(path, None, slide.json if isinstance(slide, RawSlide) else slide_dict(slide))


def _button(button: AnyButton | Raw) -> ButtonView:
    """The button as it was read, or else with the label that it seems to have."""
    if isinstance(button, Button):
        style = button.style if button.style in CLIQ.button_styles else None
        action = button.action
        return ButtonView(button.label, style, button.hint, button.key, call_of(action), action.confirmation)
    body = button.json.get("object", button.json) if isinstance(button.json, dict) else None
    label = body.get("label") if isinstance(body, dict) else None
    return ButtonView(label if isinstance(label, str) else "")
