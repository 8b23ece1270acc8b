"""Everything that can happen to the queues and to who is at work, act by act."""

import json
from datetime import timedelta
from uuid import UUID

from prosa.accounts import queues
from prosa.accounts.schemas import NewQueue, NewQueueMember, Principal, PrincipalKind, QueueChange, Role
from prosa.app import glances
from prosa.conversations import floor, waiting
from prosa.conversations.ranking import Terms
from prosa.conversations.thread import lock
from prosa.core.clock import now
from prosa.core.db import Session
from prosa.desk import distributing, levels, presence, wallet
from prosa.desk.models import EscalationRow, PresenceRow
from prosa.desk.presence import NewPresence, PresenceState
from tests.app.day import ACTOR
from tests.app.day_of_lists import Day


class QueueDay(Day):
    """A conversation that waits, is given out, passed on and left behind."""

    async def a_queue_is_added(self) -> None:
        queue = await self.do(queues.add_queue, ACTOR, NewQueue(name="Vendas"))
        self.kept["queue"] = queue.id
        await self.do(queues.change_queue, ACTOR, queue.id, QueueChange(fallback=True))
        members = [NewQueueMember(user_id=each) for each in self.talk.operators]
        await self.do(queues.set_members, ACTOR, queue.id, members)

    async def somebody_is_handed_over(self) -> None:
        await self.talk.says("atendente")
        await self.do(_hand_off, await self.talk.id())

    async def and_gets_a_place(self) -> None:
        await self.do(floor.rank, await self.talk.id(), Terms(0.7, 0.5, 0, 0.5))

    async def their_queue_is_renamed(self) -> None:
        await self.do(queues.change_queue, ACTOR, self.kept["queue"], QueueChange(name="Comercial"))

    async def the_queue_is_measured(self) -> None:
        await self.do(queues.set_paces, {self.kept["queue"]: 60})
        await self.do(queues.set_alarm, self.kept["queue"], full=True)

    async def nobody_comes(self) -> None:
        conversation_id = await self.talk.id()
        await self.do(levels.begin, conversation_id)
        await self.changes(EscalationRow, due_at=now() - timedelta(seconds=1))
        await self.do(levels.call_next, conversation_id)

    async def an_operator_comes(self) -> None:
        await self.do(presence.sign, [self.talk.operators[0]])
        await self.do(presence.say, self.talk.operators[1], NewPresence(state=PresenceState.PAUSED, reason="almoço"))

    async def and_is_given_it(self) -> None:
        conversation_id = await self.talk.id()
        place = await self.do(waiting.one, conversation_id)
        assert await self.do(floor.give_to, conversation_id, self.talk.operators[0], place.epoch)

    async def the_operator_looks_at_it(self) -> None:
        looker = Principal(PrincipalKind.USER, self.talk.operators[0], "Paula", Role.OPERATOR)
        sign = json.dumps({"type": "typing", "conversation_id": str(await self.talk.id())})
        await glances.tell(self.runtime, looker, {}, sign)

    async def the_contact_writes_and_the_operator_is_gone(self) -> None:
        await self.talk.says("ainda aí?")
        await self.changes(PresenceRow, seen_at=now() - presence.GONE_AFTER - timedelta(seconds=1))
        await self.do(presence.notice_gone)
        assert await self.do(floor.take_away, await self.talk.id(), self.talk.operators[0], distributing.AWAY)

    async def it_is_passed_to_a_colleague(self) -> None:
        both = self.talk.operators
        await self.do(floor.transfer, await self.talk.id(), by=both[0], operator_id=both[1], note="segue você")

    async def and_into_a_queue(self) -> None:
        queue_id = self.kept["queue"]
        await self.do(floor.transfer, await self.talk.id(), by=self.talk.operators[1], queue_id=queue_id, note="")

    async def the_contact_gets_a_person_of_their_own(self) -> None:
        await self.do(wallet.give, ACTOR, self.talk.contact_id, self.talk.operators[0])


async def _hand_off(session: Session, conversation_id: UUID) -> None:
    await floor.hand_off(session, await lock(session, conversation_id), "asked_for_person")
