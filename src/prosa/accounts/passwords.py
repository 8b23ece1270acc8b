"""Passwords: argon2id, in threads of their own so that the loop goes on and a flood cannot fill the memory."""

import asyncio
import secrets
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

# 46 MiB, one pass, one lane: the first of OWASP's equivalent settings (Password Storage Cheat Sheet).
HASHER = PasswordHasher(memory_cost=47104, time_cost=1, parallelism=1)
# Letters and digits that nobody confuses when reading them from a screen.
READABLE = "abcdefghjkmnpqrstuvwxyz23456789"

_THREADS = ThreadPoolExecutor(max_workers=2, thread_name_prefix="argon2")
T = TypeVar("T")


async def hash_password(password: str) -> str:
    return await _in_thread(lambda: HASHER.hash(_same_everywhere(password)))


async def verify_password(password_hash: str | None, password: str) -> bool:
    """Whether it is the password. None (nobody has this e-mail) takes as long as a wrong password."""
    matches = await _in_thread(lambda: _matches(password_hash or _decoy(), _same_everywhere(password)))
    return matches and password_hash is not None


def is_outdated(password_hash: str) -> bool:
    """Whether it was made with weaker settings than today's, so that the next sign-in should renew it."""
    return HASHER.check_needs_rehash(password_hash)


def readable_password() -> str:
    """A random password of 79 bits, made to be read from a screen and typed."""
    return "-".join("".join(secrets.choice(READABLE) for _ in range(4)) for _ in range(4))


def _same_everywhere(password: str) -> str:
    """Keyboards spell the same letter with different code points; NFKC makes them one."""
    return unicodedata.normalize("NFKC", password)


def _matches(expected: str, password: str) -> bool:
    try:
        return HASHER.verify(expected, password)
    except (Argon2Error, InvalidHashError):
        return False


@cache
def _decoy() -> str:
    return HASHER.hash(secrets.token_urlsafe())


async def _in_thread(work: Callable[[], T]) -> T:
    return await asyncio.get_running_loop().run_in_executor(_THREADS, work)
