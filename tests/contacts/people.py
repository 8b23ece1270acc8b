"""People the tests speak about, in few letters."""

from prosa.accounts.schemas import Principal, system
from prosa.contacts import Identity, IdentityKind


def phone(value: str) -> Identity:
    return Identity(IdentityKind.PHONE, value)


def bsuid(value: str) -> Identity:
    return Identity(IdentityKind.BSUID, value)


def parent(value: str) -> Identity:
    return Identity(IdentityKind.PARENT_BSUID, value)


def lid(value: str) -> Identity:
    return Identity(IdentityKind.LID, value)


def email(value: str) -> Identity:
    return Identity(IdentityKind.EMAIL, value)


def group(value: str) -> Identity:
    return Identity(IdentityKind.GROUP, value)


def visitor(value: str) -> Identity:
    return Identity(IdentityKind.VISITOR, value)


MARIA = phone("5511988887777")
MARIA_OLD = phone("551188887777")
"""The same mobile as accounts opened long ago know it."""
MARIA_BSUID = bsuid("BR.13491208655302741918")
MARIA_LID = lid("184069530861739@lid")

OPERATOR: Principal = system("test")
