"""When two identifiers mean the same person: the keys contacts are matched by."""

import re
from collections.abc import Iterable

from prosa.contacts.schemas import Identity, IdentityKind

CERTAINTY = (
    IdentityKind.PHONE,
    IdentityKind.BSUID,
    IdentityKind.PARENT_BSUID,
    IdentityKind.LID,
    IdentityKind.EMAIL,
    IdentityKind.VISITOR,
)
"""Which identifier decides when several contacts hold those of one payload: the first of these."""

LONGEST = 320
"""Characters of the longest identifier there is, an e-mail address."""

LONGEST_PHONE = 15
"""Digits of the longest number E.164 allows."""

_PHONE = re.compile(r"\+?([0-9][0-9 ().-]*)(?:@(?:c\.us|s\.whatsapp\.net))?")
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
_DEVICE = re.compile(r":[0-9]+(?=@|$)")
_BRAZILIAN_MOBILE = re.compile(r"55([1-9][1-9])9?([6-9][0-9]{7})")

Key = tuple[IdentityKind, str]


def match_key(identity: Identity) -> Key | None:
    """What makes two identifiers equal; None when the value cannot be one of its kind.

    A phone is compared by its digits, a Brazilian mobile always with its ninth digit. What WhatsApp marks as
    a hidden id (`…@lid`) is one even when it was handed over as a phone.
    """
    value = clean(identity.value)
    kind = IdentityKind.LID if value.endswith("@lid") else identity.kind
    if kind is IdentityKind.PHONE:
        key = _phone_key(value)
    elif kind is IdentityKind.LID:
        key = value.removesuffix("@lid")
    else:
        key = value.casefold() if kind is IdentityKind.EMAIL else value
    return (kind, key) if key and len(key) <= LONGEST else None


def clean(value: str) -> str:
    """The value as the provider wrote it, without outer blanks, the mark of one device (`:12`) and what no
    column can keep."""
    return _DEVICE.sub("", _UNSTORABLE.sub("", value).strip())


def by_key(identities: Iterable[Identity]) -> dict[Key, list[str]]:
    """Forms by key, the most certain kind first; values that cannot be identifiers are left out."""
    found: dict[Key, list[str]] = {}
    for identity in identities:
        key, value = match_key(identity), clean(identity.value)
        if key and value not in found.setdefault(key, []):
            found[key].append(value)
    return dict(sorted(found.items(), key=lambda item: CERTAINTY.index(item[0][0])))


def _phone_key(value: str) -> str | None:
    phone = _PHONE.fullmatch(value)
    digits = re.sub(r"[^0-9]", "", phone[1]) if phone else ""
    mobile = _BRAZILIAN_MOBILE.fullmatch(digits)
    if mobile:
        return f"55{mobile[1]}9{mobile[2]}"
    return digits if 0 < len(digits) <= LONGEST_PHONE else None
