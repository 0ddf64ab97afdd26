"""The command line: `main` says how each command is called, the other files what it does."""
