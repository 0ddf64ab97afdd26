"""The name of the one task of procrastinate's."""

CALL = "cardkit:call"
"""Wakes a worker to send one letter; the line decides which."""
