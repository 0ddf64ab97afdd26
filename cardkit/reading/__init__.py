"""Readers of single values: text, numbers, addresses, lists, pairs, rows of a table, and JSON.

A reader takes a value and its `Place`, adds each issue to the place, and returns a value of the right type. The same
readers serve the arguments of a step and the JSON of a body.
"""
