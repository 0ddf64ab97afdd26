"""Programs that a test starts, none of which outlives it."""

import subprocess
from contextlib import contextmanager


@contextmanager
def running(*command, **options):
    """A program as a process; where the test ends before it, also for a failure, it is killed."""
    with subprocess.Popen(command, **options) as process:
        try:
            yield process
        finally:
            process.kill()
