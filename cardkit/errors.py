"""Everything that cardkit raises; `Issue`, which describes one error or warning; how values are quoted and shown.

::

    CardkitError
    ├── ConstraintError (ValueError)     the message breaks a rule; nothing was sent
    ├── ConfigurationError (ValueError)  a setting or a destination is wrong
    └── TransportError                   sending failed; see `may_have_arrived`
        ├── BadRequestError              400
        ├── AuthenticationError          401
        ├── ForbiddenError               403
        ├── NotFoundError                404
        ├── RateLimitError               429, throttling, or the budget is used up
        │   └── TokenLimitError          the token address gives no more for now
        ├── ServerError                  5xx
        ├── DeliveryUnknownError         no answer came after the message had left
        └── ConnectionFailedError        no connection: it surely did not arrive
"""

from __future__ import annotations

import re
import reprlib
from collections.abc import Iterable, Sequence
from itertools import count
from operator import attrgetter
from typing import Any, Literal

from attrs import evolve, field, frozen

__all__ = [
    "AuthenticationError",
    "BadRequestError",
    "CardkitError",
    "ConfigurationError",
    "ConnectionFailedError",
    "ConstraintError",
    "DeliveryUnknownError",
    "ForbiddenError",
    "Issue",
    "Issues",
    "NotFoundError",
    "RateLimitError",
    "ServerError",
    "Severity",
    "TransportError",
]


Severity = Literal["error", "warning"]

# Pointer segments that are only the wire's wrapping, and those whose entries are told in the singular.
_WRAPPING = {"data", "styles", "values", "references", "object"}
_NUMBER = "[0-9]{1,9}"
_LONGEST = 120  # characters of a quoted value, of a name or of a path that an error still shows
_MOST_CHOICES = 30
_LIKENESS = 0.65  # of a name that is suggested; of 1, which means the same
_repr = reprlib.Repr()
_repr.maxstring = _repr.maxother = _repr.maxlong = 60
_LISTS = {"slides", "rows", "headers", "width", "values", "buttons", "sections", "fields", "options"}


@frozen(eq=False)
class Issue:
    """One error or warning: where it is, what is wrong, what is allowed and who says so.

    `path` is a JSON Pointer (RFC 6901) into the body that ``to_dict(check=False)`` writes; for a slide on its own it is
    relative to that slide. `code` is stable and meant for programs, `severity` is ``"error"`` or ``"warning"``.

    >>> print(Issue("/card/title", "too-long", "the title is too long", "at most 200"))
    card, title: the title is too long
        allowed: at most 200
        at:      /card/title [too-long]
    """

    path: str
    code: str
    message: str
    expected: str = ""
    got: str = ""
    source: str = ""
    severity: Severity = "error"
    hint: str = field(default="", kw_only=True)

    def __eq__(self, other: object) -> bool:
        return _fields(self) == _fields(other) if isinstance(other, Issue) else NotImplemented

    def __hash__(self) -> int:
        return hash(_fields(self))

    @property
    def place(self) -> str:
        """The path in words.

        >>> Issue("/slides/1/data/rows/13/Owner", "wrong-type", "…").place
        'slide 2, row 14, Owner'
        """
        return ", ".join(_words(self.path)) or "the message"

    def under(self, prefix: str) -> Issue:
        """The same issue with `prefix` before its path, for the part or the body that contains it."""
        return evolve(self, path=prefix + self.path)

    def as_warning(self) -> Issue:
        """The same issue as a warning."""
        return evolve(self, severity="warning")

    def __str__(self) -> str:
        at = f"{cut(self.path) or 'the whole'} [{self.code}]"
        notes = {"got": self.got, "allowed": self.expected, "source": self.source, "try": self.hint, "at": at}
        lines = [f"    {name + ':':<8} {value}" for name, value in notes.items() if value]
        where = ", ".join([cut(word) for word in _words(self.path)]) or "the message"
        return "\n".join([f"{where}: {self.message}", *lines])


_fields = attrgetter("path", "code", "message", "expected", "got", "source", "severity", "hint")


class Displayed:
    """Base of classes that a preview can show: a notebook draws them, IPython in a terminal writes them."""

    __slots__ = ()

    def _repr_html_(self: Any) -> str:
        from .preview import html

        return html(self)

    def _repr_mimebundle_(self: Any, include: object = None, exclude: object = None) -> dict[str, str]:
        from .preview import terminal

        return {"text/html": self._repr_html_(), "text/plain": terminal(self, color=False)}


