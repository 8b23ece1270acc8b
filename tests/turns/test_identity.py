"""Who writes is proved by what a person of the team has on file; guessing it is stopped, whatever is guessed."""

import pytest
from sqlalchemy import update

from prosa.agents.engine import Reply, ReplyKind, Toolbox, Turn
from prosa.contacts import IdentityKind
from prosa.contacts.models import IdentityRow
from prosa.contacts.tools import CONTACT_CHANGE, IDENTITY_VERIFY
from prosa.core.errors import ProsaError
from prosa.core.ids import new_id
from prosa.core.tools import IdentityNeeded, NotReady, OverLimit, Tool
from tests.factories import a_contact
from tests.turns.conftest import Desk
from tests.turns.shop import Shop

EMAIL, FOREIGN = "mariana@example.com", "diego@example.com"
MOST = IDENTITY_VERIFY.limits.calls_a_day or 0


@pytest.fixture
async def shop(desk: Desk) -> Shop:
    """With the real tools about identity; the team has written down an e-mail address of two contacts."""
    shop = Shop()
    shop.furnish(desk.runtime)
    for tool in (IDENTITY_VERIFY, CONTACT_CHANGE):
        desk.runtime.registry.add(Tool, tool.name, tool)
    async with desk.runtime.db.transaction() as session:
        other = await a_contact(session, "Diego")
        for contact_id, address in ((desk.contact_id, EMAIL), (other, FOREIGN)):
            session.add(
                IdentityRow(
                    id=new_id(),
                    contact_id=contact_id,
                    kind=IdentityKind.EMAIL,
                    match_key=address,
                    forms=[address],
                    source="operator",
                )
            )
    return shop


async def calls(desk: Desk, name: str, **arguments: str) -> bool | ProsaError:
    """One turn in which the engine calls a tool: whether it verified, or the refusal."""
    came: list[bool | ProsaError] = []

    async def thought(turn: Turn, toolbox: Toolbox) -> Reply:
        try:
            came.append(bool((await toolbox.call(name, **arguments)).get("verified", True)))
        except ProsaError as refusal:
            came.append(refusal)
        return Reply(ReplyKind.SMALL_TALK, "Certo.")

    desk.mind.thought = thought
    await desk.says(" ".join(arguments.values()) + f" {new_id()}")
    await desk.is_looked_at()
    return came[-1]


async def is_trusted(desk: Desk) -> bool:
    return not isinstance(await calls(desk, "order.secret", number="A1"), IdentityNeeded)


async def test_the_right_address_opens_what_needs_proof_and_a_wrong_one_does_not(desk: Desk, shop: Shop) -> None:
    assert await calls(desk, "identity.verify", email="maria@example.com") is False
    assert not await is_trusted(desk)
    assert await calls(desk, "identity.verify", email=EMAIL.upper()) is True
    assert await is_trusted(desk)


async def test_the_address_of_somebody_else_proves_nothing(desk: Desk, shop: Shop) -> None:
    assert await calls(desk, "identity.verify", email=FOREIGN) is False
    assert not await is_trusted(desk)


async def test_who_guessed_too_often_is_locked_out_even_with_the_right_one(desk: Desk, shop: Shop) -> None:
    for number in range(MOST):
        assert await calls(desk, "identity.verify", email=f"m{number}@example.com") is False
    assert isinstance(await calls(desk, "identity.verify", email=EMAIL), OverLimit)
    assert not await is_trusted(desk)


async def test_several_guesses_in_one_turn_are_counted_each(desk: Desk, shop: Shop) -> None:
    came: list[bool | ProsaError] = []

    async def thought(turn: Turn, toolbox: Toolbox) -> Reply:
        for number in range(MOST + 3):
            try:
                came.append((await toolbox.call("identity.verify", email=f"m{number}@example.com"))["verified"])
            except ProsaError as refusal:
                came.append(refusal)
        return Reply(ReplyKind.SMALL_TALK, "Certo.")

    desk.mind.thought = thought
    await desk.says("sou eu")
    await desk.is_looked_at()
    assert came[:MOST] == [False] * MOST
    assert all(isinstance(each, OverLimit) for each in came[MOST:])


async def test_a_proof_is_good_in_its_conversation_only(desk: Desk, shop: Shop) -> None:
    assert await calls(desk, "identity.verify", email=EMAIL) is True
    async with desk.runtime.db.transaction() as session:
        stranger = await a_contact(session, "Estranha")
    own, desk.contact_id = desk.contact_id, stranger
    assert not await is_trusted(desk)
    desk.contact_id = own
    assert await is_trusted(desk)


async def test_an_address_the_contact_had_changed_proves_nothing(desk: Desk, shop: Shop) -> None:
    async with desk.runtime.db.transaction() as session:
        mine = update(IdentityRow).where(IdentityRow.match_key == EMAIL)
        await session.execute(mine.values(source="change"))
    assert isinstance(await calls(desk, "identity.verify", email=EMAIL), NotReady)
    assert not await is_trusted(desk)


async def test_on_a_line_that_does_not_say_who_writes_nothing_can_be_proved(desk: Desk, shop: Shop) -> None:
    shop.line.known = False
    assert isinstance(await calls(desk, "identity.verify", email=EMAIL), IdentityNeeded)
