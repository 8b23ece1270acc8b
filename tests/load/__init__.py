"""Benchmarks of a whole installation, as ratios on this machine: `make bench`, or `python -m tests.load`."""
