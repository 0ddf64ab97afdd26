"""Programs that a test starts, none of which outlives it, and children of the test's own process."""

import os
import signal
import subprocess
import traceback
from contextlib import contextmanager


@contextmanager
def running(*command, **options):
    """A program as a process; where the test ends before it, also for a failure, it is killed."""
    with subprocess.Popen(command, **options) as process:
        try:
            yield process
        finally:
            process.kill()


def forked(call):
    """The number of a child process, which calls, and ends well unless that raises or takes half a minute."""
    child = os.fork()
    if child:
        return child
    status = 1
    try:
        signal.alarm(30)
        call()
        status = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(status)


def ended_well(child):
    """Wait for a forked process."""
    return os.waitpid(child, 0)[1] == 0
