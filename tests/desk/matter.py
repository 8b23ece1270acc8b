"""Matters as they go: a contact, what the agent and people say to them, and how it ends."""

from uuid import UUID

from prosa.conversations import Decision, Draft, answering, floor
from prosa.conversations.answering import Standing
from prosa.core.ids import new_id
from prosa.desk import counting
from tests.conversations.conftest import Talk
from tests.factories import a_contact
from tests.team import Team


async def a_talk(team: Team, name: str = "Mariana") -> Talk:
    """With Paula and Rafa as its operators."""
    async with team.runtime.db.transaction() as session:
        contact_id = await a_contact(session, name)
    return Talk(team.runtime, team.channel_id, contact_id, [team.paula_id, team.rafa_id])


async def is_answered(talk: Talk, text: str, confidence: float = 1.0, reason: str | None = None) -> UUID:
    """The agent's turn; returns its id."""
    material = await talk.takes_up()
    assert material is not None
    decision = Decision(
        turn_id=new_id(),
        said=tuple(line.id for line in material.said),
        drafts=(Draft(text=text),),
        state={},
        reason=reason,
        confidence=confidence,
    )
    async with talk.runtime.db.transaction() as session:
        standing = await answering.standing(session, material.conversation_id, material.epoch, material.said[-1].seq)
        assert standing is Standing.SAME
        await answering.carry_out(session, material.conversation_id, decision)
    return decision.turn_id


async def is_resolved_by(talk: Talk, operator_id: UUID, reason: str | None = None) -> None:
    conversation_id = await talk.id()
    async with talk.runtime.db.transaction() as session:
        await floor.resolve(session, conversation_id, reason, operator_id)


async def a_handed_matter(team: Team, name: str = "Mariana") -> Talk:
    """Asked, answered, handed over, taken by Paula, spoken to and resolved."""
    talk = await a_talk(team, name)
    await talk.says("Meu pedido 4821 não chegou")
    await is_answered(talk, "Vou chamar uma pessoa.", reason="asked_for_human")
    await talk.claims()
    await talk.operator_says("Boa tarde! Qual o número do pedido?", "a")
    await talk.says("já disse, 4821")
    await is_resolved_by(talk, team.paula_id, "entregue")
    return talk


async def count(team: Team) -> None:
    async with team.runtime.db.transaction() as session:
        while await counting.count(session):
            pass
