"""Everything that can happen to what supervisors look after: held messages, rules, surveys and what is counted."""

from dataclasses import replace
from uuid import UUID

from sqlalchemy import update

from prosa.conversations import holding
from prosa.conversations.holding import HoldKind
from prosa.conversations.schemas import Priority
from prosa.core.clock import now
from prosa.core.db import Session
from prosa.desk import automating, automation, cases, counting, held, surveys
from prosa.desk.actions import Prioritise
from prosa.desk.automation import Conditions, NewAutomation, Trigger
from prosa.desk.held import HoldRuleItem
from prosa.desk.models import CaseRow
from prosa.desk.surveys import AnsweredBy, SurveyKind, SurveyPlan
from tests.app.day import ACTOR
from tests.app.day_of_lists import Day
from tests.conversations.conftest import Talk
from tests.desk.matter import is_answered, is_resolved_by
from tests.factories import a_contact

UNSURE = HoldRuleItem(
    kind=HoldKind.LOW_CONFIDENCE, active=True, minutes=30, words=None, below=0.6, templates=None
)  # fmt: skip
PLAN = SurveyPlan(kind=SurveyKind.CSAT, question="", thanks="", low=2, people_only=False)
URGENT = NewAutomation(
    name="Reembolso é urgente",
    active=True,
    trigger=Trigger.MESSAGE,
    conditions=Conditions(words=["reembolso"]),
    actions=[Prioritise(kind="priority", priority=Priority.CRITICAL)],
)


class SuperviseDay(Day):
    """A conversation whose answers are held, that rules are about, and whose contact is asked how it was."""

    @property
    def vera(self) -> Talk:
        """Whoever all of this happens to."""
        return self.kept["vera"]  # type: ignore[no-any-return]

    async def unsure_replies_are_to_wait(self) -> None:
        self.kept["vera"] = replace(self.talk, contact_id=await self.do(a_contact, "Vera"), heard=[])
        await self.do(held.set_rule, ACTOR, UNSURE)

    async def a_reply_waits_and_leaves_in_other_words(self) -> None:
        await self.do(held.approve, ACTOR, await _is_answered_unsurely(self.vera), "Sim, até as 12h.")

    async def another_waits_and_is_rejected(self) -> None:
        await self.do(held.reject, ACTOR, await _is_answered_unsurely(self.vera), "não é verdade")

    async def another_waits_for_too_long(self) -> None:
        await self.vera.is_given_back()
        await self.do(holding.expire, await _is_answered_unsurely(self.vera))

    async def another_waits_and_a_person_takes_over(self) -> None:
        await self.vera.is_given_back()
        await _is_answered_unsurely(self.vera)
        await self.vera.claims()
        assert await self.do(holding.withdraw) == 1

    async def a_rule_is_made_and_carried_out(self) -> None:
        await self.do(automation.add_rule, ACTOR, URGENT)
        await self.vera.says("quero reembolso")
        assert await automating.carry_out(self.runtime) == 1

    async def it_is_counted_and_is_late(self) -> None:
        while await self.do(counting.count):
            pass
        await self.do(counting.mark_late, await self.vera.id())

    async def the_contact_is_asked_how_it_was(self) -> None:
        await self.do(surveys.set_plan, ACTOR, PLAN)
        await is_resolved_by(self.vera, self.vera.operators[0])
        await self.do(counting.count)
        self.kept["survey"] = await self.do(surveys.ask, self.runtime, await self.vera.id())

    async def and_was_not_content(self) -> None:
        await self.vera.says("1")
        assert await self.do(surveys.answer, self.kept["survey"], 1, "demorou", AnsweredBy.CHAT)

    async def somebody_is_answered_and_says_no_more(self) -> None:
        quiet = replace(self.talk, contact_id=await self.do(a_contact, "Quirino"), heard=[])
        await quiet.says("abrem amanhã?")
        await is_answered(quiet, "Abrimos, sim.")
        await self.do(counting.count)
        assert await self.do(_time_goes_by, await quiet.id())


async def _is_answered_unsurely(talk: Talk) -> UUID:
    """The id of the reply that waits."""
    await talk.says("vocês entregam domingo?")
    await is_answered(talk, "Acho que sim.", confidence=0.3)
    return (await talk.messages("out"))[-1].id


async def _time_goes_by(session: Session, conversation_id: UUID) -> int:
    mine = update(CaseRow).where(CaseRow.conversation_id == conversation_id)
    await session.execute(mine.values(last_at=now() - 2 * cases.QUIET))
    return await counting.close_quiet(session)
