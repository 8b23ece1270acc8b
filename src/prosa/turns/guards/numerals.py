"""Numbers as they are written: in figures of either habit, or in words."""

import re
from decimal import Decimal, InvalidOperation

_SMALL = (
    "zero um dois tres quatro cinco seis sete oito nove dez onze doze treze catorze quinze dezesseis dezessete dezoito "
    "dezenove vinte"
)
_TENS = "vinte trinta quarenta cinquenta sessenta setenta oitenta noventa"
_HUNDREDS = "cem duzentos trezentos quatrocentos quinhentos seiscentos setecentos oitocentos novecentos"
_ENGLISH = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty"
)
_ENGLISH_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_VALUES = {
    **{word: value for value, word in enumerate(_SMALL.split())},
    **{word: value for value, word in enumerate(_ENGLISH.split())},
    **{word: (place + 2) * 10 for place, word in enumerate(_TENS.split())},
    **{word: (place + 2) * 10 for place, word in enumerate(_ENGLISH_TENS.split())},
    **{word: (place + 1) * 100 for place, word in enumerate(_HUNDREDS.split())},
    **{word.replace("os", "as"): (place + 1) * 100 for place, word in enumerate(_HUNDREDS.split())},
    "uma": 1, "duas": 2, "quatorze": 14, "cento": 100, "hundred": 100,
}  # fmt: skip
_ANY = "|".join(sorted((*_VALUES, "mil", "thousand"), key=len, reverse=True))

FIGURES = r"\d{1,3}(?:\.\d{3})+(?:,\d{1,2})?|\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?|\d+(?:[.,]\d{1,2})?"
WORDS = rf"(?:{_ANY})(?:(?: e |[ -])(?:{_ANY}))*"
NUMBER = rf"(?:(?:{FIGURES})(?: mil\b)?|{WORDS})"
"""Figures or words, in folded text."""


def value_of(said: str) -> Decimal | None:
    """The number in a match of `NUMBER`."""
    if not said[:1].isdigit():
        return Decimal(_in_words(said))
    figures = in_figures(said.removesuffix(" mil"))
    return figures * 1000 if figures is not None and said.endswith(" mil") else figures


def in_figures(said: str) -> Decimal | None:
    """`1.299,90`, `1,299.90`, `1299.9` and `1.299`; three digits after a single sign are thousands."""
    sign = max(said.rfind(","), said.rfind("."))
    if sign >= 0 and len(said) - sign - 1 == 3 and not ("," in said and "." in said):
        sign = -1
    whole, fraction = (said, "") if sign < 0 else (said[:sign], said[sign + 1 :])
    try:
        return Decimal(re.sub(r"[.,]", "", whole) + ("." + fraction if fraction else ""))
    except InvalidOperation:
        return None


def _in_words(said: str) -> int:
    total = group = 0
    for word in re.split(r"[ -]", said):
        if word in ("mil", "thousand"):
            total, group = total + max(group, 1) * 1000, 0
        elif word == "hundred":
            group = max(group, 1) * 100
        else:
            group += _VALUES.get(word, 0)
    return total + group
