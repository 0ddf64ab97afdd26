"""Where notifications are written already: receivers and plugins for other programs, each loaded on its own."""
