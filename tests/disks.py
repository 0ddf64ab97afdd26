"""What POSIX alone has: disks that pretend to be full, and a mark for the tests that need it."""

import os
import signal
from contextlib import contextmanager

import pytest

posix = pytest.mark.skipif(os.name != "posix", reason="files, processes and signals of POSIX")


@contextmanager
def full_at(size):
    """No file grows beyond a size."""
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)
