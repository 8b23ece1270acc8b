"""Contacts, their identities and their consent."""

from prosa.contacts import consent
from prosa.contacts.queries import addresses, find, matching, name_of, view, views
from prosa.contacts.schemas import (
    BrokenEntry,
    Consent,
    ConsentSource,
    ConsentStatus,
    ContactView,
    Identity,
    IdentityKind,
    LegalBasis,
    Purpose,
    Resolved,
)
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
    "BrokenEntry",
    "Consent",
    "ConsentSource",
    "ConsentStatus",
    "ContactView",
    "Identity",
    "IdentityKind",
    "IdentityTaken",
    "LegalBasis",
    "NoIdentity",
    "Purpose",
    "Resolved",
    "addresses",
    "confirm_address",
    "consent",
    "create",
    "find",
    "matching",
    "name_of",
    "record_change",
    "rename",
    "resolve",
    "view",
    "views",
]
