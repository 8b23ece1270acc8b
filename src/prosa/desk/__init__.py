"""The operators' desk: canned replies, drafts and search."""