class Issues(Displayed, tuple[Issue, ...]):
    """The tuple of issues that `Message.issues` and `check` return; a notebook shows them as a preview does.

    >>> from cardkit import Message
    >>> issues = Message().list(title="Todo").issues()
    >>> len(issues), issues == tuple(issues)
    (2, True)
    """

    __slots__ = ()


def pointer(*parts: str | int) -> str:
    """A JSON Pointer to a key, or to a key within a key.

    >>> pointer("slides", 0, "either/or")
    '/slides/0/either~1or'
    """
    return "".join(["/" + str(part).replace("~", "~0").replace("/", "~1") for part in parts])


def keys_of(path: str) -> list[str]:
    """The keys that a JSON Pointer leads along.

    >>> keys_of("/slides/0/either~1or")
    ['slides', '0', 'either/or']
    """
    return [key.replace("~1", "/").replace("~0", "~") for key in path.split("/")[1:]]


def _words(path: str) -> list[str]:
    words: list[str] = []
    grandparent = parent = ""
    for part in keys_of(path):
        number = re.fullmatch(_NUMBER, part)
        if grandparent == "rows":
            words.append(part)  # the name of a column, whatever it looks like
        elif parent == "references":
            words.append(f"instant button {part}")
        elif number and re.fullmatch(_NUMBER, parent):
            words[-1] = f"item {int(part) + 1}"  # a list within a list, as charts and images have
        elif number:
            entry = parent.removesuffix("s") if parent in _LISTS else "item"
            words.append(f"{entry} {int(part) + 1}")
        elif part not in _WRAPPING and part not in _LISTS:
            words.append(part)
        grandparent, parent = parent, part
    return words


def rename_path(issue: Issue, old: str, new: str) -> Issue:
    """The same issue, with `new` instead of `old` at the beginning of its path."""
    inside = f"{issue.path}/".startswith(f"{old}/")
    return evolve(issue, path=new + issue.path.removeprefix(old)) if inside else issue


def cut(text: str, most: int = _LONGEST) -> str:
    """Text as an error shows it: at most `most` characters of it."""
    return text if len(text) <= most else f"{text[:most]}…"


def escaped(text: str, keep: str = "") -> str:
    r"""The text with what cannot be printed escaped as Python does, so that it stays on its line.

    >>> escaped("red \x1b[31m\n\u202e…")
    'red \\x1b[31m\\n\\u202e…'
    """
    if text.isprintable():
        return text
    signs = [sign if sign.isprintable() or sign in keep else sign.encode("unicode_escape").decode() for sign in text]
    return "".join(signs)


def shown(value: object) -> str:
    """A value as an error quotes it: its repr, cut to a line."""
    try:
        return _repr.repr(value).replace("\n", " ")
    except ValueError:  # an int with more digits than Python writes
        return f"a {type(value).__name__} too large to show"


def as_code(value: object, otherwise: str = "") -> str:
    """A value as a hint has it: the repr that Python reads back as it, or `otherwise` where there is none of a line.

    >>> as_code(["web-1", 5]), as_code(object(), "value")
    ("['web-1', 5]", 'value')
    """
    import ast

    try:
        text = repr(value)
        return text if len(text) <= _LONGEST and ast.literal_eval(text) == value else otherwise
    except (ValueError, SyntaxError, TypeError, RecursionError):
        return otherwise


def free(name: str, taken: Iterable[object], start: int = 2, between: str = "") -> str:
    """A name with the first number from `start` on behind it that makes it unlike all that are taken.

    >>> free("k", ["k", "k2"])
    'k3'
    """
    others, names = {*taken}, (f"{name}{between}{number}" for number in count(start))
    return next(one for one in names if one not in others)


def counted(number: int, unit: str) -> str:
    """A number and its unit.

    >>> counted(1, "row"), counted(1_000, "rows"), counted(1, "categories")
    ('1 row', '1,000 rows', '1 category')
    """
    one = re.sub("ies$", "y", unit).removesuffix("s")
    return f"{number:,} {one if number == 1 else unit.removesuffix('s') + 's'}"


def choices(allowed: Iterable[object]) -> str:
    """Allowed values as a sentence has them; of very many the first.

    >>> choices(["pie", "doughnut", "semi_doughnut"])
    "'pie', 'doughnut' or 'semi_doughnut'"
    """
    taken = [*map(shown, allowed)] or ["nothing"]
    if len(taken) > _MOST_CHOICES:
        return f"{', '.join(taken[:_MOST_CHOICES])}, … ({len(taken):,})"
    *first, last = taken
    return f"{', '.join(first)} or {last}" if first else last


