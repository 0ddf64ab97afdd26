"""The tasks of procrastinate's that letters have; their only argument is the letter's id."""

SEND = "cardkit:send"
"""Send a letter; its chat is the job's lock."""
WAKE = "cardkit:wake"
"""Let a letter join its chat, now that its time has come; before, it holds nobody back."""
