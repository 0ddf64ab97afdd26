"""What the commands of the command line do; `cardkit.cli` says how they are called."""
