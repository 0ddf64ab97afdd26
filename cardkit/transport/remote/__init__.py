"""Stores of small values that several machines share, in PostgreSQL or Redis.

A store knows neither budgets nor tokens. It changes the text under a key atomically, and tells the server's time.
"""
