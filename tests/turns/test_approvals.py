"""A person's word: what waits is done once and only after it, if it still holds then, and the contact hears of it."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import update

from prosa.accounts.schemas import system
from prosa.agents.phrases import shipped
from prosa.core.clock import now
from prosa.core.errors import Conflict, NotFound
from prosa.core.ids import new_id
from prosa.core.tools import ConfirmationNeeded, ConversationNeeded, ToolRefused
from prosa.turns import approvals
from prosa.turns.models import ToolActionRow
from prosa.turns.schemas import ApprovalState
from tests.turns.conftest import Desk
from tests.turns.shop import Shop
from tests.turns.test_contract import Asks, actions, hears, shop

__all__ = ["shop"]

BOSS = system("chefe")


async def asked_for_money(desk: Desk) -> ToolActionRow:
    """The contact has said yes to a refund, which now waits."""
    Asks(desk, "order.refund", number="A1", cents=1000)
    await hears(desk, "quero o dinheiro")
    await hears(desk, "sim")
    return (await actions(desk))[-1]


async def test_it_is_done_after_a_persons_yes_and_the_contact_is_told(desk: Desk, shop: Shop) -> None:
    waiting = await asked_for_money(desk)
    async with desk.runtime.db.transaction() as session:
        (shown,) = await approvals.listed(session, system("test"), ApprovalState.WAITING, 10)
    assert (shown.id, shown.tool, shown.cents, shown.contact_name) == (waiting.id, "order.refund", 1000, "Mariana")
    assert shown.shown == "Devolver 1000 centavos do pedido A1. Confirma?"
    done = await approvals.approve(desk.runtime, BOSS, waiting.id)
    assert (done.state, done.decided_by, done.result) == ("done", "chefe", {"words": "A1 feito"})
    assert list(shop.done) == [waiting.id]
    assert "autorizado e já está feito" in str((await desk.replies())[-1])


async def test_a_no_does_nothing_and_the_contact_is_told(desk: Desk, shop: Shop) -> None:
    waiting = await asked_for_money(desk)
    assert (await approvals.reject(desk.runtime, BOSS, waiting.id)).state == "rejected"
    assert shop.done == {}
    assert "não pôde autorizar" in str((await desk.replies())[-1])
    for decide in (approvals.approve, approvals.reject):
        with pytest.raises(Conflict):
            await decide(desk.runtime, BOSS, waiting.id)


async def test_two_people_at_once_do_it_once(desk: Desk, shop: Shop) -> None:
    waiting = await asked_for_money(desk)
    came = await asyncio.gather(
        *(approvals.approve(desk.runtime, BOSS, waiting.id) for _ in range(3)), return_exceptions=True
    )
    assert sorted(type(each).__name__ for each in came) == ["Approval", "Conflict", "Conflict"]
    assert len(shop.done) == 1


async def test_what_no_longer_holds_is_not_done(desk: Desk, shop: Shop) -> None:
    """Between the wish and the approval the order has become somebody else's."""
    waiting = await asked_for_money(desk)
    shop.owners["A1"] = new_id()
    failed = await approvals.approve(desk.runtime, BOSS, waiting.id)
    assert (failed.state, failed.error, shop.done) == ("failed", "tool_not_own", {})
    row = await desk.row()
    assert (row.status, row.handoff_reason) == ("waiting", "approval_failed")


async def test_a_tool_that_breaks_leaves_the_contact_with_a_person(desk: Desk, shop: Shop) -> None:
    waiting = await asked_for_money(desk)
    shop.breaks = RuntimeError("kaputt")
    failed = await approvals.approve(desk.runtime, BOSS, waiting.id)
    assert (failed.state, failed.error) == ("failed", "RuntimeError")
    assert (await desk.row()).status == "waiting"


async def test_what_a_lost_process_had_begun_may_be_approved_again(desk: Desk, shop: Shop) -> None:
    waiting = await asked_for_money(desk)
    async with desk.runtime.db.transaction() as session:
        lost = {"state": "running", "decided_at": now() - timedelta(minutes=2)}
        await session.execute(update(ToolActionRow).values(**lost))
    assert (await approvals.approve(desk.runtime, BOSS, waiting.id)).state == "done"
    assert list(shop.done) == [waiting.id]


async def test_only_what_waits_can_be_decided(desk: Desk, shop: Shop) -> None:
    Asks(desk, "order.cancel", number="A1")
    await hears(desk, "cancela")
    (offered,) = await actions(desk)
    for unknown in (offered.id, new_id()):
        with pytest.raises(NotFound):
            await approvals.approve(desk.runtime, BOSS, unknown)
    assert shop.done == {}


async def test_the_agent_says_nothing_where_a_person_has_the_floor(desk: Desk, shop: Shop) -> None:
    waiting = await asked_for_money(desk)
    said = len(await desk.replies())
    await desk.claims()
    await approvals.approve(desk.runtime, BOSS, waiting.id)
    assert len(await desk.replies()) == said
    assert list(shop.done) == [waiting.id]


ASKED = {ConfirmationNeeded.code, ConversationNeeded.code}
"""A question of its own, and one that no contact can cause."""


@pytest.mark.parametrize("code", sorted({kind.code for kind in ToolRefused.__subclasses__()} - ASKED))
def test_the_agent_has_words_for_every_reason(code: str) -> None:
    assert shipped()[code]
    assert shipped()[f"{code}.en"]
