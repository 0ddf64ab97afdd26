"""The card of a message: its title, theme and thumbnail, the options of a poll, its sections and its buttons."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Self

from attrs import evolve

from . import checks, values, wire
from .checks import Found
from .errors import Issue
from .later import Later
from .limits import CARDKIT, CARDS, Limits
from .slides.base import Fields, member, quoted
from .steps import Steps

if TYPE_CHECKING:
    from . import buttons as buttons_module
    from .values import Value, ValuePairs


else:
    buttons_module = Later("buttons")

INLINE, POLL, PROMPT = "modern-inline", "poll", "prompt"


class Section:
    """The kind of a section in the log: names and their values within a modern-inline card, under a title or none."""

    place: ClassVar[int] = 1
    """The place of what its steps add among the fields."""

    @staticmethod
    def fold(fields: Fields, settings: Mapping[str, Any], added: Sequence[Any]) -> Fields:
        """The fields with entries added."""
        title, pairs = fields
        return title, (*pairs, *added)


def read_card(title: object, theme: object, thumbnail: object, found: Found, limits: Limits | None = None) -> Fields:
    """The fields of a card; with `limits` the length of the title and the theme are checked too."""
    name = checks.optional_text(title, "/title", found, "the title")
    if limits is not None and name is not None and len(name) > limits.card_title:
        found.append(checks.too_long(name, "/title", limits, "card_title"))
    if limits is None or type(theme) is not str or theme not in limits.card_themes:
        theme = _read_theme(theme, found, limits)
    if thumbnail is not None:
        thumbnail = values.url(thumbnail, "/thumbnail", found, "the thumbnail", CARDS, https=True)
    return name, theme, thumbnail, (), (), ()


def _read_theme(theme: object, found: Found, limits: Limits | None) -> str:
    look = checks.text(theme, "/theme", found, "the theme")
    if limits is not None and look:
        found.append(checks.not_allowed(look, "/theme", limits, "card_themes"))
    return look


def read_titled(title: object, theme: str, thumbnail: object, found: Found, limits: Limits) -> Fields:
    """The fields of a card whose theme requires a title."""
    if title is None:
        found.append(_no_title(theme))
    return read_card(title, theme, thumbnail, found, limits)


def read_options(options: tuple[object, ...], found: Found, limits: Limits) -> tuple[str, ...]:
    """The options of a poll: at most 10 of at most 100 characters. That there are enough is seen in the whole card."""
    if len(options) > limits.poll_options:
        found.append(checks.too_many(len(options), "/options", limits, "poll_options", "leave the rest out"))
    return checks.each(options, "/options", found, lambda option, wrong: _read_option(option, wrong, limits))


def _read_option(option: object, found: Found, limits: Limits) -> str:
    if isinstance(option, (list, tuple)):
        found.append(checks.wrong_type(option, "/text", "an option", "a string", CARDS, hint=".poll(title, *options)"))
        return ""
    text = checks.text(option, "/text", found, "an option")
    if len(text) > limits.poll_option:
        found.append(checks.too_long(text, "/text", limits, "poll_option"))
    return text


def too_few_options(options: Sequence[str], limits: Limits) -> Found:
    """The fault of a poll with fewer options than it needs."""
    if len(options) >= limits.poll_options_least:
        return []
    message = f"the poll has {checks.counted(len(options), 'option')}"
    expected = f"{limits.poll_options_least} to {limits.poll_options} options"
    path, hint = "/options" if options else "", '.poll("Lunch?", "Yes", "No")'
    return [Issue(path, "too-few", message, expected, str(len(options)), CARDS, hint=hint)]


def parse_card(card: object, found: Found, limits: Limits) -> Fields | None:
    """The fields of a body's card; the paths are relative to it. A thumbnail that is no https address only warns."""
    known = ("title", "theme", "thumbnail", "options", "sections", "buttons")
    whole = wire.an_object(card, "", found, "the card", known)
    if not isinstance(card, Mapping):
        return None
    title = wire.optional_text(whole, "title", "", found, "the title")
    if title is not None and len(title) > limits.card_title:
        found.append(checks.too_long(title, "/title", limits, "card_title"))
    theme = whole.get("theme")
    if "theme" in whole and (not isinstance(theme, str) or theme not in limits.card_themes):
        _read_theme(theme, found, limits)
        theme = INLINE  # so that the rest can be judged
    thumbnail = _parse_thumbnail(whole, found)
    options = _parse_options(whole["options"], found, limits) if "options" in whole else ()
    sections = _parse_sections(whole["sections"], found) if "sections" in whole else ()
    buttons = buttons_module.parse_buttons(whole["buttons"], "/buttons", found, limits) if "buttons" in whole else ()
    return title, theme, thumbnail, options, sections, tuple(buttons)


