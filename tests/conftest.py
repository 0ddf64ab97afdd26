"""Settings of the test suite."""

import pytest
from hypothesis import settings

collect_ignore = ["typing"]  # read by the type checkers alone

settings.register_profile("cardkit", deadline=None)  # no test depends on how fast the machine is
settings.load_profile("cardkit")


@pytest.fixture(autouse=True)
def _state_folder(tmp_path_factory, monkeypatch):
    """No test touches the budget of whoever runs it."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path_factory.getbasetemp() / "state"))
