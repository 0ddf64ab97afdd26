"""The outbox of a fleet: letters in PostgreSQL, which many machines share; procrastinate wakes the workers.

A letter is a row of ``cardkit_letters``, and its chat a row of ``cardkit_chats``, the line. A job of procrastinate's
only wakes a worker, and the rows decide what that sends. So a job that comes twice, or too late, does no harm.
"""
