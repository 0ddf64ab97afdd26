"""What can be said of a body: its issues, the code that makes it, its JSON Schema, and where something stands."""
