"""Encryption of secrets at rest: the key lives outside the database and can be rotated."""

import os
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import Column, select, update

from prosa.core.db import Base, Session
from prosa.core.errors import ProsaError
from prosa.core.settings import Settings, SettingsRefused, split_keys

SEALED = {"sealed": True}
"""`info` of a column that holds what `Vault.seal` returned: `mapped_column(info=SEALED)`. Such columns are checked
at start and sealed anew when the key is rotated."""


class WrongKey(ProsaError):
    status = 500
    code = "wrong_key"


class Vault:
    """Encrypts with the first key, reads with all (so a key can be rotated without a gap)."""

    def __init__(self, keys: Sequence[str]) -> None:
        self._keys = tuple(key.encode() for key in keys)
        self._fernet = MultiFernet([Fernet(key) for key in keys])

    def seal(self, plain: str) -> str:
        return self._fernet.encrypt(plain.encode()).decode()

    def open(self, sealed: str) -> str:
        try:
            return self._fernet.decrypt(sealed.encode()).decode()
        except InvalidToken:
            raise WrongKey("this secret was sealed with a key that is not configured") from None

    def rotate(self, sealed: str) -> str:
        """The same secret under the first key."""
        return self.seal(self.open(sealed))

    def derived(self, purpose: str) -> tuple[bytes, ...]:
        """A 32-byte key for `purpose` out of each key, the first to sign with, all to check with."""
        return tuple(HKDF(SHA256(), length=32, salt=None, info=purpose.encode()).derive(key) for key in self._keys)


def key_file(settings: Settings) -> Path:
    return settings.data_dir / "secret.key"


def load_keys(settings: Settings) -> list[str]:
    """The configured keys, or those of the key file, which is made (readable by its owner only) when missing."""
    if settings.secret_key is not None:
        return split_keys(settings.secret_key.get_secret_value())
    path = key_file(settings)
    if not path.exists():
        write_keys(path, [Fernet.generate_key().decode()], replace=False)
    try:
        return split_keys(path.read_text())
    except ValueError:
        raise SettingsRefused(f"{path} does not hold Fernet keys: restore it from a backup") from None


def write_keys(path: Path, keys: Sequence[str], *, replace: bool) -> None:
    """Writes the key file whole. Of several processes that do so at once without `replace`, the first wins."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", dir=path.parent, prefix=".key-", delete=False) as file:
        file.write("\n".join(keys) + "\n")
        file.flush()
        os.fsync(file.fileno())
    written = Path(file.name)
    try:
        if replace:
            written.replace(path)
        else:
            path.hardlink_to(written)
    except FileExistsError:
        pass
    finally:
        written.unlink(missing_ok=True)


async def check_sealed(session: Session, vault: Vault) -> None:
    """Raises `WrongKey` when the database holds secrets that the configured keys do not open."""
    for column in sealed_columns():
        for *_, sealed in await _sealed(session, column):
            try:
                vault.open(sealed)
            except WrongKey:
                raise WrongKey(
                    f"the database holds secrets ({column.table.name}) sealed with another key: put the old "
                    "secret.key back into the data folder or set PROSA_SECRET_KEY to its content"
                ) from None


async def rotate_sealed(session: Session, vault: Vault) -> int:
    """Seals every stored secret anew with the newest key; returns how many."""
    count = 0
    for column in sealed_columns():
        table = column.table
        for *row, sealed in await _sealed(session, column):
            same = [key == value for key, value in zip(table.primary_key, row, strict=True)]
            await session.execute(update(table).where(*same).values({column.name: vault.rotate(sealed)}))
            count += 1
    return count


def sealed_columns() -> Iterator["Column[Any]"]:
    for table in Base.metadata.tables.values():
        yield from (column for column in table.columns if column.info.get("sealed"))


async def _sealed(session: Session, column: "Column[Any]") -> Sequence[Any]:
    """Primary key and sealed value of each row that has one."""
    table = column.table
    found = select(*table.primary_key, column).where(column.is_not(None)).with_for_update()
    return (await session.execute(found)).all()
