"""The local service behind the addresses: its secrets, its budget, its faults, and the way of one message."""

from __future__ import annotations

import hmac
import json
import secrets
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from attrs import asdict, define, evolve, field

from ..errors import ConfigurationError, Issue
from ..outbox import Outbox
from ..to import Destination
from ..transport.secret import Secret
from .addresses import Address, address_of, alike
from .answers import own_chat, reached_by, users
from .budget import Budget, Clock
from .faults import Faults
from .judging import Organisation, Refusal, bounded, judged
from .records import REFUSED, REFUSED_BYTES, Exchange, Inbox, Received, Refused, SharedFile

_THREADS = 10_000
_METHODS: Mapping[str, tuple[str, ...]] = {"change": ("PUT", "DELETE")}


@define(kw_only=True, eq=False)
class Service:
    """What all requests share. Its functions run in the server's thread, one at a time, but for `judge`.

    `run` is a random id of this service, by which a page notices that the sandbox was started anew.
    """

    token: Secret
    zapikey: Secret
    clock: Clock
    budget: Budget
    inbox: Inbox[Received]
    strict: bool = False
    outbox: Outbox | None = None
    organisation: Organisation | None = None
    refusals: Inbox[Refused] = field(factory=lambda: Inbox[Refused](REFUSED))
    faults: Faults = field(factory=Faults)
    run: str = field(factory=lambda: secrets.token_hex(8))
    _threads: OrderedDict[tuple[str, str], int] = field(factory=OrderedDict[tuple[str, str], int])
    _made: int = 0

    def find(self, path: str) -> Address:
        """The address that a path names.

        Raises:
            Refusal: there is none.
        """
        found = address_of(path)
        if found is None:
            hint = f"; there is {alike(path)}" if alike(path) else ""
            raise Refusal(404, f"there is no address {path}{hint}")
        if self.organisation is not None:
            self.organisation.check_path(found, path)
        return found

    def admit(self, found: Address, method: str, query: Mapping[str, str], authorization: str | None) -> Address:
        """The address that a request is for, with the bot it is posted as.

        Raises:
            Refusal: the method, the token or the budget forbid it.
        """
        methods = _METHODS.get(found.takes, ("POST",))
        if method not in methods:
            allowed = " and ".join(methods)
            raise Refusal(405, f"{method} is not allowed here, only {allowed}", {"Allow": ", ".join(methods)})
        counted = "message" if found.takes in {"message", "incoming"} else f"{found.takes} by {method}"
        left = self.budget.locked(f"{self._signed(query, authorization)} {counted}")
        if left:
            message = f"more than {self.budget.requests} requests in a minute; the user is locked for {left:.0f} s"
            raise Refusal(429, message)
        as_bot = query.get("bot_unique_name") or None
        return found._replace(destination=_changed(found.destination, as_bot=as_bot))

    def _signed(self, query: Mapping[str, str], authorization: str | None) -> str:
        """The name of the secret that a request came with."""
        if authorization is None and "zapikey" in query:
            given, secret, name = query["zapikey"], self.zapikey, "zapikey"
        else:
            form, _, given = (authorization or "").partition(" ")
            secret, name = self.token, "token"
            if form.lower() not in {"bearer", "zoho-oauthtoken"}:
                raise Refusal(
                    401, "there is no token: send Authorization: Bearer … or Zoho-oauthtoken …, or ?zapikey=…"
                )
        if not hmac.compare_digest(given.strip().encode(errors="replace"), secret.reveal().encode()):
            raise Refusal(401, f"the {name} is not the one that this sandbox accepts")
        return name

    def judge(self, address: Address, content: bytes, kind: str | None) -> tuple[Issue, ...]:
        """The warnings about a body; any thread may ask.

        Raises:
            Refusal: it is of another type than JSON, or has errors.
        """
        if (kind or "").partition(";")[0].strip().lower() != "application/json":
            raise Refusal(400, f"the content type must be application/json, not {kind or 'absent'}")
        organisation = None if address.incoming else self.organisation
        findings = judged(content, address, strict=self.strict or (organisation is not None and organisation.strict))
        if organisation is not None:
            organisation.check_body(content)
        return findings

    def receive(
        self, address: Address, content: bytes, findings: tuple[Issue, ...], query: Mapping[str, str]
    ) -> Received:
        """A judged message as a record, which is not kept yet.

        Raises:
            Refusal: it is for users that are none.
        """
        now, id = self._stamp()
        kept = bounded(findings)
        received = Received(id, address.destination, address.api, "", now, content, kept, address.incoming)
        body = received.body
        to = address.destination
        if to.kind == "bot":
            to = _changed(to, users=users(query, body))
        return evolve(received, destination=to, chat_id=self._chat(to, body))

    def share(self, address: Address, file: SharedFile, comments: Sequence[str]) -> Received:
        """A shared file as a record, which is not kept yet; of the file itself nothing is kept."""
        now, id = self._stamp()
        content = json.dumps({"file": asdict(file), "comments": comments}).encode()
        to = address.destination
        return Received(id, to, address.api, self._chat(to, {}), now, content, file=file)

    def find_message(self, address: Address) -> Received:
        """The message that is to be changed.

        Raises:
            Refusal: there is none in this chat.
        """
        found = self.inbox.get(address.message)
        if found is None or address.destination.id not in _chats(found):
            raise Refusal(404, f"there is no message {address.message} in this chat", code="message_not_found")
        return found

    def refuse(self, address: Address | None, content: bytes, exchange: Exchange, refusal: Refusal) -> None:
        """Keep a request that was refused, or whose message was lost."""
        now, id = self._stamp()
        chat = "" if address is None else self._chat(address.destination, {})
        kept, size, why = content[:REFUSED_BYTES], len(content), str(refusal)
        refused = Refused(id, address, chat, now, kept, size, exchange, why, refusal.code, refusal.findings)
        self.refusals.add(refused)

    def clear(self) -> None:
        """Forget what was received and what was refused."""
        self.refusals.clear()
        self.inbox.clear()

    def _stamp(self) -> tuple[float, str]:
        """The time, and an id that no other record has; later records have later ones."""
        now = self.clock()
        self._made += 1
        return now, f"{int(now * 1000)}_{self._made}"

    def _chat(self, to: Destination, body: Mapping[str, object]) -> str:
        """The chat where a message lands: a destination's own, or a thread's."""
        chat = to.chat_id or f"CT_{to.id}"
        given, parent = body.get("thread_chat_id"), body.get("thread_message_id")
        if to.kind == "bot" and isinstance(given, str):
            with suppress(ConfigurationError):  # no chat has such an id
                return Destination("thread", given).id
        if to.kind not in {"chat", "channel", "channel_id"} or not isinstance(parent, str):
            return chat
        if (chat, parent) not in self._threads and len(self._threads) == _THREADS:
            self._threads.popitem(last=False)
        last = next(reversed(self._threads.values()), 0)
        return f"{chat}-T-{self._threads.setdefault((chat, parent), last + 1)}"


def _changed(to: Destination, **parts: Any) -> Destination:
    """A destination with what a request says of it.

    Raises:
        Refusal: no destination has that, such as an address in place of a name.
    """
    try:
        return evolve(to, **parts)
    except ConfigurationError as error:
        raise Refusal(400, str(error)) from None


def _chats(received: Received) -> set[str]:
    """The chats in which a message stands: a bot's in that of each person."""
    people = reached_by(received.users) if received.destination.kind == "bot" else ()
    return {received.chat_id, *map(own_chat, people)}
