"""Payloads over a limit: `fit` cuts one down, `split` divides it over several payloads.

`fit` works in three stages. It repairs what no division could help (long labels, bad characters, empty slides), cuts
what has too many entries, and shrinks the largest parts of a body that is too large. `split` divides instead.
"""
