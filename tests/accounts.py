"""A token address over real sockets on 127.0.0.1."""

import json
import threading

from servers import Posts

from cardkit.transport.oauth import RefreshingToken

NOBODY = "http://127.0.0.1:1"  # where nobody listens
CLIENT, KEY, REFRESH = "1000.CLIENT", "s3cret/client+key", "1000.s3cret-refresh"
SECRETS = [KEY, REFRESH, "s3cret%2Fclient%2Bkey", "s3cret\\/client"]  # also as they stand in a form or in JSON


class Accounts(Posts):
    """A token address: gives 1000.access-1, 1000.access-2 … or what the test chose, and keeps the requests."""

    def __init__(self):
        self.answer, self.life = None, 3600
        self.arrived, self.go = threading.Event(), threading.Event()
        self.go.set()
        super().__init__()

    def reply(self):
        self.arrived.set()
        self.go.wait(30)
        status, content = self.answer or (200, self.token())
        return status, {"Location": "/elsewhere"}, content

    def token(self):
        return json.dumps({"access_token": f"1000.access-{len(self.requests)}", "expires_in": self.life}).encode()


def make(accounts, clock, cache=None, **options):
    """A token that is refreshed at such an address."""
    url = accounts if isinstance(accounts, str) else accounts.url
    return RefreshingToken(CLIENT, KEY, REFRESH, cache=cache, **{"accounts_url": url, "clock": clock, **options})
