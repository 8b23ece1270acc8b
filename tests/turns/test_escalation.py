"""Each rule that calls a person, at its bounds; and what happens when nobody is there to be called."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from pydantic import BaseModel

from prosa import agents, contacts
from prosa.accounts import change_company
from prosa.accounts.schemas import CompanyChange, system
from prosa.accounts.tools import COMPANY_HOURS
from prosa.agents.engine import Instructions, Reply, ReplyKind, Toolbox, Turn
from prosa.agents.schemas import EscalationRule, NewVersion
from prosa.conversations import Author, Direction, MessageStatus, MessageType, MessageView
from prosa.core.ids import new_id
from prosa.core.tools import Tool, ToolContext
from prosa.tickets import Wanted, list_tickets
from prosa.tickets.schemas import Ticket
from prosa.tickets.tools import TICKET_OPEN
from prosa.turns import escalation
from prosa.turns.escalation import Before, Circumstances
from tests.turns.conftest import Desk, Nothing

ACTOR = system("test")
NOON = datetime(2026, 11, 20, 15, tzinfo=UTC)
CROSS = {"negative": True}


def rule(kind: str, **params: Any) -> EscalationRule:
    return EscalationRule(kind=kind, params=params)


def a_turn(*said: str, rules: Sequence[EscalationRule] = ()) -> Turn:
    instructions = Instructions(UUID(int=0), 1, "Lia", "mind", "", "", "", "pt-BR", {}, escalation=tuple(rules))
    lines = tuple(a_line(words, seq) for seq, words in enumerate(said, 1))
    return Turn(new_id(), new_id(), "Helena", lines, (), instructions, {}, NOON, first_contact=False)


def a_line(words: str, seq: int) -> MessageView:
    return MessageView(
        id=new_id(),
        conversation_id=new_id(),
        seq=seq,
        direction=Direction.IN,
        author=Author.CONTACT,
        type=MessageType.TEXT,
        text=words,
        payload={},
        reply_to_id=None,
        provider_id=None,
        status=MessageStatus.RECEIVED,
        sent_at=NOON,
    )


def before(minutes: float, kind: ReplyKind = ReplyKind.CLARIFY, **changes: Any) -> Before:
    """A turn so many minutes ago."""
    values = {"said": "aquilo", "confidence": 0.6, "negative": False, "errors": {}, **changes}
    return Before(at=NOON - timedelta(minutes=minutes), kind=kind, **values)


def reason(
    turn: Turn, *past: Before, kind: ReplyKind = ReplyKind.CLARIFY, vip: bool = False, **reply: Any
) -> str | None:
    given = Reply(kind, "Certo.", confidence=0.6, **reply)
    return escalation.reason(turn, given, (), Circumstances(past, vip))


# -- nothing settled for a while


@pytest.mark.parametrize(
    ("past", "called"),
    [
        ([], False),
        ([before(4.9)], False),
        ([before(5.1)], True),
        ([before(8), before(3)], True),
        ([before(8), before(3, ReplyKind.ANSWER)], False),
        ([before(8), before(3, ReplyKind.ASK)], False),
        ([before(8), before(3, ReplyKind.SMALL_TALK)], True),
        ([before(6, ReplyKind.SMALL_TALK)], False),
        ([before(31)], False),
        ([before(50), before(40), before(4)], False),
        ([before(50), before(25), before(4)], True),
    ],
    ids=lambda value: (
        ", ".join(f"{(NOON - b.at).total_seconds() / 60:g} {b.kind}" for b in value)
        if isinstance(value, list)
        else None
    ),
)
def test_what_is_not_settled_in_five_minutes_calls_a_person(past: list[Before], *, called: bool) -> None:
    assert reason(a_turn("não é isso"), *past) == ("no_resolution" if called else None)


@pytest.mark.parametrize("kind", [ReplyKind.ANSWER, ReplyKind.ASK, ReplyKind.SMALL_TALK])
def test_what_is_settled_now_is_not_late(kind: ReplyKind) -> None:
    assert reason(a_turn("não é isso"), before(6), kind=kind) is None


def test_the_company_says_how_long_is_long() -> None:
    late = a_turn("não é isso", rules=[rule("no_resolution", minutes=10)])
    assert reason(late, before(9)) is None
    assert reason(late, before(11)) == "no_resolution"


# -- important contacts


def test_an_important_contact_who_complains_gets_a_person_and_one_who_asks_an_answer() -> None:
    assert reason(a_turn("que absurdo"), vip=True, understanding=CROSS) == "vip"
    assert reason(a_turn("que absurdo"), vip=False, understanding=CROSS) is None
    assert reason(a_turn("qual o prazo?"), vip=True) is None
    assert reason(a_turn("qual o prazo?", rules=[rule("vip", only_complaints=False)]), vip=True) == "vip"


async def test_who_is_important_is_read_from_the_contact(desk: Desk) -> None:
    desk.mind.says(Reply(ReplyKind.SMALL_TALK, "Certo.", understanding=CROSS))
    async with desk.runtime.db.transaction() as session:
        await contacts.mark_vip(session, ACTOR, desk.contact_id, vip=True)
    await desk.says("que absurdo")
    await desk.is_looked_at()
    assert (await desk.row()).handoff_reason == "vip"


# -- a refusal that is not accepted


@pytest.mark.parametrize(
    ("said", "error", "called"),
    [
        ("mas eu tenho direito", "tool_over_limit", True),
        ("isso é um absurdo", "tool_not_ready", True),
        ("não aceito", "tool_approval_rejected", True),
        ("but I paid for it", "tool_disabled", True),
        ("tá bom, obrigada", "tool_over_limit", False),
        ("mas eu tenho direito", "tool_confirmation_needed", False),
        ("mas eu tenho direito", "tool_approval_needed", False),
        ("mas eu tenho direito", "not_found", False),
    ],
)
def test_a_refusal_that_is_disputed_calls_a_person(said: str, error: str, *, called: bool) -> None:
    refused = before(1, ReplyKind.CLARIFY, errors={"shop.refund": error})
    assert reason(a_turn(said), refused) == ("refusal_disputed" if called else None)
    assert reason(a_turn(said), refused, before(0.5)) is None


# -- words


@pytest.mark.parametrize(
    ("said", "kind", "called"),
    [
        ("o webhook não chega", ReplyKind.CLARIFY, "technical"),
        ("o webhook não chega", ReplyKind.ANSWER, None),
        ("como faço integração via api?", ReplyKind.CLARIFY, "technical"),
        ("comprei um apiário", ReplyKind.CLARIFY, None),
        ("minha irmã se chama Raquel", ReplyKind.CLARIFY, None),
        ("fui ameaçada pelo entregador", ReplyKind.ANSWER, "sensitive"),
        ("sofri racismo na loja", ReplyKind.ANSWER, "sensitive"),
        ("sem querer abusar", ReplyKind.ANSWER, None),
        ("quero descriminar os itens da nota", ReplyKind.ANSWER, None),
        ("pode discriminar os itens na nota fiscal?", ReplyKind.ANSWER, None),
        ("o sabor ameaça acabar?", ReplyKind.ANSWER, None),
        ("sofri assédio do entregador", ReplyKind.ANSWER, "sensitive"),
        ("quero fazer um BOLETIM DE OCORRENCIA", ReplyKind.ANSWER, "sensitive"),
        ("os servidores caíram", ReplyKind.CLARIFY, "technical"),
    ],
)
def test_words_that_call_a_person(said: str, kind: ReplyKind, called: str | None) -> None:
    assert reason(a_turn(said), kind=kind) == called


@pytest.mark.parametrize(
    ("word", "said", "called"),
    [
        ("recall", "isso é caso de Recall?", True),
        ("recall", "recallzinho", False),
        ("recall*", "dois recalls", True),
        ("choque elétrico", "levei um choque eletrico", True),
        (r"c\w+", "choque", False),
        ("a+b", "é o plano a+b", True),
        ("*", "qualquer coisa", False),
    ],
)
def test_a_company_has_plain_words_of_its_own(word: str, said: str, called: bool) -> None:
    turn = a_turn(said, rules=[rule("sensitive", words=[word])])
    assert (reason(turn) == "sensitive") is called


def test_a_company_has_patterns_and_a_bad_one_is_taken_as_it_stands() -> None:
    for pattern, said in ((r"choqu\w+", "levei um choque"), ("(urgente", "isso é caso de recall? (urgente")):
        assert reason(a_turn(said, rules=[rule("sensitive", patterns=[pattern])])) == "sensitive"


async def test_a_delicate_matter_is_not_answered_with_an_article(desk: Desk) -> None:
    desk.has_a_library()
    desk.mind.says(Reply(ReplyKind.ANSWER, "Você tem 7 dias para trocar."))
    await desk.says("o vendedor me ameaçou quando fui trocar")
    await desk.is_looked_at()
    assert (await desk.row()).handoff_reason == "sensitive"
    assert "7 dias" not in str(await desk.replies())


# -- when nobody is there


async def nobody_is_there(desk: Desk, **version: Any) -> None:
    """The company is closed for three days, and its agent has the tools of every company."""
    for tool in (COMPANY_HOURS, TICKET_OPEN):
        desk.runtime.registry.add(Tool, tool.name, tool)
    day = (datetime.now(UTC) + timedelta(days=3)).strftime("%a").lower()
    kept = {"name": "Loja", "opening_hours": {day: [["09:00", "18:00"]]}, "holidays": "none"}
    change = CompanyChange.model_validate(kept)
    async with desk.runtime.db.transaction() as session:
        await change_company(session, ACTOR, change)
        if version:
            agent = (await agents.current_instructions(session)).agent_id
            number = await agents.add_version(session, ACTOR, agent, NewVersion.model_validate(version))
            await agents.publish_version(session, ACTOR, agent, number)


async def its_tickets(desk: Desk) -> Sequence[Ticket]:
    async with desk.runtime.db.transaction() as session:
        return (await list_tickets(session, Wanted(contact_id=desk.contact_id), None, 50)).items


async def test_whoever_asks_for_a_person_is_told_the_hours_and_gets_a_protocol_once(desk: Desk) -> None:
    await nobody_is_there(desk)
    for words in ("quero falar com um atendente", "tem alguém aí?", "alô?"):
        await desk.says(words)
        await desk.is_looked_at()
    (ticket,) = await its_tickets(desk)
    (reply,) = await desk.replies()
    assert "fora do horário e volta" in (reply or "")
    assert ticket.protocol in (reply or "")
    assert ticket.summary == "quero falar com um atendente"
    assert (await desk.row()).status == "waiting"


async def test_in_english_to_whoever_writes_in_english(desk: Desk) -> None:
    await nobody_is_there(desk)
    await desk.says("I would like to talk to a human being, please")
    await desk.is_looked_at()
    (reply,) = await desk.replies()
    assert "The team is away" in (reply or "")
    assert "protocolo" not in (reply or "")
    assert (await its_tickets(desk))[0].protocol in (reply or "")


async def test_no_protocol_is_promised_where_none_can_be_had(desk: Desk) -> None:
    await nobody_is_there(desk, tools={"ticket.open": {"enabled": False}})
    await desk.says("quero falar com um atendente")
    await desk.is_looked_at()
    (reply,) = await desk.replies()
    assert "volta" in (reply or "")
    assert "protocolo" not in (reply or "")
    assert await its_tickets(desk) == []


@pytest.mark.parametrize("looks_up", [False, True], ids=("at once", "after it read the hours"))
async def test_an_engine_that_breaks_leaves_the_hours_and_a_protocol_too(desk: Desk, *, looks_up: bool) -> None:
    await nobody_is_there(desk)

    async def breaks(turn: Turn, toolbox: Toolbox) -> Reply:
        if looks_up:
            await toolbox.call("company.hours")
        raise RuntimeError

    desk.mind.thought = breaks
    await desk.says("meu pedido veio errado")
    await desk.is_looked_at()
    (reply,) = await desk.replies()
    (ticket,) = await its_tickets(desk)
    assert (reply or "").count("fora do horário") == 1
    assert ticket.protocol in (reply or "")
    assert (await desk.row()).handoff_reason == "engine_failed"


async def test_hours_that_cannot_be_read_do_not_silence_an_engine_that_broke(desk: Desk) -> None:
    async def fails(context: ToolContext, _: Nothing) -> BaseModel:
        raise RuntimeError

    desk.runtime.registry.add(Tool, "company.hours", Tool("company.hours", "", Nothing, fails, writes=False))
    desk.mind.says(RuntimeError())
    await desk.says("meu pedido veio errado")
    await desk.is_looked_at()
    (reply,) = await desk.replies()
    assert reply == "Tive um problema para responder. Já chamei uma pessoa da equipe, que continua por aqui."


async def test_an_engines_own_words_of_handing_over_are_completed_with_the_hours(desk: Desk) -> None:
    await nobody_is_there(desk)
    desk.mind.says(Reply(ReplyKind.HANDOFF, "Vou passar para a Paula.", handoff_reason="paula"))
    await desk.says("a bota rasgou")
    await desk.is_looked_at()
    (reply,) = await desk.replies()
    assert (reply or "").startswith("Vou passar para a Paula.\n\nNeste momento a equipe está fora do horário")
    assert (await its_tickets(desk))[0].protocol in (reply or "")
