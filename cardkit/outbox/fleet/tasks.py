"""The task of procrastinate's that letters have."""

CALL = "cardkit:call"
"""Call a worker: there is something to send. Which letter it is the line decides."""
