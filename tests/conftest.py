"""Settings of the test suite."""

import gc
import logging
import os
import signal
import sys
import tempfile

import pytest
from hypothesis import HealthCheck, settings

from docs.gallery_page import SWITCHES, chromium

collect_ignore = ["typing"]  # read by the type checkers alone

# No test depends on how fast the machine is; `--hypothesis-profile=thorough` looks longer.
untimed = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("cardkit", untimed, max_examples=40)
settings.register_profile("thorough", untimed, max_examples=1_000)
settings.register_profile("mutation", untimed, max_examples=10, derandomize=True, database=None)
settings.load_profile("cardkit")

SERVED = {"postgres_server", "postgres_dsn", "redis_server", "redis_url", "fleet_of", "fleet"}
"""Fixtures, and parameters that stand for one, that start a server."""

# jsonschema would read 38 grammars of addresses, for two seconds in each process, and no test asks for these formats.
sys.modules["rfc3987_syntax"] = None

# Ctrl-C reaches the programs that tests start, also where a shell runs the tests in the background, and ignores it.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# Walking what is collected, which stays until the end, would find no garbage.
gc.disable()


def memory(shared="/dev/shm"):
    """A folder in memory that has room for the files of a run and lets programs be started, or None."""
    if not os.access(shared, os.W_OK | os.X_OK):
        return None
    system = os.statvfs(shared)
    return shared if system.f_bavail * system.f_frsize > 2**30 and not system.f_flag & os.ST_NOEXEC else None


# SQLite waits for the disk at each transaction, for a fifth of the time of a run, unless the files are in memory. A folder
# that the environment names stays; the last step of `.ci/run` names one on the disk.
if folder := memory():
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", folder)

# No test touches the budget of whoever runs it, or needs a home to write to, as IPython does for its settings.
_STATE = tempfile.TemporaryDirectory(prefix="cardkit-tests-", dir=os.environ.get("PYTEST_DEBUG_TEMPROOT"))
os.environ["XDG_STATE_HOME"] = _STATE.name
os.environ["IPYTHONDIR"] = os.path.join(_STATE.name, "ipython")


@pytest.hookimpl(tryfirst=True)  # before items are left out by their marks
def pytest_collection_modifyitems(items):
    """Mark the tests that want PostgreSQL or Redis, so that they can be left out."""
    for item in items:
        parameters = item.callspec.params.values() if hasattr(item, "callspec") else ()
        wanted = [*getattr(item, "fixturenames", ()), *[value for value in parameters if isinstance(value, str)]]
        if not SERVED.isdisjoint(wanted):
            item.add_marker("servers")


def pytest_collection_finish():
    """Take what was collected out of what the garbage collector walks, and let it walk all of the rest more seldom."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(700, 10, 100)
    gc.enable()


@pytest.fixture(scope="module")  # while it is open nothing else in the process can run an event loop
def browser():
    """A real Chromium. Without one its tests are skipped, but where CI is set they fail."""
    path = chromium()
    if path is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("there is no Chromium: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=[*SWITCHES])
        yield running
        running.close()


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """A JupyterLab over a folder of its own."""
    from jupyter import Lab

    running = Lab(tmp_path_factory.mktemp("jupyter"))
    yield running
    running.stop()


@pytest.fixture
def sandbox():
    from cardkit.sandbox import Sandbox

    with Sandbox() as running:
        yield running


@pytest.fixture
def look(browser, sandbox):
    """A function that opens the page of a sandbox in the browser."""
    from sandbox_pages import looking

    with looking(browser, sandbox) as opened:
        yield opened


@pytest.fixture
def log():
    logger = logging.Logger("shop.cart")
    yield logger
    for handler in [*logger.handlers]:
        handler.close()


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def cards(here):
    from command_line import GOOD, WARNED, WRONG

    for name, text in {"good": GOOD, "warned": WARNED, "wrong": WRONG}.items():
        (here / f"{name}.json").write_text(text)
    return here


def server_of_tests(kind):
    """A running server. Without its program the tests that want it are skipped, but where CI is set they fail."""
    from fleets import MissingError

    try:
        return kind()
    except MissingError as missing:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(str(missing))


@pytest.fixture(scope="session")
def postgres_server():
    from fleets import Postgres

    running = server_of_tests(Postgres)
    yield running
    running.close()


@pytest.fixture(scope="session")
def redis_server():
    from fleets import Redis

    running = server_of_tests(Redis)
    yield running
    running.close()


@pytest.fixture
def postgres_dsn(postgres_server):
    """The address of an empty database of PostgreSQL."""
    return postgres_server.database()


@pytest.fixture
def redis_url(redis_server):
    """The address of an empty database of Redis."""
    return redis_server.database()


@pytest.fixture
def server():
    from sends import Scripted

    with Scripted() as running:
        yield running


@pytest.fixture
def accounts():
    from accounts import Accounts

    with Accounts() as running:
        yield running
        running.go.set()


@pytest.fixture
def trusted(monkeypatch, tmp_path):
    """Python trusts the authority of the tests, and the environment names no proxy."""
    from ways import AUTHORITY

    AUTHORITY.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def clock():
    """Time that passes only when a test says so, or when somebody sleeps."""
    from pacings import Clock

    return Clock()


@pytest.fixture
def time():
    """The clock of an outbox, which passes only when its worker waits."""
    from outboxes import Time

    return Time()


@pytest.fixture
def quick_answers(monkeypatch):
    """Answers come at once, by the clock of whoever works an outbox off, however slow this machine is."""
    monkeypatch.setattr("cardkit.outbox.drain.time.monotonic", lambda: 0.0)


@pytest.fixture
def app(postgres_dsn):
    """An app of procrastinate over a database of its own."""
    import procrastinate

    app = procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=postgres_dsn))
    with app.open():
        app.schema_manager.apply_schema()
    return app


@pytest.fixture
def memory():
    """What the outbox of a fleet sends to."""
    from cardkit.transport import MemoryTransport

    return MemoryTransport()


@pytest.fixture
def outbox(app, memory):
    """The outbox of a fleet."""
    from cardkit.outbox import Outbox

    return Outbox.on(app, memory)
