"""Servers over real sockets that answer every POST as a test chooses."""

import threading
import traceback
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

TOKEN = "1000.s3cret-token"


class Posts:
    """Answers every POST with the status, headers and content of `reply()`, and keeps the requests."""

    def __init__(self):
        self.requests = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def date_time_string(self, timestamp=None):
                return "Wed, 25 Nov 2026 10:00:00 GMT"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                outer.requests.append((self.path, dict(self.headers), body))
                status, headers, content = outer.reply()
                self.send_response(status)
                for name, value in {"Content-Length": str(len(content)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *args):
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.http.server_port}"
        threading.Thread(target=self.http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.http.shutdown()
        self.http.server_close()


class Server(Posts):
    """Answers with what the test chose."""

    answer = (200, {}, b"")

    def reply(self):
        return self.answer


def locals_of(error):
    """The locals of cardkit's own frames in the traceback of an error and of those that it came of."""
    told, frames = traceback.TracebackException.from_exception(error, capture_locals=True), []
    while told is not None:
        frames += told.stack
        told = told.__cause__ or told.__context__
    own = [str(frame.locals) for frame in frames if "/cardkit/" in frame.filename and "/tests/" not in frame.filename]
    assert own
    return own
