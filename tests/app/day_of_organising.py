"""Everything operators do to sort, put aside and write for later, and what is told to others about it, act by act."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import update

from prosa import contacts
from prosa.accounts.schemas import Principal, PrincipalKind, Role
from prosa.contacts.fields import NewContactField
from prosa.conversations import labels, mentions, snoozing, sorting, speaking
from prosa.conversations.labels import Color, LabelChange, NewLabel
from prosa.conversations.schemas import Priority
from prosa.conversations.writing import NewMessage
from prosa.core.clock import now
from prosa.core.db import Session
from prosa.desk import alerts, macros, saved_views, scheduled, telling
from prosa.desk.actions import Wake
from prosa.desk.alerts import AlertKind, NewAlert
from prosa.desk.macros import NewMacro
from prosa.desk.models import AlertRow, ScheduledRow
from prosa.desk.saved_views import NewSavedView, ViewFilters
from prosa.desk.scheduled import NewScheduled
from tests.app.day import ACTOR
from tests.app.day_of_lists import Day


class OrganiseDay(Day):
    """A conversation that is sorted, put aside, remarked on and answered later."""

    @property
    def paula(self) -> Principal:
        return Principal(PrincipalKind.USER, self.talk.operators[0], "Paula", Role.OPERATOR)

    async def a_label_is_put_on(self) -> None:
        label = await self.do(labels.add_label, ACTOR, NewLabel(name="Troca", color=Color.BLUE))
        await self.do(labels.put_on, ACTOR, await self.talk.id(), label.id)
        self.kept["label"] = label.id

    async def the_label_is_renamed(self) -> None:
        await self.do(labels.change_label, ACTOR, self.kept["label"], LabelChange(name="Trocas"))

    async def the_label_is_taken_off(self) -> None:
        await self.do(labels.take_off, await self.talk.id(), self.kept["label"])

    async def it_becomes_urgent(self) -> None:
        await self.do(sorting.set_priority, await self.talk.id(), Priority.CRITICAL)

    async def it_is_given_back_first(self) -> None:
        await self.talk.is_given_back()

    async def it_is_put_aside_and_comes_back(self) -> None:
        conversation_id = await self.talk.id()
        await self.do(snoozing.snooze, conversation_id, self.talk.operators[0], now() + timedelta(hours=1))
        await self.do(snoozing.wake, conversation_id, by="time")

    async def a_colleague_is_mentioned_and_reads_it(self) -> None:
        both = self.talk.operators
        await self.do(speaking.add_note, await self.talk.id(), both[0], "@Diego", "mention", [both[1]])
        await self.do(mentions.read, both[1], None)

    async def a_message_is_written_for_later_and_sent(self) -> None:
        new = NewScheduled(message=NewMessage(client_id="l", text="chegou"), send_at=now() + timedelta(hours=1))
        id_ = await self.do(scheduled.schedule, self.paula, await self.talk.id(), new)
        await self.do(_its_time_comes, id_)

    async def a_macro_is_kept(self) -> None:
        await self.do(macros.add_macro, ACTOR, NewMacro(name="Voltar", steps=[Wake(kind="wake")]))

    async def a_view_is_kept(self) -> None:
        await self.do(saved_views.add_view, ACTOR, NewSavedView(name="Urgentes", filters=ViewFilters(), shared=True))

    async def a_field_is_filled_in(self) -> None:
        field = await self.do(contacts.fields.add_field, ACTOR, NewContactField(label="Loja"))
        await self.do(contacts.fields.set_values, ACTOR, self.talk.contact_id, {field.key: "Centro"})

    async def an_alert_fails(self) -> None:
        new = NewAlert(
            name="Plantão",
            connector="webhook",
            settings={"url": "http://127.0.0.1:1/"},
            kinds=[AlertKind.QUEUE_FULL],
        )
        await self.do(alerts.add_alert, self.runtime, ACTOR, new)
        await self.do(telling.note, AlertKind.QUEUE_FULL, "full", queue_id=None, count=9)
        await self.do(_is_due)
        await telling.send_due(self.runtime)


async def _its_time_comes(session: Session, scheduled_id: UUID) -> None:
    await session.execute(update(ScheduledRow).values(send_at=now() - timedelta(seconds=1)))
    await scheduled.send(session, scheduled_id)


async def _is_due(session: Session) -> None:
    await session.execute(update(AlertRow).values(due_at=now() - timedelta(seconds=1)))
