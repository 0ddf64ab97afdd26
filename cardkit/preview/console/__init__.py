"""The view of a message in a terminal."""
