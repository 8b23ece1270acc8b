"""When two identifiers mean the same person: the keys contacts are matched by."""

import re
from collections.abc import Iterable

import phonenumbers

from prosa.contacts.schemas import Identity, IdentityKind
from prosa.core.errors import Invalid

CERTAINTY = (
    IdentityKind.PHONE,
    IdentityKind.BSUID,
    IdentityKind.PARENT_BSUID,
    IdentityKind.LID,
    IdentityKind.EMAIL,
    IdentityKind.VISITOR,
    IdentityKind.GROUP,
)
"""Which identifier decides when several contacts hold those of one payload: the first of these."""

LONGEST = 320
"""Characters of the longest identifier there is, an e-mail address."""

LID_MARK = "@lid"
LONGEST_PHONE = 15
"""Digits of the longest number E.164 allows."""

_PHONE = re.compile(r"\+?([0-9][0-9 ().-]*)(?:@(?:c\.us|s\.whatsapp\.net))?")
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
_DEVICE = re.compile(r":[0-9]+(?=@|$)")
_BRAZILIAN_MOBILE = re.compile(r"55([1-9][1-9])9?([6-9][0-9]{7})")

Key = tuple[IdentityKind, str]


def match_key(identity: Identity) -> Key | None:
    """What makes two identifiers equal; None when the value cannot be one of its kind.

    A phone is compared by its digits, a Brazilian mobile always with its ninth digit.
    """
    identity = clean(identity)
    kind, value = identity.kind, identity.value
    if kind is IdentityKind.PHONE:
        key = _phone_key(value)
    elif kind is IdentityKind.LID:
        key = value.removesuffix(LID_MARK)
    else:
        key = value.casefold() if kind is IdentityKind.EMAIL else value
    return (kind, key) if key and len(key) <= LONGEST else None


def clean(identity: Identity) -> Identity:
    """As the provider wrote it, without outer blanks and what no column can keep.

    WhatsApp's mark of one device (`:12`) goes too; what it marks as a hidden id (`…@lid`) is one even when it
    was handed over as a phone.
    """
    kind, value = identity.kind, _UNSTORABLE.sub("", identity.value).strip()
    if kind in (IdentityKind.PHONE, IdentityKind.LID):
        value = _DEVICE.sub("", value)
        kind = IdentityKind.LID if value.endswith(LID_MARK) else kind
    return Identity(kind, value)


def spellings(phone_key: str) -> list[str]:
    """The digits a phone is known by: a Brazilian mobile also without its ninth digit."""
    mobile = _BRAZILIAN_MOBILE.fullmatch(phone_key)
    return [phone_key, f"55{mobile[1]}{mobile[2]}"] if mobile else [phone_key]


def typed_phone(text: str) -> Identity:
    """A phone as a person writes it, Brazilian when it names no country. Raises `Invalid`."""
    try:
        number = phonenumbers.parse(text, "BR")
    except phonenumbers.NumberParseException as problem:
        raise Invalid("this is not a phone number", field="phone") from problem
    if phonenumbers.is_possible_number_with_reason(number) != phonenumbers.ValidationResult.IS_POSSIBLE:
        raise Invalid("a phone number needs area code and number", field="phone")
    written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return Identity(IdentityKind.PHONE, written.removeprefix("+"))


def by_key(identities: Iterable[Identity]) -> dict[Key, list[str]]:
    """Forms by key, the most certain kind first; values that cannot be identifiers are left out, and beside a group
    whatever is a person's."""
    found: dict[Key, list[str]] = {}
    given = list(identities)
    groups = [identity for identity in given if identity.kind is IdentityKind.GROUP]
    for identity in groups or given:
        key, form = match_key(identity), clean(identity).value
        if key and form not in found.setdefault(key, []):
            found[key].append(form)
    return dict(sorted(found.items(), key=lambda item: CERTAINTY.index(item[0][0])))


def _phone_key(value: str) -> str | None:
    phone = _PHONE.fullmatch(value)
    digits = re.sub(r"[^0-9]", "", phone[1]) if phone else ""
    mobile = _BRAZILIAN_MOBILE.fullmatch(digits)
    if mobile:
        return f"55{mobile[1]}9{mobile[2]}"
    return digits if 0 < len(digits) <= LONGEST_PHONE else None
