"""What has a form of its own: CPF, CNPJ, CEP, phone and e-mail."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import phonenumbers

from prosa.core.redaction import valid_cnpj, valid_cpf


@dataclass(frozen=True, slots=True)
class Entity:
    """A part of a message that names something. `value` is comparable: digits only, a number, an ISO date or time."""

    type: str
    text: str
    value: str | float
    start: int
    end: int

    def overlaps(self, other: "Entity") -> bool:
        return self.start < other.end and other.start < self.end


_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
_CPF = re.compile(r"(?<![\w.])\d{3}[. ]?\d{3}[. ]?\d{3}[-/. ]?\d{2}(?!\w)")
_CNPJ = re.compile(r"(?i)(?<![\w.])[A-Z\d]{2}[. ]?[A-Z\d]{3}[. ]?[A-Z\d]{3}[/ ]?[A-Z\d]{4}[- ]?\d{2}(?!\w)")
_CEP = re.compile(r"(?<![\w.-])(?:\d{5}-\d{3}|\d{2}\.\d{3}-\d{3})(?![\w-])")
_CEP_SAID = re.compile(r"(?i)\bcep\b\D{0,12}?(?P<value>\d{5}[ -]?\d{3})(?!\d)")
_MOST = 2000
"""Characters looked at."""


def documents(text: str) -> list[Entity]:
    """In the order of their certainty; no two share a character."""
    text = text[:_MOST]
    found: list[Entity] = []
    for entity in _all(text):
        if not any(entity.overlaps(other) for other in found):
            found.append(entity)
    return found


def _all(text: str) -> Iterator[Entity]:
    for match in _EMAIL.finditer(text):
        yield Entity("email", match[0], match[0].lower(), *match.span())
    yield from _checked("cnpj", _CNPJ, valid_cnpj, text)
    yield from _checked("cpf", _CPF, valid_cpf, text)
    for match in _CEP_SAID.finditer(text):
        yield Entity("cep", match["value"], re.sub(r"\D", "", match["value"]), *match.span("value"))
    yield from _checked("cep", _CEP, bool, text)
    for number in phonenumbers.PhoneNumberMatcher(text, "BR"):
        value = phonenumbers.format_number(number.number, phonenumbers.PhoneNumberFormat.E164)
        yield Entity("phone", number.raw_string, value.lstrip("+"), number.start, number.end)


def _checked(kind: str, pattern: re.Pattern[str], valid: Callable[[str], bool], text: str) -> Iterator[Entity]:
    for match in pattern.finditer(text):
        if valid(match[0]):
            yield Entity(kind, match[0], re.sub(r"[\W_]", "", match[0]).upper(), *match.span())
