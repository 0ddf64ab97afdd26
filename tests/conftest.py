"""Settings of the test suite."""

import os
import tempfile

from hypothesis import settings

collect_ignore = ["typing"]  # read by the type checkers alone

# No test depends on how fast the machine is; `--hypothesis-profile=thorough` looks longer.
settings.register_profile("cardkit", deadline=None, max_examples=50)
settings.register_profile("thorough", deadline=None, max_examples=1_000)
settings.load_profile("cardkit")

# No test touches the budget of whoever runs it.
os.environ["XDG_STATE_HOME"] = tempfile.mkdtemp(prefix="cardkit-tests-")
