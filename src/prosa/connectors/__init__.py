"""The outside world, one folder each."""
