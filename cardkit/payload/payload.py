"""`Payload`: a message as one frozen object, how it is written as JSON, and the rules that involve several parts."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from operator import is_
from typing import TYPE_CHECKING, Any, final

from attrs import NOTHING

from ..card import PROMPT, Card
from ..card.card import check_prompt
from ..errors import Issue, Issues
from ..errors.issue import Displayed, keys_of, pointer
from ..limits import BOTS, Api, Limits, read_api, read_limits
from ..reading.frozen import NO_KEYS, creator, frozen, hashable
from ..reading.guards import is_array
from ..reading.json import compact, encode, fresh
from ..reading.lazy import import_lazily
from ..reading.part import Part, checked, with_source, with_unknown
from ..reading.place import Json, Place, relocated
from ..slides.base import BuiltinSlide, Slide
from .bot import Bot
from .given import READERS
from .order import JSON_TEXT_KEYS, KEY_ORDER, in_key_order, in_order

if TYPE_CHECKING:
    from ..buttons import AnyButton, Reference, instant, spots
    from ..slides import custom
    from . import keys as plain_keys
else:
    import_lazily(
        globals(),
        custom="cardkit.slides.custom",
        instant="cardkit.buttons.instant",
        plain_keys="cardkit.payload.keys",
        spots="cardkit.buttons.spots",
    )


@final
@frozen(eq=False, repr=False)
class Payload(Displayed, Part):
    """A message as one frozen object. `Message.build` returns it checked, `Message.payload` as it is.

    Two payloads are equal if they write the same body.

    Attributes:
        text: the text above the card.
        bot: the bot it is shown under.
        card: the frame around the slides.
        slides: the slides, built-in, raw or custom.
        buttons: the buttons below the card.
        references: the instant buttons of the text with their keys.
        extra: all other keys of the envelope with their values.
        api: the form it is written in: ``"v2"``, ``"v3"``, or None for the form of the published examples or, for a
            message that was read, its own.

    Raises:
        ConstraintError: something is of the wrong kind. `issues` lists what is over a limit.

    >>> from cardkit import Message
    >>> payload = Message("Done").card("Deploys").build()
    >>> payload.card.title
    'Deploys'
    >>> payload.to_json()
    '{"text":"Done","card":{"title":"Deploys","theme":"modern-inline"}}'
    """

    text: str | None = None
    bot: Bot | None = None
    card: Card | None = None
    slides: tuple[Slide, ...] = ()
    buttons: tuple[AnyButton, ...] = ()
    references: tuple[Reference, ...] = ()
    extra: Mapping[str, Json] = NO_KEYS
    api: Api | None = None

    def to_dict(self, api: Api | None = None) -> dict[str, Any]:
        """The message as new dicts and lists, with the keys in the order of the published examples.

        Args:
            api: a form other than the payload's own; see the class. One that there is not is a `ConfigurationError`.

        >>> Payload("Done").to_dict()
        {'text': 'Done'}
        """
        if api is not None:
            read_api(api)
        form = api or self.api
        if self.source is not None and form is None:
            return self._merged_with_source(self.source.json)
        body = self._written(form)
        return with_unknown(body, self.unknown) if self.unknown else body

    def to_json(self, indent: int | str | None = None, api: Api | None = None) -> str:
        """The message as JSON text: compact, or indented as `json.dumps` does it; non-ASCII text stays as it is."""
        body = self.to_dict(api)
        return encode(body) if indent is None else json.dumps(body, indent=indent, ensure_ascii=False)

    def _written(self, api: Api | None) -> dict[str, Any]:
        body: dict[str, Any] = {}
        if self.text is not None:
            body["text"] = self.text
        if self.bot is not None:
            body["bot"] = self.bot.to_dict(api)
        if self.card is not None:
            body["card"] = self.card.to_dict(api)
        if self.slides:
            body["slides"] = [
                slide.to_dict(api) if isinstance(slide, BuiltinSlide) else custom.slide_dict(slide, api)
                for slide in self.slides
            ]
        if self.buttons:
            body["buttons"] = [button.to_dict(api) for button in self.buttons]
        if self.references:
            body["references"] = {reference.key: reference.to_dict(api) for reference in self.references}
        if self.extra:
            extra = self.extra if api is None else plain_keys.shown_keys(self.extra)
            body.update({name: fresh(value) for name, value in extra.items()})
        return body

    def changed(self, *also: str, **values: Any) -> Payload:
        """This payload with other parts. A part that is the same object as before is written as it was read.

        `values` are the new parts, `also` the keys that steps have set although their parts are the same.
        """
        names = {*also, *self._differing(values)}
        unknown = tuple([raw for raw in self.unknown if raw.path.removeprefix("/") not in names])
        new = super().changed(**{"unknown": unknown, **values})
        if self.source is None:
            return new
        json, renamed, notes = self.source
        kept = {name: value for name, value in json.items() if name not in names}
        return with_source(new, kept, renamed, [note for note in notes if keys_of(note.path)[0] not in names])

    def _differing(self, values: Mapping[str, Any]) -> Iterator[str]:
        """The keys of the body for which `values` has other parts than this payload."""
        for name, value in values.items():
            if name == "extra":
                before = self.extra
                yield from [key for key in {*before, *value} if before.get(key, NOTHING) is not value.get(key, NOTHING)]
            elif name != "api" and not _is_same(value, getattr(self, name)):
                yield name

    def _merged_with_source(self, source: Mapping[str, Json]) -> dict[str, Any]:
        """The source JSON as it was read, merged with the keys that steps have set since."""
        kept: dict[str, Any] = {name: fresh(value) for name, value in source.items()}
        unknown = [raw for raw in self.unknown if keys_of(raw.path)[0] not in source]
        in_source = {name: getattr(EMPTY, name) for name in KEY_ORDER if name in source}
        extra = {name: value for name, value in self.extra.items() if name not in source}
        since = with_unknown(super().changed(**in_source, extra=extra)._written(None), unknown)
        return in_key_order({**kept, **since}) if since else kept

    def issues(self, limits: Limits | None = None) -> Issues:
        """Every error and warning about the message, in the order of the body.

        The paths are JSON Pointers into the body: into what was read, also where another version is built of it, else
        into the result of `to_dict`.

        Raises:
            ConfigurationError: `limits` are not `Limits`.

        >>> from cardkit import Message
        >>> [(issue.code, issue.path) for issue in Message("Hi").list().payload.issues()]
        [('empty-slide', '/slides/0/data')]
        """
        limits = read_limits(limits)
        body = self.to_dict()
        encoded = compact(body)
        issues = [*self._issues(limits), *self._owner_warning(), *self._sizes(len(encoded), limits)]
        issues += self._habits(body, encoded)
        return Issues(in_order(issues, body))

    def errors(self, limits: Limits | None = None, *, within_limits: bool = False) -> tuple[Issue, ...]:
        """The errors among the issues. The size of the body is not measured, as it only warns.

        `within_limits` tells that steps have checked each card and slide against these limits already.

        Raises:
            ConfigurationError: `limits` are not `Limits`.
        """
        if type(limits) is not Limits:  # as those of a chain are
            limits = read_limits(limits)
        issues = self._issues(limits, within_limits)
        errors = issues and [issue for issue in issues if issue.severity == "error"]
        return in_order(errors, self.to_dict()) if errors else ()

    def _issues(self, limits: Limits, within_limits: bool = False) -> list[Issue]:
        """The issues of each part and of their combination; see `errors` for the arguments."""
        issues = [issue for raw in self.unknown for issue in raw.findings] if self.unknown else []
        if self.source is not None:
            issues += self.source.notes
        card, text, longest = self.card, self.text, min(limits.text, limits.text_advised)
        if not text or text.isspace() or self.references or "](" in text or len(text) > longest:
            self._check_text(issues, limits)
        bot = self.bot
        if bot is not None and (not within_limits or bot.name is None or bot.source is not None or bot.unknown):
            issues += relocated(bot.issues(limits), "/bot")
        if card is not None:
            own = card.check_complete(limits) if within_limits else card.issues(limits)
            if own or card.theme == PROMPT:
                place = Place("the card", "/card", relocated(own, "/card"))
                unread = [raw for raw in self.unknown if raw.path == "/buttons"]
                check_prompt(card, len(self.buttons) + len(unread), place, limits)
                issues += place.issues
        for index, slide in enumerate(self.slides):
            if within_limits and isinstance(slide, BuiltinSlide) and not slide.buttons:
                own_issues = slide.check_complete(limits)
            else:
                own_issues = custom.slide_issues(slide, limits)
            if own_issues:
                issues += relocated(own_issues, f"/slides/{index}")
        if self.buttons:
            below = spots.check_buttons(self.buttons, spots.BELOW, limits, within_limits=within_limits)
            issues += relocated(below, "/buttons")
        if self.extra:
            present = [name for name in KEY_ORDER if getattr(self, name)]
            issues += plain_keys.check_keys(self.extra, present, limits)
        return issues

    def _check_text(self, issues: list[Issue], limits: Limits) -> None:
        """Check the length of the text, that there is anything to post, and the calls of instant buttons."""
        place = Place("the message", issues=issues)
        at, unread = place.within("/text", "the text"), {raw.path for raw in self.unknown}
        said = self.text if self.text and not self.text.isspace() else None
        if said is not None:
            if len(said) > limits.text:
                at.too_long(said, limits, "text")
            elif len(said) > limits.text_advised:
                at.unadvised(len(said), limits, "text_advised", "long-text")
        elif self.card is not None or self.slides or unread & {"/card", "/slides"}:
            message = "there is no text beside the card and slides, which most pages of the service require"
            place.add("no-text", message, "a text", "none", severity="warning", hint='.text("…")')
        elif "/text" not in unread:
            expected = "a text, a card or a slide"
            place.add("empty-message", "there is nothing to post", expected, source=BOTS, hint='.text("…")')
        if self.references or (said and "](" in said):
            issues += self._check_references(limits)

    def _check_references(self, limits: Limits) -> list[Issue]:
        labels = {reference.key: reference.button.label for reference in self.references}
        labels |= dict.fromkeys(unread_references(self), "…")
        issues: list[Issue] = []
        for reference in self.references:
            issues += relocated(reference.issues(limits), pointer("references", reference.key))
        return issues + instant.check_calls(self.text, labels)

    def _habits(self, body: Mapping[str, Json], encoded: str) -> list[Issue]:
        """The warnings about habits of other services; strings of JSON are looked into as well."""
        from .habits import habits_of

        read = self._written(None) if any(isinstance(body.get(name), str) for name in JSON_TEXT_KEYS) else {}
        return habits_of({**body, **{name: read[name] for name in JSON_TEXT_KEYS if name in read}}, encoded)

    def _owner_warning(self) -> Sequence[Issue]:
        """The warning about functions without an owner; only one per message, since hardly any sender names owners."""
        place = Place("the message")
        for index, slide in enumerate(self.slides):
            if isinstance(slide, BuiltinSlide):
                spots.check_owners(slide.buttons, place.within(f"/slides/{index}/buttons", "the buttons"))
        spots.check_owners(self.buttons, place.within("/buttons", "the buttons"))
        return place.issues[:1]

    def _sizes(self, size: int, limits: Limits) -> list[Issue]:
        """The warnings about many slides and a large body."""
        place = Place("the message")
        if len(self.slides) > limits.slides_advised:
            place.within("/slides", "the slides").unadvised(len(self.slides), limits, "slides_advised", "many-slides")
        if size > limits.body_advised:
            place.unadvised(size, limits, "body_advised", "large-body")
        return place.issues

    def __eq__(self, other: object) -> bool:
        return self.to_dict() == other.to_dict() if isinstance(other, Payload) else NotImplemented

    def __hash__(self) -> int:
        return hash(hashable(self.to_dict()))


def _is_same(value: object, other: object) -> bool:
    """Whether these are one object, or tuples of the same objects."""
    if not is_array(value) or not is_array(other):
        return value is other
    return len(value) == len(other) and all(map(is_, value, other))


def unread_references(payload: Payload) -> Sequence[str]:
    """The keys of the instant buttons of a payload that could not be parsed."""
    return [keys_of(raw.path)[1] for raw in payload.unknown if raw.path.startswith("/references/")]


checked(Payload, "the message", BOTS, READERS)
create_payload = creator(Payload)
EMPTY = Payload()
"""The payload that a chain starts from."""
