"""The composition root: HTTP, worker, command line."""
