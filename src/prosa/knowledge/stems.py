"""What remains of a word when its endings are taken off, in Portuguese and English. Pure."""

import re
import threading
from functools import lru_cache

import Stemmer  # type: ignore[import-not-found]

from prosa.core.language import Language, fold, short_verbs

SHORTEST_STEM = 4
"""Letters; what a stemmer leaves of shorter words says too little (`mesa`, `mês`)."""

_PT_ENDINGS = (
    ("coes", "ções"), ("cao", "ção"), ("soes", "sões"), ("sao", "são"), ("oes", "ões"), ("encia", "ência"),
    ("ancia", "ância"),
    ("avel", "ável"), ("aveis", "áveis"), ("ivel", "ível"), ("iveis", "íveis"), ("orio", "ório"), ("orios", "órios"),
    ("ario", "ário"), ("arios", "ários"), ("ogico", "ógico"), ("ogica", "ógica"), ("oria", "ória"),
)  # fmt: skip
_PLURALS = (
    *(("oes", "ao"), ("aes", "ao"), ("ns", "m"), ("res", "r"), ("zes", "z"), ("ses", "s")),
    *(("ais", "al"), ("eis", "el"), ("ois", "ol")),
)
_NO_PLURAL = frozenset(
    {"dois", "tres", "mais", "menos", "depois", "antes", "atras", "gratis", "simples", "onibus", "oculos", "ferias"}
    | {"reais", "seis", "pois", "jamais"}
)
_DIMINUTIVE = re.compile(r"(\w{3,}?)z?inh([oa])")
_NO_DIMINUTIVE = frozenset(
    {"sozinho", "sozinha", "caminho", "vizinho", "vizinha", "vizinhanca", "carinho", "espinho", "espinha", "farinha"}
    | {"galinha", "cozinha", "marinha", "rainha", "sobrinho", "sobrinha", "padrinho", "madrinha", "campainha"}
    | {"carrinho", "sardinha", "golfinho", "pergaminho", "moinho", "cominho"}
)
_LEFT_OVER = re.compile(r"(?<=....)(?:[aei]r|[aeo])$")
_RESPELT = re.compile(r"(.*[aeioulnr])(gu|qu)(?:e|ei|em|es|emos)")
"""Verb forms that are spelled otherwise before `e`: paguei, troquei."""
LANGUAGES: dict[Language, str] = {"pt": "portuguese", "en": "english"}
_local = threading.local()


def stem(word: str, language: Language = "pt") -> str:
    """The stem of a folded word; Portuguese forms that change spelling (`paguei`, `troquei`) meet their verb."""
    return _stem(word, language)


@lru_cache(maxsize=100_000)
def _stem(word: str, language: Language) -> str:
    if word[0].isdigit():
        return word
    if language == "pt":
        return short_verbs().get(word) or _portuguese(_plain_size(_singular(word)))
    return str(_stemmer(language).stemWord(word))


def _portuguese(word: str) -> str:
    if respelt := _RESPELT.fullmatch(word):
        word = respelt[1] + {"gu": "ga", "qu": "ca"}[respelt[2]]
    root = fold(_stemmer("pt").stemWord(_accented(word)))
    root = _LEFT_OVER.sub("", root) if len(root) > SHORTEST_STEM else root
    return root if len(root) >= SHORTEST_STEM else word


def _stemmer(language: Language) -> "Stemmer.Stemmer":
    stemmers: dict[Language, Stemmer.Stemmer] | None = getattr(_local, "stemmers", None)
    if stemmers is None:
        stemmers = _local.stemmers = {code: Stemmer.Stemmer(name, 0) for code, name in LANGUAGES.items()}
    return stemmers[language]


def _singular(word: str) -> str:
    """Without a plural ending, which the stemmer leaves on short words and on those that change (`cupons`)."""
    if len(word) <= SHORTEST_STEM - 1 or word in _NO_PLURAL or not word.endswith("s"):
        return word
    for plural, singular in _PLURALS:
        if word.endswith(plural) and len(word) > len(plural) + 1:
            return word[: -len(plural)] + singular
    return word[:-1] if word[-2] in "aeio" else word


def _plain_size(word: str) -> str:
    """Without a diminutive (`caixinha`, `pertinho`), where taking it off leaves a word."""
    found = _DIMINUTIVE.fullmatch(word)
    return found[1] + found[2] if found and word not in _NO_DIMINUTIVE else word


def _accented(word: str) -> str:
    """Puts back the accents of common endings: the stemmer knows `ção`, not `cao`."""
    for plain, accented in _PT_ENDINGS:
        if word.endswith(plain) and len(word) > len(plain) + 1:
            return word[: -len(plain)] + accented
    return word
