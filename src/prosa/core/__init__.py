"""What every domain stands on: database, jobs, events, settings, files, secrets. Knows no business word."""
