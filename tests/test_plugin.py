"""The pytest plugin in the sessions of a user, and the strategies under hypothesis' own settings."""

import shutil
import subprocess
import sys

import pytest
from blocks import ROOT

TEST = """
from cardkit import Message

HOSTS = Message("Hosts").table(["Host", "State"]).row("web-1", "up")


def test_messages():
    assert HOSTS.row("web-2", "up") == HOSTS.row("web-2", "down")


def test_payloads():
    assert HOSTS.payload == HOSTS.row("web-2", "up").payload


def test_others():
    assert HOSTS == {"text": "Hosts"}


def test_order():
    assert HOSTS is HOSTS.row("web-2", "up")


def test_equal():
    assert HOSTS == Message.from_dict(HOSTS.to_dict())
"""


def pytest_of(folder, installed=ROOT):
    """What pytest prints of the tests in a folder of a user's."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    env = {
        "PYTHONPATH": str(installed),
        "PATH": "/usr/bin:/bin",
        "HYPOTHESIS_STORAGE_DIRECTORY": str(folder / "hypothesis"),
    }
    return subprocess.run([*command, str(folder)], capture_output=True, text=True, cwd=folder, env=env).stdout


def test_unequal_messages_tell_their_difference(tmp_path):
    (tmp_path / "test_cards.py").write_text(TEST)
    out = pytest_of(tmp_path)
    assert "4 failed, 1 passed" in out
    assert "slide 1, row 2, State: 'up' != 'down'" in out
    assert "slide 1, row 2: only in the second: {'Host': 'web-2', 'State': 'up'}" in out
    assert out.count("only in the") == 1  # a message and a dict are never equal, and `is` asks for no difference


LISTS = """
from cardkit import Message
from cardkit.transport import MemoryTransport

UP, DOWN = Message("up").label({"Host": "web-2"}), Message("down").label({"Host": "web-3"})


def sent(*messages):
    memory = MemoryTransport()
    for message in messages:
        message.send(memory, to="channel:ops")
    return memory.messages


def test_another_entry():
    assert sent(UP, DOWN) == [UP, DOWN.field("State", "dead")]


def test_more():
    assert sent(UP, DOWN, DOWN) == [UP]


def test_none():
    assert sent() == [UP]


def test_one_and_more():
    assert (UP.payload, DOWN.payload) == (DOWN.payload,)


def test_other_things():
    assert sent(UP) == [UP.to_dict()]


def test_list_and_tuple():
    assert sent(UP) == (UP,)
"""
TOLD = [
    "",
    "message 2, slide 1, item 2: only in the second: {'State': 'dead'}",
    "3 messages != 1 message",
    "message 2: only in the first: <Message text='down' slides=[label fields=1]>",
    "message 3: only in the first: <Message text='down' slides=[label fields=1]>",
    "0 messages != 1 message",
    "message 1: only in the second: <LabelMessage text='up' slides=[label fields=1] open=label>",
    "2 messages != 1 message",
    "message 1, text: 'up' != 'down'",
    "message 1, slide 1, item 1, Host: 'web-2' != 'web-3'",
    "",
][1:-1]


def test_unequal_lists_of_messages_tell_their_lengths_and_the_first_difference(tmp_path):
    (tmp_path / "test_lists.py").write_text(LISTS)
    out = pytest_of(tmp_path)
    told = [line.removeprefix("E").strip() for line in out.splitlines() if line.startswith("E         ")]
    assert "6 failed" in out
    assert [line for line in told if "message" in line] == TOLD


DRAWN = """
import time

import pytest
from cardkit.strategies import invalid_payloads, messages, payloads, slides
from hypothesis import HealthCheck, given, settings


@pytest.mark.parametrize("values", [messages, payloads, invalid_payloads, slides])
def test_first(values):
    began, drawn = time.process_time(), []

    # The check asks the clock, which runs on a busy machine for others, too.
    @settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(values())
    def test(value):
        drawn.append(time.process_time() - began)

    test()
    assert drawn[0] < 0.25
    assert drawn[9] < 0.75
"""


@pytest.mark.slow
def test_the_first_values_come_long_before_a_health_check_fails(tmp_path):
    """The check allows ten values a second; the processor's time does not depend on what else the machine does."""
    installed = tmp_path / "site-packages"  # where hypothesis does not look for constants
    shutil.copytree(ROOT / "cardkit", installed / "cardkit")
    (tmp_path / "test_drawn.py").write_text(DRAWN)
    for _ in range(2):  # without hypothesis' own cache, and with it
        out = pytest_of(tmp_path, installed)
        assert "4 passed" in out, out
