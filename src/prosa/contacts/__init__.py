"""Contacts, their identities and their consent."""

from prosa.contacts import fields
from prosa.contacts.consent import current as current_consents
from prosa.contacts.consent import history as consent_history
from prosa.contacts.consent import record as record_consent
from prosa.contacts.consent import verify_chain as verify_consents
from prosa.contacts.merging import Merge, NotMergeable, merge, note_conversations, standing_merge
from prosa.contacts.merging import undo as undo_merge
from prosa.contacts.queries import addressee, addresses, detail, everyone_seen_as, find, matching, name_of, view, views
from prosa.contacts.schemas import (
    BrokenEntry,
    Consent,
    ConsentSource,
    ConsentStatus,
    ContactKind,
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
    learn_name,
    mark_vip,
    record_change,
    rename,
    resolve,
)

__all__ = [
    "BrokenEntry",
    "Consent",
    "ConsentSource",
    "ConsentStatus",
    "ContactKind",
    "ContactView",
    "Identity",
    "IdentityKind",
    "IdentityTaken",
    "LegalBasis",
    "Merge",
    "NoIdentity",
    "NotMergeable",
    "Purpose",
    "Resolved",
    "addressee",
    "addresses",
    "confirm_address",
    "consent_history",
    "create",
    "current_consents",
    "detail",
    "everyone_seen_as",
    "fields",
    "find",
    "learn_name",
    "mark_vip",
    "matching",
    "merge",
    "name_of",
    "note_conversations",
    "record_change",
    "record_consent",
    "rename",
    "resolve",
    "standing_merge",
    "undo_merge",
    "verify_consents",
    "view",
    "views",
]
