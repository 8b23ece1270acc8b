"""Contacts, their identities and their consent."""

from prosa.contacts.queries import addresses, name_of, view, views
from prosa.contacts.schemas import ContactView, Identity, IdentityKind, Resolved
from prosa.contacts.service import (
    IdentityTaken,
    NoIdentity,
    confirm_address,
    create,
    record_change,
    rename,
    resolve,
)

__all__ = [
    "ContactView",
    "Identity",
    "IdentityKind",
    "IdentityTaken",
    "NoIdentity",
    "Resolved",
    "addresses",
    "confirm_address",
    "create",
    "name_of",
    "record_change",
    "rename",
    "resolve",
    "view",
    "views",
]
