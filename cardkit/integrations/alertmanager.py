"""A receiver for Prometheus' Alertmanager: one card for each group, with what fires and what is resolved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from .. import actions, markup
from ..actions import Action
from ..chain.message import Message
from ..errors import ConfigurationError, ConstraintError
from ..errors.wording import free
from ..limits import Background
from ..reading.place import Json
from ..to import Destination
from ..transport import Transport

if TYPE_CHECKING:
    from starlette.applications import Starlette

_BACKGROUNDS: Mapping[str, Background] = {"firing": "red", "resolved": "green"}
_BEFORE, _BEHIND = ("Status",), ("Since (UTC)", "Summary")  # the headers before and behind those of labels
_MOST = 50  # columns of labels; with more, a card has room for a few rows at most


def card(notification: Json) -> Message:
    """The message for a notification of Alertmanager's webhook, version 4.

    The text says how many alerts fire or are resolved and which labels they share; a table has a row for each with its
    other labels (of very many the first), since when, and its summary, what fires before what is resolved; buttons lead
    to Alertmanager, to the expression and to the runbook.

    Args:
        notification: the JSON that Alertmanager posts.

    Raises:
        ConfigurationError: it is not such a notification.

    >>> message = card(
    ...     {
    ...         "status": "firing",
    ...         "groupLabels": {"alertname": "DiskFull"},
    ...         "alerts": [
    ...             {
    ...                 "status": "firing",
    ...                 "labels": {"alertname": "DiskFull", "host": "web-2"},
    ...                 "startsAt": "2026-11-25T08:15:00Z",
    ...             }
    ...         ],
    ...     }
    ... )
    >>> message.payload.text
    '*1 firing*: DiskFull'
    >>> message.slides[0].rows
    (('firing', 'web-2', '2026-11-25 08:15', ''),)
    """
    if not isinstance(notification, dict):
        raise ConfigurationError("this is no notification of Alertmanager: it is no JSON object")
    alerts = _alerts(notification)
    status = "firing" if any(alert.get("status") == "firing" for alert in alerts) else "resolved"
    text = _text(notification, alerts) + _shared_line(notification, alerts)
    message = Message(text, fit=True).card(title=_title(notification))
    own = _own(notification, alerts)[:_MOST]
    message = message.table(_headers(own), title="Alerts").rows(_rows(alerts, own))
    for label, action in _links(notification, alerts):
        message = message.button(label, action)
    return message.style(background=_BACKGROUNDS[status])


def _alerts(notification: Mapping[str, Json]) -> Sequence[Mapping[str, Json]]:
    alerts = notification.get("alerts")
    found = [alert for alert in alerts if isinstance(alert, dict)] if isinstance(alerts, list) else []
    if not found or found != alerts:
        raise ConfigurationError("this is no notification of Alertmanager: it has a list of alerts, at least one")
    return found


def _texts(part: Mapping[str, Json], name: str) -> dict[str, str]:
    """Labels or annotations, which are strings."""
    found = part.get(name)
    return {str(key): str(value) for key, value in found.items()} if isinstance(found, dict) else {}


def _title(notification: Mapping[str, Json]) -> str:
    labels = _texts(notification, "groupLabels") or _texts(notification, "commonLabels")
    return " · ".join(labels.values()) or "Alerts"


def _text(notification: Mapping[str, Json], alerts: Sequence[Mapping[str, Json]]) -> str:
    statuses = [str(alert.get("status")) for alert in alerts]
    counts = [f"{statuses.count(status)} {status}" for status in ("firing", "resolved") if status in statuses]
    more = notification.get("truncatedAlerts")
    left_out = f", and {more} more" if isinstance(more, int) and more else ""
    summary = _texts(notification, "commonAnnotations").get("summary", "")
    about = f"{_title(notification)}. {summary}" if summary else _title(notification)
    return f"{markup.bold(' and '.join(counts) or 'Alerts')}{left_out}: {markup.escape(about)}"


def _shared_line(notification: Mapping[str, Json], alerts: Sequence[Mapping[str, Json]]) -> str:
    """The labels that several alerts have in common, as a line of the text; a single alert has all in its row."""
    if len(alerts) == 1:
        return ""
    told = _titled(notification)
    shared = [f"{name}: {value}" for name, value in _common(notification, alerts).items() if name not in told]
    return "\n" + markup.escape(" · ".join(shared)) if shared else ""


def _own(notification: Mapping[str, Json], alerts: Sequence[Mapping[str, Json]]) -> list[str]:
    """The labels by which the alerts differ; for a single one all but its name, which is in the title."""
    labels = [_texts(alert, "labels") for alert in alerts]
    names = dict.fromkeys(name for each in labels for name in each)
    if len(labels) == 1:
        return [name for name in names if name != "alertname" or name not in _titled(notification)]
    told = {**_common(notification, alerts), **_texts(notification, "groupLabels")}
    alike = Counter(name for each in labels for name, value in each.items() if told.get(name) == value)
    return [name for name in names if alike[name] < len(labels)]


def _titled(notification: Mapping[str, Json]) -> set[str]:
    """The labels that the title tells and that stand nowhere else: those of the group, or the name of the alerts."""
    group = _texts(notification, "groupLabels")
    return {*group} if group else {*_texts(notification, "commonLabels")} & {"alertname"}


def _common(notification: Mapping[str, Json], alerts: Sequence[Mapping[str, Json]]) -> dict[str, str]:
    """The labels that all alerts of the group have, those that were left out too; those here, where it does not say."""
    if "commonLabels" in notification:
        return _texts(notification, "commonLabels")
    first, *others = [_texts(alert, "labels") for alert in alerts]
    return {name: value for name, value in first.items() if all(each.get(name) == value for each in others)}


def _headers(own: Sequence[str]) -> list[str]:
    """The headers of the table, each unlike the others, whatever the labels are called."""
    taken, headers = {*_BEFORE, *_BEHIND}, list[str]()
    for name in [label or "(no name)" for label in own]:
        header = free(name, taken, between=" ") if name in taken else name
        taken.add(header)
        headers.append(header)
    return [*_BEFORE, *headers, *_BEHIND]


def _rows(alerts: Sequence[Mapping[str, Json]], own: Sequence[str]) -> Iterator[list[str]]:
    """A row for each alert; what fires comes first, as a card with too little room leaves out the last rows."""
    for alert in sorted(alerts, key=lambda alert: alert.get("status") != "firing"):
        labels, notes = _texts(alert, "labels"), _texts(alert, "annotations")
        since = _utc(str(alert.get("startsAt") or ""))
        summary = notes.get("summary") or notes.get("description", "")
        cells = [str(alert.get("status", "")), *[labels.get(name, "") for name in own], since, summary]
        yield [cell and markup.escape(cell) for cell in cells]


def _utc(time: str) -> str:
    """A time with its offset as the minute of UTC that it is in; what is none stays as it is.

    >>> _utc("2026-11-25T23:15:00.123456789-05:00"), _utc("yesterday")
    ('2026-11-26 04:15', 'yesterday')
    """
    try:
        moment = datetime.fromisoformat(time)
        return time if moment.tzinfo is None else moment.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "minutes")
    except (ValueError, OverflowError):  # the latter in the first and the last hours that there are
        return time


def _links(notification: Mapping[str, Json], alerts: Sequence[Mapping[str, Json]]) -> Iterator[tuple[str, Action]]:
    """The buttons; an address that no button takes is left out."""
    notes = _texts(notification, "commonAnnotations")
    found = {
        "Runbook": notes.get("runbook_url", ""),
        "Dashboard": notes.get("dashboard_url", ""),
        "Expression": str(alerts[0].get("generatorURL", "")) if len(alerts) == 1 else "",
        "Alertmanager": str(notification.get("externalURL", "")),
    }
    for label, url in found.items():
        if url.startswith(("http://", "https://")):
            with suppress(ConstraintError):
                yield label, actions.open_url(url)


def application(transport: Transport, to: Destination) -> Starlette:
    """A server that takes notifications at ``/`` and sends each as a card; ``/-/healthy`` says that it is up.

    It answers 200 once a card was sent, put into an outbox, or may have arrived; 400 to what is no notification, and
    413 to one that is too large. Alertmanager tries again after the others: 503 if the card surely did not arrive, and
    500 if a setting is in its way.

    Raises:
        ConfigurationError: `transport` is not a transport, or `to` is not a destination.
        MissingExtraError: Starlette is not installed; ``pip install 'cardkit[sandbox]'`` does that.
    """
    from .receiver import receiver

    return receiver(card, transport, to)
