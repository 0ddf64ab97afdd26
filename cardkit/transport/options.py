"""What `CliqTransport` takes by keyword, for type checkers, where it is handed on: `from_env` and `from_webhook`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal, TypedDict

from ..limits import Api
from .addresses import Region
from .endpoint import Endpoint
from .http import PoolManager
from .pacing import Pacing
from .waiting import WaitListener


class WebhookOptions(TypedDict, total=False):
    """The options that the address of a webhook does not settle."""

    wire: Api | None
    timeout: tuple[float, float]
    max_wait: float
    pacing: Literal["machine", "process"] | Pacing | None
    account: str | None
    headers: Mapping[str, str] | None
    http: PoolManager | None
    at_least_once: bool
    deadline: float | None
    refuses_when_busy: bool
    on_wait: WaitListener | None
    clock: Callable[[], float]
    sleep: Callable[[float], object]


class CliqOptions(WebhookOptions, total=False):
    """All options."""

    token: str | Callable[[], str] | None
    region: Region
    api: Api
    base_url: str | None
    auth: Literal["bearer", "zoho"]
    paths: Mapping[str, str] | None
    recipients: Literal["userids", "user_ids"] | None
    endpoint: Endpoint | None
