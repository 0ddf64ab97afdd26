"""Reads the settings of a transport from environment variables."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from ..errors import ConfigurationError
from ..reading.guards import refuse_webhook
from .endpoint import WebhookEndpoint, settings_of_webhook
from .oauth import RefreshingToken
from .pacing import FleetPacing, fleet_setting, pacing_setting
from .secret import Secret, checked

TOKEN = ("CLIQ_TOKEN",)
WEBHOOK = ("CLIQ_WEBHOOK_URL",)
CLIENT = ("CLIQ_CLIENT_ID", "CLIQ_CLIENT_SECRET", "CLIQ_REFRESH_TOKEN")
WAYS = (TOKEN, WEBHOOK, CLIENT)
"""The variables of each way to sign in."""
ADDRESSES = {"region": "CLIQ_REGION", "api": "CLIQ_API", "base_url": "CLIQ_BASE_URL"}
"""The variable of each setting that the address of a webhook settles; `_others` reads those that none settles."""


def variable(name: str) -> str:
    """A variable of the environment, empty where it is not set.

    Blanks and line ends around it do not count: a secret that CI reads from a file or a form often has one.
    """
    return os.environ.get(name, "").strip()


def signs_in() -> bool:
    """Whether a way to sign in is begun."""
    return bool(_variables_set())


def settings(options: Mapping[str, Any]) -> dict[str, Any]:
    """The settings from the environment, overridden by `options`; with either ``endpoint`` or ``token``.

    Raises:
        ConfigurationError: none of the ways to sign in is complete, several are begun, or a setting makes no sense.
    """
    way = _complete_way(_variables_set())
    if way == WEBHOOK:
        return {**_others(options), **settings_of_webhook(_webhook(*way), options)}
    given = settings_of_token(options)
    token = _secret(*way) if way == TOKEN else _refreshing(given)
    return {"token": token, **given}


def settings_of_token(options: Mapping[str, Any]) -> dict[str, Any]:
    """The settings from the environment that do not sign in, overridden by `options`: where to post, and the pacing.

    Raises:
        ConfigurationError: one of them makes no sense.
    """
    for name in ADDRESSES.values():
        refuse_webhook(variable(name))
    addresses = {setting: variable(name) for setting, name in ADDRESSES.items() if variable(name)}
    return {**_others(options), **addresses, **options}


def _others(options: Mapping[str, Any]) -> dict[str, Any]:
    """The settings from the environment that go with every way to sign in, without those that `options` overrides."""
    return {} if "pacing" in options else {"pacing": pacing_setting(Secret(variable("CLIQ_PACING")))}


def _secret(name: str) -> Secret:
    """A token or the like; the error names the variable."""
    return checked(Secret(variable(name)), name)


def _webhook(name: str) -> WebhookEndpoint:
    """The endpoint of a webhook's address; the error names the variable."""
    try:
        return WebhookEndpoint.of(Secret(variable(name)))
    except ConfigurationError as error:
        wrong = ConfigurationError(f"{name}: {error}")
    raise wrong  # here, so that no traceback has the frames that hold the address


def _refreshing(given: Mapping[str, Any]) -> RefreshingToken:
    how = {name: given[name] for name in ("timeout", "deadline", "http") if name in given}
    client, key, refresh = map(_secret, CLIENT)
    return RefreshingToken(client, key, refresh, given.get("region", "us"), _cache(), **how)


def _cache() -> str | FleetPacing | None:
    """Where processes share the access token: a path, or the store of a fleet."""
    address = Secret(variable("CLIQ_TOKEN_CACHE"))
    return fleet_setting(address) or address.reveal() or None


def _variables_set() -> set[str]:
    """The names of the variables that sign in and are set."""
    return {name for way in WAYS for name in way if variable(name)}


def _complete_way(found: set[str]) -> tuple[str, ...]:
    """The variables of the one way to sign in that is complete, given the names of the variables that are set."""
    begun = [way for way in WAYS if found & set(way)]
    missing = [name for way in begun for name in way if name not in found]
    if len(begun) == 1 and not missing:
        return begun[0]
    ways = "; or ".join([" and ".join(way) for way in WAYS])
    came = f"{', '.join(missing)} missing" if missing else f"{len(begun)} of them are set"
    raise ConfigurationError(f"the environment must hold exactly one way to sign in: {ways}. Now: {came}")
