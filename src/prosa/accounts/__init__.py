"""Company, users, roles, sessions, API keys, encrypted connections and the audit log."""
