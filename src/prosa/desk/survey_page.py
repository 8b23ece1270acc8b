"""The public page of a survey: plain HTML that works without a script, for whoever has its link."""

from html import escape
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import HTMLResponse

from prosa.core.errors import NotFound
from prosa.core.http import SessionDep
from prosa.desk import surveys
from prosa.desk.surveys import SCALE, Invitation

router = APIRouter(include_in_schema=False)

HEADERS = {"cache-control": "no-store", "referrer-policy": "no-referrer", "x-robots-tag": "noindex"}
_TEXTS = {
    "pt": {
        "lang": "pt-BR",
        "score": "Nota",
        "lowest": "pior",
        "highest": "melhor",
        "comment": "Quer contar mais? (opcional)",
        "send": "Enviar",
        "done": "Obrigado! Sua resposta foi registrada.",
        "gone": "Este link não vale mais.",
    },
    "en": {
        "lang": "en",
        "score": "Score",
        "lowest": "worst",
        "highest": "best",
        "comment": "Would you like to tell us more? (optional)",
        "send": "Send",
        "done": "Thank you! Your answer was recorded.",
        "gone": "This link is no longer valid.",
    },
}
_STYLE = """
:root{color-scheme:light dark;--paper:#faf9f6;--ink:#1d2b26;--line:#d9d6cd;--mata:#146b54;--on:#fff;--soft:#e5f2ec}
@media (prefers-color-scheme:dark){:root{--paper:#16201c;--ink:#eef3f0;--line:#3a4741;--mata:#5fc7a4;--on:#0f1a16;
--soft:#24362f}}
*{box-sizing:border-box}body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
main{max-width:34rem;margin:0 auto;padding:2.5rem 1.25rem}h1{font-size:1.05rem;font-weight:600;margin:0 0 1.5rem}
fieldset{border:0;margin:0;padding:0}legend{font-size:1.3rem;font-weight:600;line-height:1.3;padding:0}
.scores{display:grid;grid-template-columns:repeat(auto-fit,minmax(2.75rem,1fr));gap:.4rem;margin:1.25rem 0 .4rem}
.scores label{position:relative}.scores input{position:absolute;opacity:0;inset:0;width:100%;height:100%;margin:0}
.scores span{display:grid;place-items:center;height:2.9rem;border:1px solid var(--line);border-radius:.6rem;
font-weight:600}
.scores input:checked+span{background:var(--mata);border-color:var(--mata);color:var(--on)}
.scores input:focus-visible+span{outline:3px solid var(--mata);outline-offset:2px}
.ends{display:flex;justify-content:space-between;font-size:.85rem;margin:0 0 1.5rem}
textarea{width:100%;min-height:6rem;padding:.7rem;border:1px solid var(--line);border-radius:.6rem;
background:transparent;color:inherit;font:inherit;margin-top:.3rem}
button{margin-top:1.25rem;padding:.7rem 1.4rem;border:0;border-radius:.6rem;background:var(--mata);color:var(--on);
font:inherit;font-weight:600}.note{background:var(--soft);border-radius:.6rem;padding:1rem 1.2rem}
"""


@router.get("/avaliar/{token}")
async def show(session: SessionDep, token: str) -> HTMLResponse:
    try:
        found = await surveys.invitation(session, token)
    except NotFound:
        return _gone()
    return _page(found, _note(found, "done") if found.answered else _form(found))


@router.post("/avaliar/{token}")
async def take(
    session: SessionDep,
    token: str,
    score: Annotated[int, Form(ge=0, le=10)],
    comment: Annotated[str, Form(max_length=4000)] = "",
) -> HTMLResponse:
    """A second answer changes nothing and is thanked for too."""
    try:
        found = await surveys.invitation(session, token)
    except NotFound:
        return _gone()
    await surveys.answer_by_token(session, token, score, comment.replace("\0", ""))
    return _page(found, _note(found, "done"))


def _form(found: Invitation) -> str:
    texts, (lowest, highest) = _TEXTS[found.language], SCALE[found.kind]
    scores = "".join(
        f'<label><input type="radio" name="score" value="{n}" required aria-label="{texts["score"]} {n}">'
        f"<span>{n}</span></label>"
        for n in range(lowest, highest + 1)
    )
    return (
        f'<form method="post"><fieldset><legend>{escape(found.question)}</legend><div class="scores">{scores}</div>'
        f'<p class="ends"><span>{lowest} = {texts["lowest"]}</span><span>{highest} = {texts["highest"]}</span></p>'
        f'</fieldset><label>{texts["comment"]}<textarea name="comment" maxlength="1000"></textarea></label>'
        f"<button>{texts['send']}</button></form>"
    )


def _note(found: Invitation, key: str) -> str:
    return f'<p class="note" role="status">{_TEXTS[found.language][key]}</p>'


def _gone() -> HTMLResponse:
    both = "".join(f'<p class="note" lang="{texts["lang"]}">{texts["gone"]}</p>' for texts in _TEXTS.values())
    return _html("Prosa", "pt-BR", both, HTTPStatus.NOT_FOUND)


def _page(found: Invitation, inner: str) -> HTMLResponse:
    return _html(found.company, _TEXTS[found.language]["lang"], inner, HTTPStatus.OK)


def _html(title: str, language: str, inner: str, status: HTTPStatus) -> HTMLResponse:
    name = escape(title)
    page = (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{name}</title>'
        f'<meta name="viewport" content="width=device-width,initial-scale=1"><style>{_STYLE}</style></head>'
        f"<body><main><h1>{name}</h1>{inner}</main></body></html>"
    )
    return HTMLResponse(page, status, headers=HEADERS)
