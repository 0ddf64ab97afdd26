"""Letters in PostgreSQL, for machines that share one outbox; procrastinate brings each to a worker.

A letter is a row of ``cardkit_letters``, and its turn is a job of procrastinate's, with the chat as the job's lock. A
job only points at its letter: what the row says decides, so a job that comes twice, or too late, does nothing.
"""

from .backend import Fleet

__all__ = ["Fleet"]
