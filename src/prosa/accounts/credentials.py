"""Secrets we hand out, and the fingerprint by which we know them again: the database holds no usable one."""

import hashlib
import secrets


def new_secret() -> str:
    """256 random bits, safe in headers and addresses."""
    return secrets.token_urlsafe(32)


def fingerprint(secret: str) -> str:
    """SHA-256: enough for random secrets, which nobody can guess through a fast hash."""
    return hashlib.sha256(secret.encode()).hexdigest()
