"""From a source to a view: the only file of the previews that knows how a message is read, judged and taken apart.

All views begin with `reading`, so that they show the same, whether the message was written, read, or is only half of
one. It never judges by raising: what is wrong comes back as `MessageView.issues`, what cannot be read as what there is.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from ..actions import Action
from ..checks import shown
from ..draft import written_parts
from ..errors import ConfigurationError, ConstraintError, Issue
from ..findings import findings
from ..limits import CARDKIT, CLIQ
from ..parse import as_body, opened, parts, read_json
from ..payload import Payload
from ..registry import KINDS
from ..slides.base import Fields
from .views import (
    ActionView,
    BotView,
    ButtonView,
    CardView,
    ConfirmationView,
    MessageView,
    SectionView,
    SlideView,
    type_and_title,
)

if TYPE_CHECKING:
    from ..message import Message

    Viewed: TypeAlias = Message | Payload | Mapping[str, Any] | str | bytes


def reading(source: Viewed) -> MessageView:
    """Read a message, a payload, a mapping or JSON text, however wrong it is.

    Raises:
        ConfigurationError: `source` is none of these.
    """
    body, issues = _judged(source)
    draft = parts(body, [], CLIQ)
    styles = body.get("styles")
    look: Mapping[str, Any] = styles if isinstance(styles, Mapping) else {}
    background = look.get("background")
    return MessageView(
        text=draft.text,
        markup=look.get("markdown") is not False,
        background=background if background in CLIQ.backgrounds else None,
        bot=BotView(draft.bot[0], draft.bot[1]) if draft.bot else None,
        card=_card(draft.card, opened("card", body.get("card"), CLIQ)) if draft.card else None,
        slides=_slides(draft.slides, opened("slides", body.get("slides"), CLIQ)),
        buttons=_buttons(draft.buttons, opened("buttons", body.get("buttons"), CLIQ)),
        references={key: _button(fields, _inner(body, key)) for key, fields in draft.references.items()},
        extra={name: text for name, text in draft.extra.items() if name != "styles"},
        issues=issues,
    )


def _judged(source: Any) -> tuple[dict[str, Any], Sequence[Issue]]:
    """The body of what is viewed, and all that is wrong with it."""
    try:
        if isinstance(source, (str, bytes, bytearray)):
            body = read_json(source, CLIQ.depth)
        elif isinstance(source, Mapping):
            body = as_body(source, CLIQ.depth)
        elif isinstance(source, Payload):
            body = source.to_dict()
        elif callable(getattr(source, "to_code", None)) and not isinstance(source, type):
            return _written(source)
        else:
            raise ConfigurationError(
                f"a preview shows a message, a payload, a mapping or JSON text, not {shown(source)}"
            )
        return body, findings(body, CLIQ)
    except ConstraintError as error:
        return {}, error.issues
    except ConfigurationError:
        raise
    except Exception as error:  # a class of somebody else's: its slide, or its mapping
        return {}, (_unreadable(error),)


def _written(message: Any) -> tuple[dict[str, Any], Sequence[Issue]]:
    """The body of a message, and all that is wrong with it, also where a class of somebody else's slide fails."""
    try:
        return message.to_dict(check=False), message.issues()
    except Exception:
        draft = message._draft()
    texts = written_parts(draft._replace(slides=()), None)
    body = {name: json.loads(text) for name, text in texts.items()}
    found: list[Issue] = []
    body["slides"] = [_slide(at, kind, fields, found) for at, (kind, fields) in enumerate(draft.slides)]
    failed = {issue.path for issue in found}
    others = [issue for issue in findings(body, CLIQ) if "/".join(issue.path.split("/")[:3]) not in failed]
    return body, (*others, *found)


def _slide(at: int, kind: Any, fields: Any, found: list[Issue]) -> object:
    """A slide as JSON has it; of one that fails, nothing but that it does."""
    try:
        slide: object = json.loads(kind.write(fields, None))
        kind.gaps(fields, CLIQ)
        return slide
    except Exception as error:
        found.append(_unreadable(error, f"/slides/{at}"))
        return {"type": type(fields).__name__}


def _unreadable(error: Exception, path: str = "") -> Issue:
    message, expected = f"it cannot be read: {shown(error)}", "slides and mappings that can be read"
    return Issue(path, "unreadable", message, expected, source=CARDKIT)


def _card(fields: Fields, raw: object) -> CardView:
    title, theme, thumbnail, options, sections, buttons = fields
    given: Mapping[str, Any] = raw if isinstance(raw, Mapping) else {}
    icon = given.get("icon")
    return CardView(
        title=title,
        theme=theme,
        thumbnail=thumbnail,
        icon=icon if isinstance(icon, str) and icon else None,
        options=options,
        sections=[SectionView(name, pairs or ()) for name, pairs in sections],
        buttons=_buttons(buttons, given.get("buttons")),
    )


def _slides(slides: Sequence[tuple[Any, Any]], raw: object) -> Sequence[SlideView]:
    given = raw if isinstance(raw, list) else [None] * len(slides)
    return [_view(at, fields, whole) for at, ((_, fields), whole) in enumerate(zip(slides, given, strict=True))]


def _view(at: int, fields: Any, raw: object) -> SlideView:
    name, _ = type_and_title(raw)
    kind = KINDS.get(name) if name and isinstance(fields, tuple) else None
    slide: Any = kind.object(fields) if kind and fields else None
    return SlideView(f"/slides/{at}", slide, raw)


def _buttons(buttons: Sequence[Fields | None], raw: object) -> Sequence[ButtonView]:
    given = raw if isinstance(raw, list) else []
    return [_button(fields, given[at] if at < len(given) else None) for at, fields in enumerate(buttons)]


def _button(fields: Fields | None, raw: object) -> ButtonView:
    """The button as it was read, or else with the label that it seems to have."""
    if fields is not None:
        label, action, style, hint, key = fields
        known = style if style in CLIQ.button_styles else None
        return ButtonView(label, known, hint, key, _action(action) if isinstance(action, Action) else None)
    label = raw.get("label") if isinstance(raw, Mapping) else None
    return ButtonView(label if isinstance(label, str) else "")


def _action(action: Action) -> ActionView:
    asked = action.confirmation
    popup = asked and ConfirmationView(
        asked.title,
        asked.description,
        asked.input,
        asked.button_label,
        asked.cancel_button_label,
        asked.emotion,
        bool(asked.mandatory),
    )
    return ActionView(action.type, dict(action.data), action.arguments, popup or None)


def _inner(body: Mapping[str, Any], key: str) -> object:
    reference = body["references"][key]
    return reference.get("object") if isinstance(reference, Mapping) else None
