"""What stands on buttons and what they do: arguments of the steps that add them, and the buttons of slides."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, TypeAlias

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from .. import actions
from ..actions import Action
from ..actions.confirmation import CONFIRM_TEXTS
from ..actions.kinds import KINDS, Kind
from ..buttons import Button
from ..buttons.spots import BELOW, INSTANT, WITHIN
from ..limits import Limits
from ..reading.schemas import texts
from .schemas import described
from .values import APPS, EMAILS, FREE, JSON, WEB, WORDS, maybe, text, urls

Body: TypeAlias = dict[str, Any]
_SPOTS = {"below": BELOW, "within": WITHIN, "instant": INSTANT}


@cache
def confirmations(limits: Limits) -> SearchStrategy[Body]:
    """The arguments of `Action.confirm`, which are also its keys on the wire."""
    texts = {name: text(getattr(limits, limit)) for name, limit in CONFIRM_TEXTS.items() if limit}
    needed, others = {"title": texts.pop("title")}, {"emotion": st.sampled_from(limits.confirm_emotions)}
    return st.fixed_dictionaries(needed, optional={**texts, **others, "mandatory": st.booleans()})


def _actions(limits: Limits, allowed: Sequence[str], within: bool) -> SearchStrategy[Action]:
    """Actions of the types that are `allowed`; `within` the card each address has one for the browser."""
    app = maybe(urls(limits.url, APPS))
    web = {"windows": app, "ios": app, "android": app}
    system = st.sampled_from([api for api in limits.system_apis if api != "locationpermission"])
    opening = st.builds(actions.open_url, urls(limits.url, WEB), **web)
    in_apps = st.builds(actions.open_url, ios=urls(limits.url, APPS), android=app)
    arguments = maybe(st.dictionaries(FREE, JSON, max_size=2))
    by_hand: dict[str, SearchStrategy[Action]] = {
        "invoke.function": st.builds(actions.invoke_function, text(), owner=maybe(EMAILS), arguments=arguments),
        "open.url": opening if within else opening | in_apps,
        "preview.url": st.builds(actions.preview_url, urls(limits.preview_url, WEB[:2])),
        "system.api": st.builds(actions.system_api, system, WORDS) | st.just(actions.system_api("locationpermission")),
    }
    chosen = st.one_of([by_hand[name] if name in by_hand else _described(KINDS[name], limits) for name in allowed])
    return chosen | st.builds(_confirmed, chosen, confirmations(limits))


def _confirmed(action: Action, asked: Body) -> Action:
    return action.confirm(**asked)


def _described(kind: Kind, limits: Limits) -> SearchStrategy[Action]:
    """Actions of a kind, each value as its schema says."""
    given: dict[str, SearchStrategy[Any]] = {}
    for argument in kind.arguments:
        values = described(argument.schema(limits), texts())
        given[argument.name] = maybe(values) if argument.optional else values
    return st.builds(getattr(actions, kind.constructor), **given)


@cache
def buttons(limits: Limits, place: str, action: str = "") -> SearchStrategy[Body]:
    """The arguments of `Message.button` for a button within the card, ``below`` it, or ``instant``."""
    spot = _SPOTS[place]
    allowed = (*getattr(limits, spot.actions), *(["invoke.bot"] if place == "below" else []))
    given: Body = {
        "label": text(getattr(limits, spot.label)),
        "action": _actions(limits, [action] if action else allowed, place == "within"),
        "style": maybe(st.sampled_from(limits.button_styles)),
    }
    if place != "instant":
        given["hint"] = maybe(text(limits.button_hint))
    return st.fixed_dictionaries(given)


@cache
def keyed(limits: Limits, place: str, most: int) -> SearchStrategy[Sequence[Body]]:
    """The arguments of buttons of one place, each key once."""
    keys = WORDS if place == "instant" else text(limits.button_key)
    keyed = st.tuples(buttons(limits, place), maybe(keys)).map(lambda parts: {**parts[0], "key": parts[1]})
    return st.lists(keyed, max_size=most, unique_by=lambda button: button["key"] or object())


def of_slides(limits: Limits) -> SearchStrategy[Sequence[Button]]:
    """The buttons of a slide: most have none."""
    made = keyed(limits, "below", min(limits.buttons, 2)).map(lambda given: [Button(**one) for one in given])
    return st.just([]) | made
