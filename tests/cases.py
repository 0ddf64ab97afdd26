"""Cases of one kind in one test: a test costs a millisecond whatever it does, so hundreds that do little are a loop."""

from contextlib import contextmanager


@contextmanager
def case(*names):
    """What fails within names its case below its traceback."""
    try:
        yield
    except BaseException as error:
        error.add_note(f"case: {', '.join(map(str, names))}")
        raise
