"""Personal data and secrets out of text: before logs, and before anything leaves for a model outside.

Found by their form and check digits: e-mail, random Pix key, Pix code (BR Code), card, CNPJ, phone, CPF, CEP, and
tokens, keys and passwords. Names have no form and are NOT found, nor are street addresses: whoever knows whose text it
is adds rules of their own (`Redaction.more`), such as `ADDRESS`.

The order of the rules matters: a Pix code may hold an e-mail or a random key, a phone with area code has the eleven
digits of a CPF, a card those of two phones.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import cycle

AREA_CODES = frozenset(
    str(code)
    for codes in (
        (*range(11, 20), 21, 22, 24, 27, 28, *range(31, 36), 37, 38, *range(41, 50), 51, 53, 54, 55),
        (*range(61, 70), 71, 73, 74, 75, 77, 79, *range(81, 90), *range(91, 100)),
    )
    for code in codes
)
_NOT_DIGIT = re.compile(r"\D")
_PLACEHOLDER = re.compile(r"<([A-Z]+)_(\d+)>")
_DIGIT = re.compile(r"\d")
_FEWEST_DIGITS = 8
"""Of a CEP, the shortest number looked for."""


def _digits(text: str) -> str:
    return _NOT_DIGIT.sub("", text)


def valid_cpf(text: str) -> bool:
    """Eleven digits with right check digits, in any punctuation; not all the same."""
    digits = [int(digit) for digit in _digits(text)]
    if len(digits) != 11 or len(set(digits)) == 1:
        return False
    return all(_cpf_digit(digits[:count]) == digits[count] for count in (9, 10))


def _cpf_digit(digits: list[int]) -> int:
    weights = range(len(digits) + 1, 1, -1)
    return sum(digit * weight for digit, weight in zip(digits, weights, strict=True)) * 10 % 11 % 10


def valid_cnpj(text: str) -> bool:
    """Twelve letters or digits and two check digits (alphanumeric since July 2026); not all the same."""
    signs = re.sub(r"[\W_]", "", text).upper()
    if not re.fullmatch(r"[A-Z0-9]{12}[0-9]{2}", signs) or len(set(signs)) == 1:
        return False
    values = [ord(sign) - 48 for sign in signs]
    return all(_cnpj_digit(values[:count]) == values[count] for count in (12, 13))


def _cnpj_digit(values: list[int]) -> int:
    weights = cycle(range(2, 10))
    rest = sum(value * weight for value, weight in zip(reversed(values), weights, strict=False)) % 11
    return 0 if rest < 2 else 11 - rest


def valid_card(text: str) -> bool:
    """A length and first digit that card brands use, and Luhn's check digit."""
    digits = _digits(text)
    if not re.fullmatch(r"[2-6]\d{15}|3[47]\d{13}|3[0689]\d{12}|4\d{12}|[46]\d{18}", digits):
        return False
    doubled = (sum(divmod(int(digit) * 2, 10)) for digit in digits[-2::-2])
    return (sum(int(digit) for digit in digits[::-2]) + sum(doubled)) % 10 == 0


def valid_phone(text: str) -> bool:
    """Brazilian with a real area code, or written with `+`. Ten bare digits count only for fixed lines: they
    look like too many other things."""
    if text.startswith("+") and not text.startswith("+55"):
        return True
    bare = text.isdigit()
    digits = _digits(text).lstrip("0")
    national = digits.removeprefix("55") if len(digits) >= 12 else digits
    if national[:2] not in AREA_CODES:
        return False
    if len(national) == 11:
        return national[2] == "9"
    return len(national) == 10 and (national[2] in "2345" or not bare or digits != national)


def _always(_: str) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Rule:
    """`value` in the pattern names the part that is hidden, when it is not all of it."""

    kind: str
    pattern: re.Pattern[str]
    valid: Callable[[str], bool] = _always

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        part = "value" if "value" in self.pattern.groupindex else 0
        position = 0
        while match := self.pattern.search(text, position):
            position = match.start() + 1
            if self.valid(match[part]):
                yield match.span(part)
                position = match.end()