def _parse_thumbnail(card: Mapping[str, Any], found: Found) -> str | None:
    if "thumbnail" not in card:
        return None
    wrong: Found = []
    address = values.url(card["thumbnail"], "/thumbnail", wrong, "the thumbnail", CARDS, https=True)
    found += [evolve(issue, severity="warning") if issue.code == "bad-url" else issue for issue in wrong]
    return address


def _parse_options(options: object, found: Found, limits: Limits) -> tuple[str, ...]:
    taken = [
        _parse_option(option, f"/options/{at}", found, limits)
        for at, option in enumerate(wire.an_array(options, "/options", found, "the options"))
    ]
    if len(taken) > limits.poll_options:
        found.append(checks.too_many(len(taken), "/options", limits, "poll_options", "leave the rest out"))
    return tuple(taken)


def _parse_option(option: object, path: str, found: Found, limits: Limits) -> str:
    whole = wire.an_object(option, path, found, "an option", ("text",))
    if not isinstance(option, Mapping):
        return ""
    text = wire.needed(whole, "text", path, found, "the text of the option")
    wrong: Found = []
    read = "" if text is wire.MISSING else _read_option(text, wrong, limits)
    found += [issue.under(path) for issue in wrong]
    return read


def _parse_sections(sections: object, found: Found) -> tuple[Fields, ...]:
    taken: list[Fields] = []
    for at, section in enumerate(wire.an_array(sections, "/sections", found, "the sections")):
        path = f"/sections/{at}"
        whole = wire.an_object(section, path, found, "a section", ("title", "fields"))
        title = wire.optional_text(whole, "title", path, found, "the title")
        needed = isinstance(section, Mapping)
        fields = wire.needed(whole, "fields", path, found, "the list of fields") if needed else wire.MISSING
        taken.append((title, _parse_fields(fields, f"{path}/fields", found)))
    return tuple(taken)


def _parse_fields(fields: object, path: str, found: Found) -> tuple[tuple[str, str], ...] | None:
    """The fields of a section, or None where there is no list of them."""
    if fields is wire.MISSING:
        return None
    if not isinstance(fields, list):
        wire.an_array(fields, path, found, "the list of fields")
        return None
    return tuple([_parse_field(field, f"{path}/{at}", found) for at, field in enumerate(fields)])


def _parse_field(field: object, path: str, found: Found) -> tuple[str, str]:
    whole = wire.an_object(field, path, found, "a field", ("title", "value"))
    if not isinstance(field, Mapping):
        return "", ""
    name = wire.text(whole, "title", path, found, "the name")
    return name, wire.text(whole, "value", path, found, "the value", empty=True)


def card_gaps(fields: Fields, limits: Limits, *, below: int = 0) -> Sequence[Issue]:
    """The faults and warnings that show only once the card is finished, with as many buttons `below` it.

    Some bodies have the buttons of a prompt there, though no step puts them there.
    """
    title, theme, _, options, sections, buttons = fields
    if title is not None and theme == INLINE and not (options or sections or buttons):
        return ()
    found: Found = []
    if theme is None and (sections or buttons):
        message, hint = "the sections and buttons of a card need a card with a theme", '.card(title="…")'
        found.append(Issue("", "no-card", message, "a card with a theme", "none", CARDS, hint=hint))
    elif title is None:
        found.append(_no_title(theme))
    if theme == POLL:
        found += too_few_options(options, limits)
    if theme == PROMPT and len(buttons) + below < limits.prompt_buttons_least:
        expected, hint = f"{limits.prompt_buttons_least} to {limits.buttons} buttons", '.button("Approve", actions.…)'
        message = f"the prompt has {checks.counted(len(buttons), 'buttons')}"
        found.append(Issue("", "no-buttons", message, expected, str(len(buttons)), CARDS, hint=hint))
    found += _on_wrong_theme(theme, {"options": options, "sections": sections, "buttons": buttons})
    for place, (_, pairs) in enumerate(sections):
        if pairs == ():
            path, hint = f"/sections/{place}", '.field("Owner", "Ana")'
            found.append(
                Issue(path, "empty-section", "the section has no fields", "at least one", "", CARDKIT, hint=hint)
            )
    if buttons:
        found += [
            issue.under("/buttons") for issue in buttons_module.buttons_gaps(buttons, buttons_module.WITHIN, limits)
        ]
    return found


