"""Settings of the test suite."""

from hypothesis import settings

collect_ignore = ["typing"]  # read by the type checkers alone

settings.register_profile("cardkit", deadline=None)  # no test depends on how fast the machine is
settings.load_profile("cardkit")
