"""Tools for a body: its issues, the Python code that creates it, its JSON Schema, and positions in its text."""
