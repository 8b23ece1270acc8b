"""What a row of a table or the head of a Markdown file may say about an article, as people write it."""

import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from typing import TypedDict

from prosa.core.language import fold
from prosa.knowledge.schemas import ArticleKind, Audience

NAMES = {
    "title": "pergunta perguntas question titulo title assunto duvida tema",
    "body": "resposta respostas answer conteudo content texto body descricao",
    "kind": "tipo kind categoria type",
    "valid_from": "valido de|valido desde|inicio|valid from|vigencia inicio",
    "valid_until": "valido ate|validade|fim|expira|expira em|valid until|expires|vigencia fim",
    "audience": "publico|audience|visibilidade|quem ve",
}
_FIELD = {
    name: field for field, names in NAMES.items() for name in (names.split("|") if "|" in names else names.split())
}
_KINDS = {
    ArticleKind.FAQ: "faq pergunta perguntas duvida duvidas",
    ArticleKind.PROCEDURE: "procedure procedimento procedimentos processo passo tutorial guia",
    ArticleKind.POLICY: "policy politica politicas regra regras termo termos",
    ArticleKind.CONTACT: "contact contato contatos endereco telefone horario",
}
_KIND = {word: kind for kind, words in _KINDS.items() for word in words.split()}
_OWN = re.compile(r"operators?|operadores|atendentes?|intern[oa]s?|internal|equipe|staff")
_DATE = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})")
_HEAD = re.compile(r"\A\ufeff?---[ \t]*\n(.{0,4000}?)\n---[ \t]*(?:\n|\Z)", re.S)


class Said(TypedDict):
    """None: nothing was said, or nothing that is understood."""

    kind: ArticleKind | None
    valid_from: date | None
    valid_until: date | None
    audience: Audience | None


def field_of(name: str) -> str | None:
    """Which of `NAMES` a column or key stands for."""
    return _FIELD.get(" ".join(re.split(r"[\s_-]+", fold(name).strip())))


def said(values: Mapping[str, str]) -> Said:
    """`values` by the names of `NAMES`."""
    kinds = (_KIND.get(word) for word in fold(values.get("kind", "")).split())
    own = fold(values.get("audience", "")).split()
    first, last = day(values.get("valid_from", "")), day(values.get("valid_until", ""))
    if first and last and last < first:
        first = last = None
    return Said(
        kind=next((kind for kind in kinds if kind), None),
        valid_from=first,
        valid_until=last,
        audience=(Audience.OPERATORS if _OWN.fullmatch(own[0]) else Audience.ALL) if own else None,
    )


def day(text: str) -> date | None:
    """`2026-12-31` or `31/12/2026`; None for anything else."""
    text = text.strip()
    with suppress(ValueError):
        return date.fromisoformat(text[:10])
    match = _DATE.match(text)
    if match is None:
        return None
    year = int(match[3]) + (2000 if len(match[3]) == 2 else 0)
    with suppress(ValueError):
        return date(year, int(match[2]), int(match[1]))
    return None


def head(text: str) -> tuple[dict[str, str], str]:
    """The `key: value` lines between dashes at the beginning of a Markdown file, and what follows them."""
    match = _HEAD.match(text.replace("\r\n", "\n"))
    if match is None:
        return {}, text
    pairs = (line.partition(":") for line in match[1].split("\n"))
    found = {field: value.strip().strip("\"'") for key, _, value in pairs if (field := field_of(key))}
    return found, match.string[match.end() :]
