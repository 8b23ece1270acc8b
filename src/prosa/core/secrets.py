"""Encryption of secrets at rest: the key lives outside the database and can be rotated."""

from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from prosa.core.errors import ProsaError


class WrongKey(ProsaError):
    status = 500
    code = "wrong_key"


class Vault:
    """Encrypts with the first key, reads with all (so a key can be rotated without a gap)."""

    def __init__(self, keys: Sequence[str]) -> None:
        self._fernet = MultiFernet([Fernet(key) for key in keys])

    def seal(self, plain: str) -> str:
        return self._fernet.encrypt(plain.encode()).decode()

    def open(self, sealed: str) -> str:
        try:
            return self._fernet.decrypt(sealed.encode()).decode()
        except InvalidToken:
            raise WrongKey("this secret was sealed with a key that is not configured") from None

    def rotate(self, sealed: str) -> str:
        return self._fernet.rotate(sealed.encode()).decode()
