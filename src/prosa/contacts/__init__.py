"""Contacts, their identities and their consent."""

from prosa.contacts.consent import current as current_consents
from prosa.contacts.consent import record as record_consent
from prosa.contacts.consent import verify_chain as verify_consents
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
    "create",
    "current_consents",
    "find",
    "matching",
    "name_of",
    "record_change",
    "record_consent",
    "rename",
    "resolve",
    "verify_consents",
    "view",
    "views",
]
