"""The outbox of one machine: letters in a SQLite file, which any program changes, and which one at a time sends."""
