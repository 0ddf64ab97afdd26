"""Letters in PostgreSQL, for machines that share one outbox; procrastinate calls workers to them.

A letter is a row of ``cardkit_letters``, and its chat one of ``cardkit_chats``, the line. A job of procrastinate's only
calls a worker: what it sends the rows decide, so a job that comes twice, or too late, does nothing.
"""

from .backend import Fleet

__all__ = ["Fleet"]
