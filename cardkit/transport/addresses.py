"""Where the service listens: its hosts by region and its paths by kind of destination."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from typing import Literal, NamedTuple
from urllib.parse import parse_qs, quote, unquote, urlencode, urlsplit

from ..errors import ConfigurationError
from ..errors.wording import closest, shown
from ..limits import Api
from ..reading.guards import is_mapping, is_text, refuse_webhook
from ..to import KINDS, QUERIES, Destination, Kind
from .secret import QUOTES, Secret

Region = Literal["us", "eu", "in", "au", "cn", "jp", "sa", "uk", "ca"]
HOSTS: Mapping[str, str] = {
    "us": "cliq.zoho.com",
    "eu": "cliq.zoho.eu",
    "in": "cliq.zoho.in",
    "au": "cliq.zoho.com.au",
    "cn": "cliq.zoho.com.cn",
    "jp": "cliq.zoho.jp",
    "sa": "cliq.zoho.sa",
    "uk": "cliq.zoho.uk",
    "ca": "cliq.zohocloud.ca",
}
"""The host of the service in each region."""
_REGIONS: Mapping[str, str] = {
    **{name: name for name in HOSTS},
    **{host.removeprefix("cliq.zoho").removeprefix("."): name for name, host in HOSTS.items()},
    **{"usa": "us", "europe": "eu", "india": "in", "australia": "au", "china": "cn", "japan": "jp", "canada": "ca"},
    **{"gb": "uk", "saudi arabia": "sa", "united kingdom": "uk"},
}
"""The region that each spelling means: its name, the end of its host, or the name of a country."""

PATHS: Mapping[Api, Mapping[str, str]] = {
    "v2": {
        "chat": "/chats/{id}/messages",
        "channel": "/channelsbyname/{id}/message",
        "channel_id": "/channels/{id}/message",
        "bot": "/bots/{id}/message",
        "person": "/buddies/{id}/message",
        "thread": "/chats/{id}/messages",
    },
    "v3": {
        "chat": "/chats/{id}/messages",
        "channel": "/channelsbyname/{id}/messages",
        "channel_id": "/channels/{id}/messages",
        "bot": "/bots/{id}/messages",
        "thread": "/chats/{id}/messages",
    },
}
"""The path below ``/api/{api}`` for each kind of destination; v3 has none for people."""

FILES: Mapping[str, str] = {
    kind: f"{path.rpartition('/')[0]}/files" for paths in PATHS.values() for kind, path in paths.items()
}
"""The path below ``/api/{api}`` that takes files, for each kind of destination (Zoho Cliq REST API v2, Files)."""

RECIPIENTS = ("userids", "user_ids")
"""The parameter that names the users of a bot: in version 2, and in version 3 as its reference has it."""

_LOOPBACK = {"127.0.0.1", "::1", "localhost"}


def origin(region: str, base_url: str | None) -> str:
    """The scheme and host to send to: those of `base_url` if it is given, else those of the region.

    Raises:
        ConfigurationError: the region is unknown, or `base_url` is no origin, or plain http to another machine.
    """
    refuse_webhook(region)
    refuse_webhook(base_url)
    if base_url is None:
        if not is_text(region) or region not in HOSTS:
            name = region if is_text(region) else ""
            meant = _REGIONS.get(name.strip().lower().removeprefix("."), closest(name, HOSTS))
            hint = f"; did you mean {meant!r}?" if meant else ""
            raise ConfigurationError(f"region={shown(region)} is unknown; there are {', '.join(HOSTS)}{hint}")
        return f"https://{HOSTS[region]}"
    wrong = ConfigurationError("base_url must be an origin such as https://cliq.zoho.com, without path, user and query")
    try:
        parts = urlsplit(base_url)
        odd = not parts.hostname or parts.port == 0 or set(base_url) & set("?#@\\ \t\r\n") or parts.path.strip("/")
    except (ValueError, TypeError, AttributeError) as error:
        raise wrong from error
    no_host = not parts.netloc.isascii() or parts.netloc.lower().startswith("[v")  # of which urllib3 knows none
    if odd or no_host or parts.scheme not in {"http", "https"}:
        raise wrong
    if parts.scheme == "http" and parts.hostname not in _LOOPBACK:
        raise ConfigurationError(f"base_url={base_url!r} would send the token unencrypted; use https://")
    return f"{parts.scheme}://{parts.netloc}"


class Webhook(NamedTuple):
    """The parts of a webhook's address: its origin, the version of the API, the destination and the key."""

    origin: str
    api: Api
    destination: Destination
    key: Secret


PREFIX = "(?:/(?:company|network)/[^/]+)?"
"""What an address may begin with: a company's own part of the service, or an external network."""
_KINDS: Mapping[str, Kind] = {
    paths[kind].split("/")[1]: kind for paths in PATHS.values() for kind in KINDS if kind in paths and kind != "thread"
}
"""The kind of destination by the first name in its path; a thread has the path of a chat."""
_WEBHOOK = re.compile(f"{PREFIX}/api/(v2|v3)/({'|'.join(_KINDS)})/([^/]+)/messages?")


