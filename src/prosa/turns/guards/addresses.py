"""Where somebody or something is found: links, e-mail, telephones, and the codes of orders and documents."""

import re
from datetime import date

from prosa.turns.guards.keys import Keys, Reader, both


def link(match: re.Match[str], _: date) -> tuple[Keys, Keys]:
    return both(f"link:{link_key(match[0])}")


def link_key(link: str) -> str:
    """A link as it is compared: without scheme, `www.` and what closes the sentence."""
    return re.sub(r"^(?:https?://)?(?:www\.)?", "", link.lower()).rstrip(".,;:!?)*_>]/\"'")


def email(match: re.Match[str], _: date) -> tuple[Keys, Keys]:
    return both(f"email:{match[0].rstrip('.')}")


def digits_of(kind: str) -> Reader:
    def read(match: re.Match[str], _: date) -> tuple[Keys, Keys] | None:
        digits = re.sub(r"\D", "", match[0])
        return both(f"{kind}:{digits}") if digits else None

    return read


def phone(match: re.Match[str], _: date) -> tuple[Keys, Keys] | None:
    digits = re.sub(r"\D", "", match[0])
    digits = digits.removeprefix("55") if len(digits) > 11 else digits
    return both(f"phone:{digits}", f"id:{digits}")


def code(match: re.Match[str], _: date) -> tuple[Keys, Keys] | None:
    code = re.sub(r"[\W_]", "", match["code"]).upper()
    return both(f"id:{code}", *([f"number:{int(code)}"] if code.isdigit() and len(code) < 7 else []))
