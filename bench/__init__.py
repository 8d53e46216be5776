"""Benchmarks with public inputs: they print figures and assert nothing about time."""
