"""Benchmarks: every figure is a ratio against a reference that is timed in the same run."""
