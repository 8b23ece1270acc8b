"""The operators' workplace: canned replies and unfinished texts."""