def closest(name: object, known: Iterable[str]) -> str | None:
    """The known name that was probably meant, or None.

    >>> closest("thubmnail", ["title", "theme", "thumbnail"]), closest("icon", ["options"])
    ('thumbnail', None)
    >>> closest("invoke", ["invoke.bot", "invoke.function"])  # either may be meant
    """
    import difflib

    given = str(name)[:_LONGEST].lower().replace(" ", "_")
    names = {each.lower(): each for each in known}
    begun = [each for each in names if given and each.startswith(given)]
    if begun:
        return names[begun[0]] if len(begun) == 1 else None
    likely = difflib.get_close_matches(given, names, n=1, cutoff=_LIKENESS)
    return names[likely[0]] if likely else None


def suggestion(name: object, known: Iterable[str]) -> str:
    """The known name that was probably meant, as an error suggests it, or nothing."""
    meant = closest(name, known)
    return repr(meant) if meant else ""


class CardkitError(Exception):
    """The root of every error that cardkit raises on purpose.

    A notebook shows of its traceback the line of yours that it comes from, not those of cardkit.
    """

    def _render_traceback_(self) -> list[str]:
        from .preview.tracebacks import of_caller

        return of_caller(self)


class ConstraintError(CardkitError, ValueError):
    """A message, or a part of one, breaks rules of the service; `issues` lists every one of them.

    >>> from cardkit import Message
    >>> Message("Deploys").chart("donut")
    Traceback (most recent call last):
    cardkit.errors.ConstraintError: slide 1, preview: 'donut' is not a preview of a chart
        got:     'donut'
        allowed: 'pie', 'doughnut' or 'semi_doughnut'
        source:  Zoho Cliq v3 API description, messageformat.yml
        try:     'doughnut'
        at:      /slides/0/styles/preview [not-allowed]
    """

    def __init__(self, issues: Iterable[Issue]) -> None:
        self.issues = tuple(issues)
        super().__init__(self.issues)

    def __str__(self) -> str:
        if len(self.issues) == 1:
            return str(self.issues[0])
        return "\n".join([f"{len(self.issues)} problems", *(f"{n}. {issue}" for n, issue in enumerate(self.issues, 1))])


def raise_errors(issues: Sequence[Issue], prefix: str = "") -> None:
    """Raise the errors among `issues`, if there are any, with `prefix` before their paths.

    Raises:
        ConstraintError: one of `issues` has the severity ``"error"``.
    """
    errors = [issue.under(prefix) for issue in issues if issue.severity == "error"]
    if errors:
        raise ConstraintError(errors)


class ConfigurationError(CardkitError, ValueError):
    """A setting, a destination or an option is wrong. Nothing was sent."""


class MissingExtraError(ConfigurationError, ImportError):
    """What was asked for needs packages of an extra that are not installed; the text names the command."""


class TransportError(CardkitError):
    """Sending failed.

    `status` is the HTTP status or None, `service_message` and `code` are the service's own words where it had any,
    `retry_after` is the wait in seconds where one is known, and `may_have_arrived` says whether the message may be
    in the chat all the same: then sending again may post it twice.
    """

    def __init__(
        self,
        message: str,
        *,
        status: int | None = None,
        service_message: str | None = None,
        code: str | None = None,
        may_have_arrived: bool = False,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message)
        self.retry_after = retry_after
        self.status = status
        self.service_message = service_message
        self.code = code
        self.may_have_arrived = may_have_arrived


class BadRequestError(TransportError):
    """400: the service refuses the message, and says why in `service_message`."""


class AuthenticationError(TransportError):
    """401: the token is wrong, expired, or lacks a scope."""


class ForbiddenError(TransportError):
    """403: the token's user may not post there."""


class NotFoundError(TransportError):
    """404: no such chat, channel, bot or person; or the wrong region."""


class RateLimitError(TransportError):
    """Too many requests: the service throttles, or the budget would be overrun and nothing was sent.

    `retry_after` is always there: the seconds until it is worth trying again. It is the lock that the service's answer
    set, or ten minutes where none is known.
    """

    retry_after: float

    def __init__(self, message: str, *, retry_after: float | None = None, **told: Any) -> None:
        super().__init__(message, retry_after=600.0 if retry_after is None else retry_after, **told)


class TokenLimitError(RateLimitError):
    """The token address gives no more access tokens for now, so nothing was sent. It is no limit of messages."""


class ServerError(TransportError):
    """5xx: the service failed; the message may have arrived."""


class DeliveryUnknownError(TransportError):
    """The connection was lost after the message had left: it may have arrived or not."""


class ConnectionFailedError(TransportError):
    """No connection came about, so the message surely did not arrive."""


def __dir__() -> list[str]:
    return __all__
