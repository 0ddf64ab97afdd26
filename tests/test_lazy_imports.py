"""With the lazy imports of Python 3.15 a module is loaded when it is first used, so none may count on being imported."""

import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif(sys.version_info < (3, 15), reason="imports are not lazy yet")
USES = {
    "a chain": 'Message("x").card(title="y").list(["a"]).table(["a"]).row(1).text_slide("s").to_dict()',
    "a hint": 'not hasattr(Message, "row") and "row" in dir(Message("x").table(["a"]))',
    "kinds of slides": 'not check({"text": "x", "slides": [{"type": "list", "data": ["a"]}]})',
    "a body": 'Message.from_dict({"slides": [{"type": "text", "data": "a"}]}).slides[0].to_dict()["data"] == "a"',
    "a schema": '"graph" in str(cardkit.json_schema())',
    "a preview": '"<table" in cardkit.preview.html(Message("x").table(["a"]).row(1))',
    "sending": 'Message("x").send(transport.MemoryTransport(), to="chat:1").status == 200',
}


@pytest.mark.parametrize("use", USES.values(), ids=USES)
def test_all_is_there_when_every_import_is_lazy(use):
    code = f"import cardkit\nfrom cardkit import Message, check, transport\nassert {use}"
    run = subprocess.run([sys.executable, "-X", "lazy_imports=all", "-c", code], capture_output=True, text=True)
    assert run.stderr == ""


def test_the_words_of_a_lazy_import_work():
    code = 'lazy from cardkit import Message, transport\nMessage("x").send(transport.MemoryTransport(), to="chat:1")'
    assert not subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stderr