def webhook(url: object) -> Webhook:
    """Parse a webhook's address, a `Secret`.

    Raises:
        ConfigurationError: it is no such address; neither the error nor its traceback's locals show it.

    >>> webhook(Secret("https://cliq.zoho.com/api/v2/channelsbyname/alerts/message?zapikey=1001.a")).destination.id
    'alerts'
    """
    found: Webhook | None = None
    with suppress(ValueError, ConfigurationError):
        found = _read(url) if isinstance(url, Secret) and is_text(url.reveal()) else None
    if found is None:
        expected = "https://cliq.zoho.com/api/v2/channelsbyname/{CHANNEL}/message?zapikey=…"
        raise ConfigurationError(f"this is no webhook's address for messages{_oddity(url)}; one looks like {expected}")
    return found


_HANDLED = ": it hands parameters to a handler, and messages of a bot go to /bots/{BOT}/message"


def _oddity(url: object) -> str:
    """What is odd about an address, in words that show nothing of its key."""
    value = url.reveal() if isinstance(url, Secret) else None
    if not is_text(value) or not value:
        return ""
    if value[:1] in QUOTES:
        return ": it is in quotes"
    if "://" not in value:
        return ": it does not begin with https://"
    if re.match(r"http://(?!127\.0\.0\.1\b|localhost\b|\[::1\])", value):
        return ": it begins with http:, not https:"
    if "zapikey=" not in value:
        return ": it has no key, ?zapikey=…"
    return _HANDLED if re.search(r"/(?:bots|applications)/[^/?#]+/incoming(?=[?#]|\Z)", value) else ""


def _read(url: Secret) -> Webhook | None:
    parts = urlsplit(url.reveal())
    here = origin("us", f"{parts.scheme}://{parts.netloc}")
    found, query = _WEBHOOK.fullmatch(parts.path), parse_qs(parts.query)
    odd = url.reveal().count("zapikey=") != 1 or not url.reveal().isprintable() or "#" in url.reveal()
    if found is None or odd or len(query.get("zapikey", [])) != 1:
        return None
    api: Api = "v2" if found[1] == "v2" else "v3"
    kind, bot = _KINDS[found[2]], query.get("bot_unique_name", [None])[0]
    users = [user for name in RECIPIENTS for people in query.get(name, ()) for user in people.split(",")]
    others = {name: query[name][0] for name in QUERIES.get(kind, ()) if name in query}
    place = Destination(kind, unquote(found[3]), as_bot=bot, users=users, query=others)
    return Webhook(here, api, place, Secret(query["zapikey"][0]))


def paths(api: Api, changes: Mapping[str, str] | None) -> Mapping[str, str]:
    """The paths of `api` with some replaced; a thread is a chat, so it keeps to the path of a chat.

    Raises:
        ConfigurationError: they are no mapping, a key is no kind of destination, or a path does not start with a slash.
    """
    replaced = {**PATHS[api]}
    if changes is None:
        return replaced
    if not is_mapping(changes):
        raise ConfigurationError(f"paths={shown(changes)} must be a mapping of kinds of destination and their paths")
    for kind, path in changes.items():
        if not is_text(kind) or kind not in KINDS or not is_text(path) or path[:1] != "/" or "{id}" not in path:
            told, example = f"{shown(kind)}: {shown(path)}", "/chats/{id}/message"
            raise ConfigurationError(f"paths: {told} must be one of {', '.join(KINDS)} and a path such as {example}")
        replaced[kind] = path
    return replaced if "thread" in changes else {**replaced, "thread": replaced["chat"]}


def recipients_of(setting: str | None, api: Api) -> str:
    """The parameter that names the users of a bot.

    Raises:
        ConfigurationError: the setting is neither of the two.
    """
    if setting not in (None, *RECIPIENTS):
        raise ConfigurationError(f"recipients={shown(setting)} must be {' or '.join(RECIPIENTS)}")
    return setting or ("userids" if api == "v2" else "user_ids")


def address(to: Destination, api: Api, paths: Mapping[str, str], recipients: str | None = None) -> str:
    """The path and query for a destination; its id is quoted, so that it is always one segment of the path.

    Args:
        to: the destination.
        api: the version of the addresses.
        paths: the path for each kind.
        recipients: the parameter that names the users of a bot, if it is not the default of the version.

    Raises:
        ConfigurationError: this kind of destination has no address under `api`.

    >>> from cardkit import to
    >>> address(to.channel("ops/alerts", as_bot="watchdog"), "v2", PATHS["v2"])
    '/channelsbyname/ops%2Falerts/message?bot_unique_name=watchdog'
    """
    if to.kind not in paths:
        raise ConfigurationError(f"{to} has no address under api={api!r}; use api='v2' or another destination")
    query: dict[str, str] = {}
    if to.as_bot is not None:
        query["bot_unique_name"] = to.as_bot
    if to.users:
        query[recipients_of(recipients, api)] = ",".join(to.users)
    query.update(to.query)
    segment = quote(to.id, safe="")
    if segment in {".", ".."}:
        raise ConfigurationError(f"{to} names no destination")
    return paths[to.kind].replace("{id}", segment) + (f"?{urlencode(query)}" if query else "")


def files(to: Destination, api: Api) -> str:
    """The path and query that files for a destination are uploaded to; for people there is one in v2 only.

    Raises:
        ConfigurationError: this kind of destination has none under `api`.

    >>> from cardkit import to
    >>> files(to.channel("ops"), "v2")
    '/channelsbyname/ops/files'
    """
    return address(to, api, {kind: FILES[kind] for kind in PATHS[api]})
