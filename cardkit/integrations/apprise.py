"""A plugin for Apprise: importing this module lets Apprise send to ``cliq://`` by cardkit.

Newer versions of Apprise have a plugin of their own for this service, which this one replaces: messages keep the budget
that your other programs share, go to every kind of destination, and files can be sent.

An address is ``cliq://TOKEN@channel/alerts``, with a kind of `cardkit.to` in the place of the host. Without a token,
the sign-in comes from the environment (`CliqTransport.from_env`). ``?region=`` and ``?api=`` set the region and the
version of the API; other settings, such as ``CLIQ_BASE_URL``, come from the environment. Unknown parameters are
refused. The address of a webhook works as well.

>>> import apprise
>>> import cardkit.integrations.apprise
>>> apprise.Apprise().add("cliq://1000.token@channel/alerts?region=eu")
True
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, ClassVar
from urllib.parse import unquote

from apprise import NotifyFormat, NotifyType
from apprise.manager_plugins import NotificationManager
from apprise.plugins.base import NotifyBase

from .. import markup
from ..chain.message import Message
from ..errors import CardkitError, ConfigurationError
from ..errors.wording import did_you_mean
from ..limits import CLIQ, Background
from ..to import Destination
from ..transport import CliqTransport
from ..transport.environment import settings_of_token
from ..transport.secret import KEY, MASK, Secret, hidden

COLOURS: dict[str, Background] = {"info": "blue", "success": "green", "warning": "yellow", "failure": "red"}
"""The background of a message for each of Apprise's types."""
OWN: Mapping[str, dict[str, str]] = {
    "region": {"name": "Region", "type": "string", "default": "us"},
    "api": {"name": "Version of the API", "type": "string", "default": "v2"},
}
"""The parameters of an address besides those of Apprise's own, as Apprise wants to know them."""
_WEBHOOK = re.compile(r"https?://[^/]+/(?>(?:.*?/)?api/v\d+/).*[?&]zapikey=.+", re.IGNORECASE)


_Base: Any = NotifyBase  # half of it has no types


class NotifyCliq(_Base):  # type: ignore[misc]  # its base is Any, for half of Apprise has no types
    """Notifications as messages, on the colour of their type; attachments are shared as files."""

    service_name = "Zoho Cliq"
    service_url = "https://www.zoho.com/cliq/"
    setup_url = "https://github.com/cardkit/cardkit"
    secure_protocol = "cliq"
    body_maxlen = CLIQ.text_advised
    title_maxlen = 200
    attachment_support = True
    request_rate_per_sec = 0  # the transport keeps the service's budget
    templates = ("{schema}://{token}@{kind}/{name}", "{schema}://{kind}/{name}")
    template_tokens: ClassVar[dict[str, Any]] = {
        **_Base.template_tokens,
        "token": {"name": "Access token", "type": "string", "private": True},
        "kind": {"name": "Kind of destination", "type": "string", "required": True},
        "name": {"name": "Destination", "type": "string", "required": True},
    }
    template_args: ClassVar[dict[str, Any]] = {**_Base.template_args, **OWN}

    def __init__(self, transport: CliqTransport, to: Destination | None, address: Secret, **options: Any) -> None:
        super().__init__(**options)  # pyright: ignore[reportUnknownMemberType]
        self.transport, self.to, self._address = transport, to, address

    def send(
        self, body: str, title: str = "", notify_type: str = NotifyType.INFO, attach: Any = None, **options: Any
    ) -> bool:
        """Send one notification; false where it was not sent, as Apprise wants it."""
        text = markup.from_markdown(body) if self.notify_format == NotifyFormat.MARKDOWN else markup.escape(body)
        head = f"{markup.bold(markup.escape(title))}\n" if title else ""
        kind = getattr(notify_type, "value", notify_type)
        message = Message(head + text, fit=True).style(background=COLOURS.get(str(kind), "grey"))
        try:
            message.send(self.transport, to=self.to)
            for file in attach or ():
                self.transport.share(file.path, to=self.to)
        except CardkitError as error:
            self.logger.warning("cardkit: %s", error)
            return False
        return True

    def url(self, privacy: bool = False, *args: Any, **options: Any) -> str:
        """The address of this target; without its secret where it is to be shown."""
        address = self._address.reveal()
        return KEY.sub(rf"\1{MASK}", re.sub("//[^@/]+@", f"//{MASK}@", address)) if privacy else address

    @staticmethod
    def parse_url(url: str) -> dict[str, Any] | None:
        """The arguments of the class that an address stands for; None where it stands for none."""
        parsed = _Base.parse_url(url, verify_host=False)
        if not parsed:
            return None
        token = unquote(parsed.get("user") or "")
        name = unquote((parsed.get("fullpath") or "").strip("/"))
        try:
            setting = _settings(parsed["qsd"])
            to = Destination(parsed["host"], name)
            if token:
                transport = CliqTransport(token=hidden(token), **settings_of_token(setting))
            else:
                transport = CliqTransport.from_env(**setting)
        except CardkitError as error:
            _Base.logger.warning("cardkit: %s", error)
            return None
        return {**parsed, "transport": transport, "to": to, "address": Secret(url)}

    @staticmethod
    def parse_native_url(url: str) -> dict[str, Any] | None:
        """The arguments that the address of a webhook stands for."""
        if not _WEBHOOK.fullmatch(url):
            return None
        parsed: dict[str, Any] = _Base.parse_url(url, verify_host=False) or {}
        try:
            transport = CliqTransport.from_webhook(url)
        except CardkitError as error:
            _Base.logger.warning("cardkit: %s", error)
            return None
        return {**parsed, "schema": "cliq", "transport": transport, "to": None, "address": Secret(url)}


def _settings(query: Mapping[str, str]) -> dict[str, Any]:
    """The settings of the transport that an address says.

    Raises:
        ConfigurationError: it says something that nobody reads.
    """
    known: dict[str, Any] = NotifyCliq.template_args
    for name in query:
        if name not in known:
            there = ", ".join(OWN) + did_you_mean(name, known)
            raise ConfigurationError(f"{name!r} is no parameter of a cliq:// address; there are {there}")
    return {name: query[name] for name in OWN if query.get(name)}


_manager: Any = NotificationManager()  # type: ignore[no-untyped-call]  # half of Apprise has no types
_manager.load_modules()
_manager.add(NotifyCliq, "cliq", **({"force": True} if "cliq" in _manager else {}))
