"""What the probes of `cardkit verify` decide: each question, the settings that may answer it, and the conclusion."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from attrs import frozen

from ...limits import APIS, CLIQ, Api
from .plan import Plan, Route
from .probes import CHART_FORMS, Result


@frozen
class Option:
    """One answer: what it means, how to set it (nothing for a default), and the probes that must all work for it."""

    found: str
    setting: str
    probes: Sequence[str]


@frozen
class Question:
    """One question, with its options in the order of preference, and what follows if none of them works."""

    asks: str
    options: Sequence[Option]
    otherwise: str
    setting: str


@frozen
class Conclusion:
    """The answer to a question in words, and how to set it: no setting where the default fits, or nothing is known."""

    question: str
    found: str
    setting: str = ""
    known: bool = True


def conclusions(plan: Plan, results: Sequence[Result]) -> Sequence[Conclusion]:
    """What the results say to each question."""
    named = {result.probe.name: result for result in results}
    return [_conclusion(question, named) for question in _questions(plan)]


def _conclusion(question: Question, results: Mapping[str, Result]) -> Conclusion:
    """What the results say to a question."""
    states = [_all_work(option, results) for option in question.options]
    for option, works in zip(question.options, states, strict=True):
        if works:
            return Conclusion(question.asks, option.found, option.setting)
        if works is None:  # what comes later is not to be preferred to what may work
            posted = all(name in results for name in option.probes)
            return Conclusion(question.asks, "taken, but nobody looked" if posted else "not posted", known=False)
    return Conclusion(question.asks, question.otherwise, question.setting)


def _all_work(option: Option, results: Mapping[str, Result]) -> bool | None:
    states = [results[name].works if name in results else None for name in option.probes]
    return False if False in states else None if None in states else True


def _questions(plan: Plan) -> Sequence[Question]:
    """All questions about a destination."""
    routes = [_route(route, plan) for route in plan.routes]
    address = Question("the address", routes, "none was accepted", "check the destination, the region and the token")
    return [*([address] if routes else []), _forms(plan.usual), *_PARTS, *_LIMITS]


def _route(route: Route, plan: Plan) -> Option:
    settings = ", ".join([f"{name}={value!r}" for name, value in route.settings(plan.to, plan.usual).items()])
    setting = settings and f"CliqTransport({settings})"
    return Option(f"{route.shown(plan.to)} takes messages", setting, [route.probe.name])


def _forms(usual: Api) -> Question:
    """The forms of pictures and charts, that of the version in use first."""
    setting = {api: "" if api == usual else f'CliqTransport(wire="{api}")' for api in APIS}
    nested = Option("arrays within arrays, type image", setting["v2"], ["image-nested", "chart"])
    flat = Option("flat arrays, type images", setting["v3"], ["images-flat", "chart-flat"])
    options = [nested, flat] if usual == "v2" else [flat, nested]
    mixed = "no form works for both pictures and charts: see their probes"
    return Question("pictures and charts", options, mixed, 'to_dict(api="v2") or RawSlide({…})')


def _works(asks: str, probe: str, otherwise: str, setting: str) -> Question:
    return Question(asks, [Option("works", "", [probe])], otherwise, setting)


_PARTS = (
    Question(
        "buttons of a prompt",
        [
            Option("below the card", "", ["prompt-below"]),
            Option("within the card", ".button(…, in_card=True)", ["prompt-within"]),
        ],
        "neither place works",
        "post without them",
    ),
    _works("buttons within a card", "card-within", "do not work", ".button(…) without in_card=True"),
    _works("buttons of a slide", "slide-buttons", "do not work", ".button(…) below the card"),
    _works("an empty hint", "empty-hint", "does not work", "leave it out; the chain never writes one"),
    _works("a confirmation without input", "short-confirm", "does not work", ".confirm(…, input=…)"),
    _works("the icon of a card", "card-icon", "does not work", ".card(thumbnail=…)"),
    _works("the theme basic", "theme-basic", "does not work", '.card(theme="modern-inline")'),
    _works("unknown keys", "unknown-key", "are refused", "Sandbox(strict=True) refuses them in tests, too"),
    _works("numbers as cells", "numbers", "do not work", "text, as the chain writes them"),
    _works("buttons within cells", "function-link", "do not work", ".button(…) below the card"),
    _works("two asterisks for bold", "two-asterisks", "are no bold", "markup.bold(…)"),
)  # fmt: skip


def _limit(name: str, probe: str, most: int, *lower: Option, forms: Sequence[str] = ("",)) -> Question:
    """Whether a limit holds: its edge is taken, and one more is not, in one of the forms."""
    edges = [f"{probe}-{most}{form}" for form in forms]
    beyond = [f"{probe}-{most + 1}{form}" for form in forms]
    options = [Option("one more is taken, too", "", pair) for pair in zip(edges, beyond, strict=True)]
    options += [Option("holds", "", [edge]) for edge in edges]
    return Question(f"the limit {name} = {most:,}", [*options, *lower], "is too high", _limits(f"{name}=…"))


def _limits(change: str) -> str:
    return f"Message(limits=attrs.evolve(limits.CLIQ, {change}))"


_LESS = CLIQ.text_advised
_LIMITS = (
    _limit("text", "text", CLIQ.text, Option(f"{_LESS:,} are taken", _limits(f"text={_LESS}"), [f"text-{_LESS}"])),
    _limit("card_title", "title", CLIQ.card_title),
    _limit("button_label", "label", CLIQ.button_label),
    _limit("buttons", "buttons", CLIQ.buttons),
    _limit("chart_segments", "segments", CLIQ.chart_segments, forms=CHART_FORMS),
    _limit("chart_label", "chart-label", CLIQ.chart_label, forms=CHART_FORMS),
)