_NAMES = r"(?:password|passwd|senha|secret|token|api[_-]?key|apikey|authorization|signature|cookie)"
_SECRETS = (
    Rule(
        "SECRET",
        re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)", re.DOTALL),
    ),
    Rule("SECRET", re.compile(r"\beyJ[\w-]{5,}\.[\w-]{5,}\.[\w-]+")),
    Rule(
        "SECRET",
        re.compile(
            r"\b(?:sk|pk|rk|ghp|gho|ghs|github_pat|xox[abprs]|glpat|prosa|AKIA|AIza|EAA|gAAAA)(?=[\w-]*\d)[\w-]{16,}"
        ),
    ),
    Rule("SECRET", re.compile(r"://[^\s:/@]*:(?P<value>[^\s/@<>]+)@")),
    Rule("SECRET", re.compile(r"\b(?i:bearer|basic)\s+(?P<value>[\w.~+/=-]{8,})")),
    Rule(
        "SECRET",
        re.compile(
            rf"(?i:{_NAMES})[\w-]{{0,20}}[\"']?\s{{0,3}}(?:é|is)?\s?[:=]\s{{0,3}}[\"']?"
            r"(?!(?i:bearer|basic)\s)(?P<value>[^\s\"'<>,;&{}()\[\]]{4,})"
        ),
    ),
)
_SECRET_HINTS = (
    "private key", "eyj", "sk-", "sk_", "pk_", "rk_", "ghp_", "gho_", "ghs_", "github_pat", "xox", "glpat",
    "prosa", "akia", "aiza", "eaa", "gaaaa", "://", "bearer", "basic", "passw", "senha", "secret", "token",
    "key", "authorization", "signature", "cookie",
)  # fmt: skip
ADDRESS = Rule(
    "ADDRESS",
    re.compile(
        r"\b(?i:rua|r\.|avenida|av\.?|alameda|al\.|travessa|tv\.|rodovia|rod\.|estrada|pra[çc]a|largo|viela|ladeira)"
        r" +(?:[^\W\d_][\w.'’-]*,? +){1,7}?(?i:n(?:[º°o]\.?|\.|[úu]mero)? *)?\d{1,5}(?![\d:%]|[.,]\d)"
        r"(?:(?:,| -| –)? *"
        r"(?i:ap(?:to|artamento|\.)?|bl(?:oco|\.)?|casa|sala|cj\.?|conj(?:unto|\.)?|fundos|lote|quadra)"
        r"\b\.? *[\w-]{0,6}){0,3}"
    ),
)
"""A street with its number, and what follows it within the house. Also of companies, whose addresses are no secret: for
texts that leave the house and come back."""
_BRCODE = Rule("BRCODE", re.compile(r"000201[\x20-\x7e]{20,600}?6304[\dA-Fa-f]{4}"))
_EMAIL = Rule("EMAIL", re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}"))
_NUMBERS = (
    # Version 4, as banks draw random keys; our own ids are version 7 and stay readable.
    Rule("PIX", re.compile(r"(?i)\b[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}\b")),
    Rule(
        "CARD",
        re.compile(r"(?<![\w+])(?:\d{13,19}|\d{4}(?:[ -]\d{4}){3}|3\d{3}[ -]\d{6}[ -]\d{4,5})(?!\w)"),
        valid_card,
    ),
    Rule("CNPJ", re.compile(r"(?i)(?<!\w)[A-Z\d]{2}\.?[A-Z\d]{3}\.?[A-Z\d]{3}/?[A-Z\d]{4}-?\d{2}(?!\w)"), valid_cnpj),
    Rule("PHONE", re.compile(r"(?<!\w)\+\d(?:[ .()-]{0,2}\d){7,14}(?!\w)"), valid_phone),
    Rule(
        "PHONE",
        re.compile(
            r"(?<![\w.])(?:00|\+)?(?:55[ .-]?)?\(?0?[1-9]\d\)?[ .-]{0,2}(?:9[ .]?\d{4}|[2-9]\d{3})[ .-]?\d{4}(?!\w)"
        ),
        valid_phone,
    ),
    Rule("PHONE", re.compile(r"(?<!\w)9\d{4}-\d{4}(?!\w)")),
    Rule("CPF", re.compile(r"(?<!\w)\d{3}[. ]?\d{3}[. ]?\d{3}[-/ .]?\d{2}(?!\w)"), valid_cpf),
    Rule("CEP", re.compile(r"(?<!\w)(?:\d{5}-\d{3}|\d{2}\.\d{3}-\d{3})(?!\w)")),
    Rule("CEP", re.compile(r"\b(?i:cep)\W{0,3}(?P<value>\d{8})(?!\w)")),
)


def _rules_for(text: str) -> Iterator[Rule]:
    """Those that may find something: most texts need none, and looking costs more than asking."""
    lowered = text.lower()
    if any(hint in lowered for hint in _SECRET_HINTS):
        yield from _SECRETS
    if "000201" in text:
        yield _BRCODE
    if "@" in text:
        yield _EMAIL
    if len(_DIGIT.findall(text)) >= _FEWEST_DIGITS:
        yield from _NUMBERS


@dataclass(slots=True)
class Redaction:
    """Hides and gives back: one value has one placeholder for as long as the object lives.

    Keep it in memory, for one conversation at most; it holds what it hides. `more` are rules beyond those for
    everybody.
    """

    more: tuple[Rule, ...] = ()

    _placeholders: dict[tuple[str, str], str] = field(default_factory=dict, repr=False)
    _values: dict[str, str] = field(default_factory=dict, repr=False)
    _counts: dict[str, int] = field(default_factory=dict)

    def hide(self, text: str) -> str:
        """The text with `<CPF_1>` and the like in place of what was found."""
        if "<" in text:
            text = _PLACEHOLDER.sub(lambda match: self._placeholder("TEXT", match[0]), text)
        for rule in (*_rules_for(text), *self.more):
            text = self._apply(rule, text)
        return text

    def placeholder(self, kind: str, value: str) -> str:
        """The one that stands for this value from now on."""
        return self._placeholder(kind, value)

    def knows(self, placeholder: str) -> bool:
        return placeholder in self._values

    def restore(self, text: str) -> str:
        """The text with the values back in place of their placeholders; unknown ones stay."""
        return _PLACEHOLDER.sub(lambda match: self._values.get(match[0], match[0]), text)

    def _apply(self, rule: Rule, text: str) -> str:
        parts, end = [], 0
        for start, stop in rule.spans(text):
            parts += [text[end:start], self._placeholder(rule.kind, self.restore(text[start:stop]))]
            end = stop
        return "".join([*parts, text[end:]]) if parts else text

    def _placeholder(self, kind: str, value: str) -> str:
        known = self._placeholders.get((kind, value))
        if known is None:
            number = self._counts[kind] = self._counts.get(kind, 0) + 1
            known = self._placeholders[kind, value] = f"<{kind}_{number}>"
            self._values[known] = value
        return known


def redact(text: str) -> str:
    """The text without personal data and secrets, for good."""
    redaction = None
    for rule in _rules_for(text):
        redaction = redaction or Redaction()
        text = redaction._apply(rule, text)
    return text
