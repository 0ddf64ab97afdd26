"""Settings of the test suite."""

import os
import tempfile

from hypothesis import settings

collect_ignore = ["typing"]  # read by the type checkers alone

settings.register_profile("cardkit", deadline=None)  # no test depends on how fast the machine is
settings.load_profile("cardkit")

# No test touches the budget of whoever runs it.
os.environ["XDG_STATE_HOME"] = tempfile.mkdtemp(prefix="cardkit-tests-")
