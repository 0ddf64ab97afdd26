"""Settings that name a file: what names none is refused where it is given, and nothing is made anywhere."""

import os
from pathlib import Path

import pytest
from command_line import run

from cardkit import ConfigurationError, Message
from cardkit.outbox import Outbox
from cardkit.sandbox import Sandbox
from cardkit.transport import FileTransport, MachinePacing, MemoryTransport, RefreshingToken, send_all

MUST = {  # those that cannot do without a path
    "Outbox": Outbox,
    "FileTransport": FileTransport,
}
MAY = {  # those for which None is a choice
    "MachinePacing": MachinePacing,
    "RefreshingToken": lambda path: RefreshingToken("1000.A", "b", "1000.c", cache=path),
    "Sandbox": lambda path: Sandbox(outbox=path),
    "send_all": lambda path: list(send_all([Message("Hi")], MemoryTransport(), to="chat:1", journal=path)),
}
NO_FILES = ["", " ", ".", "/", Path(), b"box.sqlite3", 3, ["box.sqlite3"]]


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    """An empty folder of its own, with the user's state in it."""
    monkeypatch.chdir(tmp_path)
    for name in ("XDG_STATE_HOME", "LOCALAPPDATA", "HOME"):
        monkeypatch.setenv(name, str(tmp_path / "state"))
    monkeypatch.delenv("CLIQ_OUTBOX", raising=False)
    return tmp_path


@pytest.mark.parametrize("name", [*MUST, *MAY])
@pytest.mark.parametrize("wrong", NO_FILES, ids=repr)
def test_what_names_no_file_is_refused(name, wrong, here):
    with pytest.raises(ConfigurationError, match="must be text or a path that names a file") as caught:
        (MUST | MAY)[name](wrong)
    assert repr(wrong) in str(caught.value)
    assert not os.listdir(here)


@pytest.mark.parametrize("name", MUST)
def test_a_variable_that_is_not_set_names_no_file(name, here):
    with pytest.raises(ConfigurationError, match="path=None must be text or a path that names a file"):
        MUST[name](os.environ.get("A_VARIABLE_THAT_IS_NOT_SET"))
    assert not os.listdir(here)


@pytest.mark.parametrize("right", ["box", Path("box"), Path("sub") / ".." / "box", "..box", " box "], ids=repr)
def test_what_names_a_file_is_taken(right):
    for make in (*MUST.values(), MAY["MachinePacing"]):
        make(right)


EMPTY_ON_THE_COMMAND_LINE = [
    ("outbox", "--file", "", "list"),
    ("outbox", "list", "--file", ""),
    ("outbox", "--file", "", "work", "--once"),
    ("send", "card.json", "--to", "channel:a", "--journal", ""),
    ("bridge", "alertmanager", "--to", "channel:a", "--outbox", ""),
    ("sandbox", "--port", "0", "--outbox", ""),
    ("verify", "--to", "chat:CT_1", "--yes", "--report", ""),
]


@pytest.mark.parametrize("command", EMPTY_ON_THE_COMMAND_LINE, ids=" ".join)
def test_an_empty_name_on_the_command_line_is_no_other_file(command, here, monkeypatch):
    for variable in ("CLIQ_WEBHOOK_URL", "CLIQ_REFRESH_TOKEN", "CLIQ_CLIENT_ID", "CLIQ_CLIENT_SECRET"):
        monkeypatch.delenv(variable, raising=False)
    for variable, value in {"TOKEN": "1000.a", "PACING": "none", "BASE_URL": "http://127.0.0.1:9"}.items():
        monkeypatch.setenv(f"CLIQ_{variable}", value)
    if command[0] == "outbox":
        Outbox("other").put(Message("Hi"), to="channel:a")
        monkeypatch.setenv("CLIQ_OUTBOX", "other")  # an empty name behind --file does not mean this one
    Path("card.json").write_text('{"text": "Hi"}')
    result = run(*command)
    assert result.exit_code == 2
    assert "names a file" in result.stderr or "name the outbox" in result.stderr
