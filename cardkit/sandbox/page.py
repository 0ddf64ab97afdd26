"""The page at ``/``: what this is, and the newest messages as plain text."""

from __future__ import annotations

from html import escape

from starlette.responses import Response

from .inbox import Received
from .service import Service

SHOWN = 20
"""How many messages the page lists."""

_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>cardkit sandbox</title>
<body>
<h1>cardkit sandbox</h1>
<p>A local Cliq for trying out messages. Nothing that is sent here leaves this machine.</p>
<p>As JSON: <a href="/sandbox">/sandbox</a>, <a href="/sandbox/messages">/sandbox/messages</a></p>
<h2>{heading}</h2>
<ol>
{messages}
</ol>
</body>
</html>
"""
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
}


def page(service: Service) -> Response:
    """The page over what a service received."""
    newest = service.inbox.all()[: -SHOWN - 1 : -1]
    count = len(service.inbox)
    heading = "No messages yet" if not count else f"The newest {len(newest)} of {count} messages"
    content = _PAGE.format(heading=heading, messages="\n".join(map(_line, newest)))
    return Response(content.encode(errors="replace"), headers=_HEADERS, media_type="text/html; charset=utf-8")


def _line(received: Received) -> str:
    text = received.body.get("text")
    shown = text if isinstance(text, str) else "(no text)"
    to = f'<a href="/sandbox/messages/{received.id}">{escape(str(received.destination))}</a>'
    return f"<li>{to}: {escape(shown[:200])}</li>"