_BELONGS = {"options": (POLL,), "sections": (INLINE,), "buttons": (INLINE, PROMPT)}


def _on_wrong_theme(theme: str | None, given: Mapping[str, Sequence[object]]) -> Found:
    return [
        wrong_theme(f"/{name}", name, theme)
        for name, entries in given.items()
        if entries and theme in {INLINE, POLL, PROMPT} and theme not in _BELONGS[name]
    ]


def wrong_theme(path: str, name: str, theme: str | None, source: str = CARDS) -> Issue:
    """The fault of a part of a card that its theme does not have."""
    message, expected = f"a card of the theme {theme!r} takes no {name}", checks.choices(_BELONGS[name])
    hint = ".poll" if name == "options" else ".card" if name == "sections" else ".card or .prompt"
    return Issue(path, "wrong-theme", message, f"the theme {expected}", repr(theme), source, hint=hint)


def _no_title(theme: str | None) -> Issue:
    needed = theme in {POLL, PROMPT}
    message = f"a {theme} needs a title" if needed else "the card has no title"
    hint = f'.{theme}("…")' if needed else '.card(title="…")'
    return Issue("", "no-card-title", message, "a title", "none", CARDS, "error" if needed else "warning", hint=hint)


def write_card(fields: Fields) -> str:
    """The fields of a card as JSON text."""
    title, theme, thumbnail, options, sections, buttons = fields
    if title is not None and theme is not None:
        members = f',"title":{quoted(title)},"theme":{quoted(theme)}'
    else:
        members = member("title", title) + member("theme", theme)
    if thumbnail is not None:
        members += f',"thumbnail":{quoted(thumbnail)}'
    if options or sections or buttons:
        members += _write_content(options, sections, buttons)
    return f"{{{members[1:]}}}"


def _write_content(options: Sequence[str], sections: Sequence[Fields], buttons: Sequence[Fields]) -> str:
    members = ""
    if options:
        written = ",".join([f'{{"text":{quoted(option)}}}' for option in options])
        members += f',"options":[{written}]'
    if sections:
        members += f',"sections":[{",".join([_write_section(*section) for section in sections])}]'
    if buttons:
        members += f',"buttons":{buttons_module.write_buttons(buttons, in_card=True)}'
    return members


def _write_section(title: str | None, pairs: Sequence[tuple[str, str]]) -> str:
    first = "" if title is None else f'"title":{quoted(title)},'
    fields = ",".join([f'{{"title":{quoted(name)},"value":{quoted(value)}}}' for name, value in pairs])
    return f'{{{first}"fields":[{fields}]}}'


class SectionSteps(Steps[None]):
    """The steps of an open section."""

    __slots__ = ()

    def field(self, name: str, value: Value) -> Self:
        """Add a name and its value.

        >>> from cardkit import Message
        >>> Message("Hi").card("Account").section("Summary").field("Owner", "Zylker").build().card.sections
        (Section(title='Summary', fields=(('Owner', 'Zylker'),)),)
        """
        return self.fields(((name, value),))

    def fields(self, fields: ValuePairs) -> Self:
        """Add many: a mapping, or pairs. Where one is wrong, none is added."""
        return self._extend(read_section_fields, fields)

    def _within(self) -> str:
        return f"/card/sections/{self._begun('section') - 1}"


def read_section_fields(fields: object, found: Found, before: Callable[[], int] = int) -> tuple[tuple[str, str], ...]:
    """Names and values as strings, behind as many as `before` tells."""
    taken = checks.pairs(fields, "/fields", found, "the fields", '{"Owner": "Zylker"}', before)
    return checks.each(taken, "/fields", found, _read_field, before)


def _read_field(pair: tuple[object, object], found: Found) -> tuple[str, str]:
    name = checks.text(pair[0], "/title", found, "the name")
    return name, values.value(pair[1], "/value", found, "the value")
