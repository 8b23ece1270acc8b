"""Whatever happens in whatever order, the books balance."""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from prosa.conversations import FloorTaken, answering, outcomes, reacting, sending
from prosa.conversations.models import ConversationRow, MessageRow
from prosa.conversations.schemas import Doubtful, MessageStatus
from prosa.core.clock import now
from tests.factories import a_contact

ACTIONS = st.sampled_from(
    [
        "says",
        "repeats",
        "types_on_phone",
        "take_up",
        "answer",
        "answer_in_two",
        "answer_at_length",
        "hand_off",
        "begin",
        "sent",
        "lost",
        "receipt",
        "late_receipt",
        "failed_receipt",
        "worker_dies",
        "reconcile",
        "claim",
        "other_claims",
        "operator_says",
        "operator_reacts",
        "give_back",
        "resolve",
    ]
)


@dataclass
class Story:
    """A conversation with a turn and a send that may be under way while other things happen."""

    talk: Any
    material: Any = None
    send: Any = None
    sent: list[Any] = field(default_factory=list)
    count: int = 0

    async def play(self, action: str) -> None:
        self.count += 1
        await getattr(self, f"do_{action}")()

    async def do_says(self) -> None:
        await self.talk.says(f"mensagem {self.count}")

    async def do_repeats(self) -> None:
        await self.talk.hears(self.talk.heard[-1])

    async def do_types_on_phone(self) -> None:
        await self.talk.says("pelo celular", from_phone=True)

    async def do_take_up(self) -> None:
        self.material = self.material or await self.talk.takes_up()

    async def do_answer(self, *texts: str, reason: str | None = None) -> None:
        if self.material is not None:
            await self.talk.answers(self.material, *(texts or ("resposta",)), reason=reason)
            self.material = None

    async def do_answer_in_two(self) -> None:
        await self.do_answer("parte um", "parte dois")

    async def do_answer_at_length(self) -> None:
        """On a line that takes fifty characters at once."""
        async with self.talk.runtime.db.transaction() as session:
            await session.execute(update(ConversationRow).values(text_limit=50))
        await self.do_answer("Uma frase que diz alguma coisa. " * 4)

    async def do_operator_reacts(self) -> None:
        said = (await self.talk.messages("in"))[0]
        async with self.talk.runtime.db.transaction() as session:
            await reacting.react(session, self.talk.operators[0], said.id, "👍" if self.count % 2 else None)

    async def do_hand_off(self) -> None:
        await self.do_answer("já chamo", reason="asked_for_person")

    async def do_begin(self) -> None:
        self.send = self.send or await self.talk.begins()

    async def do_sent(self) -> None:
        if self.send is not None:
            await self.talk.is_sent(self.send)
            self.sent.append(self.send)
            self.send = None

    async def do_lost(self) -> None:
        if self.send is not None:
            await self.talk.is_lost_sight_of(self.send, patience=-1)
            self.sent.append(self.send)
            self.send = None

    async def do_receipt(self) -> None:
        for send in self.sent:
            await self.talk.receipt(send.message_id, MessageStatus.DELIVERED)

    async def do_late_receipt(self) -> None:
        for send in self.sent:
            await self.talk.receipt(send.message_id, MessageStatus.SENT)

    async def do_failed_receipt(self) -> None:
        if self.sent:
            await self.talk.receipt(self.sent[-1].message_id, MessageStatus.FAILED)

    async def do_worker_dies(self) -> None:
        """Turn and send are forgotten; their leases run out."""
        self.material = self.send = None
        past = now() - timedelta(seconds=1)
        async with self.talk.runtime.db.transaction() as session:
            await session.execute(
                update(MessageRow).where(MessageRow.lease_until.is_not(None)).values(lease_until=past)
            )

    async def do_reconcile(self) -> None:
        conversation_id = await self.talk.id()
        async with self.talk.runtime.db.transaction() as session:
            doubtful = await sending.next_send(session, conversation_id, -1)
            if isinstance(doubtful, Doubtful):
                await outcomes.send_again(session, conversation_id, doubtful.message_id)

    async def do_claim(self, operator: int = 0) -> None:
        try:
            await self.talk.claims(operator)
        except FloorTaken:
            return

    async def do_other_claims(self) -> None:
        await self.talk.claims(1, force=True)

    async def do_operator_says(self) -> None:
        try:
            await self.talk.operator_says("aqui é gente", f"c{self.count}")
        except FloorTaken:
            return

    async def do_give_back(self) -> None:
        await self.talk.is_given_back()

    async def do_resolve(self) -> None:
        await self.talk.is_resolved()


@given(st.lists(ACTIONS, max_size=25))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_the_books_balance_after_any_story(talk, actions):
    async with talk.runtime.db.transaction() as session:
        contact_id = await a_contact(session)
    story = Story(replace(talk, contact_id=contact_id, heard=[]))
    await story.do_says()
    for action in actions:
        await story.play(action)
    assert await story.talk.problems() == {}, actions
    messages = await story.talk.messages()
    assert [m.seq for m in messages] == list(range(1, len(messages) + 1))
    row = await story.talk.row()
    pending = [m for m in messages if m.outcome == "pending"]
    assert not pending or row.status == "bot"
    assert not pending or story.material or row.answer_due_at or "worker_dies" in actions


@given(st.lists(ACTIONS, max_size=25))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_every_story_comes_to_an_end(talk, actions):
    """Left alone with a working engine and line, nothing stays pending and nothing stays unsent."""
    async with talk.runtime.db.transaction() as session:
        contact_id = await a_contact(session)
    story = Story(replace(talk, contact_id=contact_id, heard=[]))
    await story.do_says()
    for action in actions:
        await story.play(action)
    for step in ("worker_dies", "reconcile"):
        await story.play(step)
    await _rouse(story)
    rounds = 0
    while await _open_ends(story) and rounds < 60:
        for step in ("take_up", "answer", "begin", "sent", "reconcile"):
            await story.play(step)
        rounds += 1
    assert not await _open_ends(story), actions
    assert await story.talk.problems() == {}


async def _open_ends(story: Story) -> int:
    """How many messages wait for an answer or for being sent."""
    messages = await story.talk.messages()
    waiting = [m for m in messages if m.outcome == "pending"]
    return len(waiting) + len([m for m in messages if m.status in ("queued", "sending", "unconfirmed")])


async def _rouse(story: Story) -> None:
    """What the sweeper does for a turn whose worker is gone."""
    conversation_id = await story.talk.id()
    async with story.talk.runtime.db.transaction() as session:
        await answering.look_again(session, conversation_id)
