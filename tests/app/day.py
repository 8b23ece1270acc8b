"""Everything that can happen to one conversation and its contact, act by act."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import update

from prosa import contacts
from prosa.accounts.schemas import system
from prosa.channels import deliver
from prosa.channels.port import Accepted, ErrorAction, Refused, Unknown
from prosa.contacts import ConsentSource, ConsentStatus, Identity, IdentityKind, Purpose
from prosa.conversations import (
    Amendment,
    Author,
    Media,
    MessageType,
    Receipt,
    amend,
    answering,
    attachments,
    drafting,
    floor,
    merging,
    outcomes,
    reacting,
    sending,
    speaking,
)
from prosa.conversations.api import read_conversation
from prosa.conversations.models import ConversationRow, MessageRow
from prosa.conversations.schemas import Draft, MessageStatus
from prosa.core.clock import now
from prosa.core.runtime import Runtime
from tests.channels.conftest import WirePort
from tests.conversations.conftest import Talk
from tests.factories import a_contact

ACTOR = system("test")
PAST = timedelta(seconds=1)


@dataclass
class Conversing:
    """One conversation through everything that can happen to it."""

    talk: Talk
    port: WirePort
    kept: dict[str, Any] = field(default_factory=dict)

    @property
    def runtime(self) -> Runtime:
        return self.talk.runtime

    async def do(self, work: Callable[..., Awaitable[Any]], *arguments: Any, **named: Any) -> Any:
        """One function of a service, in a transaction of its own."""
        async with self.runtime.db.transaction() as session:
            return await work(session, *arguments, **named)

    async def sends(self, *outcomes: Any) -> None:
        """The line takes what is due; its provider answers as given, then with yes."""
        self.port.outcomes.extend(outcomes)
        await deliver.deliver(self.runtime, await self.talk.id())

    async def changes(self, row: Any, **values: Any) -> None:
        """Time passes: only columns that no screen shows."""
        async with self.runtime.db.transaction() as session:
            await session.execute(update(row).values(**values))

    async def amends(self, kind: str, target: str, text: str | None = None, author: Author = Author.CONTACT) -> None:
        talk = self.talk
        amendment = Amendment(talk.channel_id, talk.contact_id, f"a.{uuid4()}", kind, target, author, text, now())
        await self.do(amend, amendment)

    @property
    def last_id(self) -> str:
        return self.talk.heard[-1].provider_id

    # -- what a contact does

    async def says(self) -> None:
        await self.talk.says("oi")

    async def says_it_twice(self) -> None:
        await self.talk.hears(self.talk.heard[-1])

    async def sends_a_picture(self) -> None:
        await self.talk.says("foto", type=MessageType.IMAGE, media=Media("image/jpeg", ref="m1"))

    async def its_file_comes(self) -> None:
        attachment_id = (await self.talk.messages())[-1].attachment_id
        await self.do(attachments.stored, attachment_id, "ab/" + "0" * 64, "image/png", 3)

    async def sends_a_card(self) -> None:
        await self.talk.says(None, type=MessageType.CONTACTS, media=Media("text/vcard", ref="m3"))

    async def the_card_is_read(self) -> None:
        attachment_id = (await self.talk.messages())[-1].attachment_id
        await self.do(attachments.tell, attachment_id, {"contacts": [{"name": "João", "phones": []}]})

    async def sends_a_picture_that_is_gone(self) -> None:
        await self.talk.says(None, type=MessageType.IMAGE, media=Media("image/jpeg", ref="m2"))
        await self.do(attachments.missing, (await self.talk.messages())[-1].attachment_id, "gone")

    async def replies_to_the_picture(self) -> None:
        await self.talk.says("esta", reply_to=self.talk.heard[-2].provider_id)

    async def edits_what_was_replied_to(self) -> None:
        await self.amends("edit", self.talk.heard[-3].provider_id, "outra legenda")

    async def reacts(self) -> None:
        await self.amends("reaction", self.last_id, "👍")

    async def takes_the_reaction_back(self) -> None:
        await self.amends("reaction", self.last_id, None)

    async def deletes(self) -> None:
        await self.amends("delete", self.last_id)

    async def edits_before_it_comes(self) -> None:
        await self.amends("edit", "wamid.early", "corrigido")

    async def which_comes_at_last(self) -> None:
        await self.talk.says("errado", provider_id="wamid.early")

    async def replies_before_it_comes(self) -> None:
        await self.talk.says("a isto", reply_to="wamid.replied")

    async def and_the_replied_comes(self) -> None:
        await self.talk.says("isto", provider_id="wamid.replied")

    async def somebody_unknown_reacts(self) -> None:
        new = self.kept["new"] = replace(self.talk, contact_id=await self.do(a_contact, "Nina"), heard=[])
        amendment = Amendment(
            new.channel_id, new.contact_id, "a.old", "reaction", "wamid.old", Author.CONTACT, "👍", now()
        )
        await self.do(amend, amendment)

    async def who_writes_at_last(self) -> None:
        await self.kept["new"].says("oi")

    # -- what the agent does

    async def sees_the_answer_being_written(self) -> None:
        conversation, turn = await self.talk.id(), uuid4()
        async with self.runtime.db.transaction() as session:
            epoch = (await session.get_one(ConversationRow, conversation)).epoch
        assert await self.do(drafting.show, conversation, epoch, turn, "São dois")
        await self.do(drafting.drop, conversation, turn)

    async def is_answered(self) -> None:
        await self.talk.is_answered("um", "dois")

    async def the_answer_goes_out(self) -> None:
        await self.sends()

    async def receipts_come(self) -> None:
        for message in await self.talk.messages("out"):
            await self.talk.receipt(message.id, MessageStatus.DELIVERED, message.provider_id)
            await self.talk.receipt(message.id, MessageStatus.READ, message.provider_id)

    async def reacts_to_the_answer(self) -> None:
        answer = (await self.talk.messages("out"))[-1]
        await self.amends("reaction", answer.provider_id, "❤️")

    async def an_operator_reacts(self) -> None:
        said = (await self.talk.messages("in"))[0]
        await self.do(reacting.react, self.talk.operators[0], said.id, "🙏")

    async def the_line_takes_no_reactions(self) -> None:
        await self.sends(Refused("unsupported", "no reactions here", ErrorAction.GIVE_UP))

    async def what_it_cost_is_told_at_last(self) -> None:
        read = next(message for message in await self.talk.messages("out") if message.status == MessageStatus.READ)
        told = Receipt(self.talk.channel_id, read.provider_id, None, MessageStatus.SENT, now(), cost_category="utility")
        await self.do(outcomes.apply_receipt, told)

    async def a_receipt_overtakes_the_answer(self) -> None:
        await self.talk.says("mais uma")
        await self.talk.is_answered("dois e meio")
        send = await self.talk.begins()
        assert send is not None
        await self.talk.receipt(send.message_id, MessageStatus.DELIVERED)
        await self.talk.is_sent(send)

    async def is_answered_while_the_line_breaks(self) -> None:
        await self.talk.says("e agora?")
        await self.talk.is_answered("três")
        await self.sends(Unknown("time-out"))

    async def the_worker_looks_again(self) -> None:
        await self.changes(MessageRow, not_before=None)
        await self.changes(MessageRow, sending_at=now() - timedelta(hours=1))
        await self.sends()

    async def is_answered_and_refused_for_good(self) -> None:
        await self.talk.is_given_back()
        await self.talk.says("alô?")
        await self.talk.is_answered("quatro")
        await self.sends(Refused("131026", "not on WhatsApp", ErrorAction.GIVE_UP))

    async def the_agent_calls_a_person(self) -> None:
        await self.talk.is_given_back()
        await self.talk.says("quero uma pessoa")
        material = await self.talk.takes_up()
        assert material is not None
        await self.talk.answers(material, "Já chamo.", reason="asked")

    async def nobody_answered_in_time(self) -> None:
        await self.talk.is_given_back()
        await self.talk.says("esquecida")
        await self.do(answering.call_a_person, await self.talk.id(), "overdue", Draft(text="Já chamo alguém."))

    # -- what operators do

    async def takes_over_what_the_agent_had_queued(self) -> None:
        await self.talk.is_given_back()
        await self.talk.says("pergunta")
        await self.talk.is_answered("tarde demais")
        await self.talk.claims(0)

    async def another_takes_over(self) -> None:
        await self.talk.claims(1, force=True)

    async def writes(self) -> None:
        await self.talk.operator_says("Bom dia!", "c1", operator=1)

    async def writes_the_same_once_more(self) -> None:
        await self.talk.says("mais uma")
        await self.talk.operator_says("Bom dia!", "c1", operator=1)

    async def the_send_begins(self) -> None:
        self.kept["send"] = await self.talk.begins()

    async def its_worker_dies(self) -> None:
        await self.changes(MessageRow, lease_until=now() - PAST)
        await self.talk.next(patience=0)

    async def the_receipt_tells_that_it_went(self) -> None:
        send = self.kept["send"]
        await self.talk.receipt(send.message_id, MessageStatus.SENT, "wamid.told")

    async def is_refused_for_a_while(self) -> None:
        await self.talk.operator_says("segunda", "c2", operator=1)
        await self.sends(Refused("130429", "slow down", ErrorAction.WAIT, retry_after=60))

    async def fails_by_a_receipt(self) -> None:
        message = (await self.talk.messages("out"))[-1]
        await self.talk.receipt(message.id, MessageStatus.FAILED, "wamid.second")

    async def is_tried_again(self) -> None:
        await self.do(speaking.retry, (await self.talk.messages("out"))[-1].id)

    async def gets_no_answer(self) -> None:
        await self.sends(Unknown("time-out"))

    async def goes_out_again(self) -> None:
        message = (await self.talk.messages("out"))[-1]
        await self.do(outcomes.send_again, await self.talk.id(), message.id)

    async def gets_no_answer_again(self) -> None:
        await self.sends(Unknown("time-out"))

    async def is_given_up(self) -> None:
        conversation_id, message = await self.talk.id(), (await self.talk.messages("out"))[-1]
        async with self.runtime.db.transaction() as session:
            await sending.next_send(session, conversation_id, 0)
            await outcomes.give_up(session, conversation_id, message.id, "unconfirmed", "no receipt ever came")

    async def misses_the_window(self) -> None:
        late = replace(self.talk, contact_id=await self.do(a_contact, "Otto"), heard=[])
        await late.says("há dois dias", sent_at=now() - timedelta(hours=48))
        await late.operator_says("tarde", "c3", operator=1)
        await deliver.deliver(self.runtime, await late.id())

    async def notes(self) -> None:
        await self.do(speaking.add_note, await self.talk.id(), self.talk.operators[0], "cliente antiga", "n1")

    async def had_answered_on_the_phone_long_ago(self) -> None:
        asked = replace(self.talk, contact_id=await self.do(a_contact, "Olga"), heard=[])
        await asked.says("qual o preço?", sent_at=now() - timedelta(hours=3))
        await asked.says("60 reais", sent_at=now() - timedelta(hours=2), from_phone=True)

    async def reads(self) -> None:
        await self.talk.says("leia")
        conversation_id = await self.talk.id()
        async with self.runtime.db.transaction() as session:
            await read_conversation(session, self.runtime, ACTOR, conversation_id)

    async def gives_back(self) -> None:
        await self.talk.is_given_back()

    async def resolves(self) -> None:
        await self.talk.says("obrigada")
        await self.talk.is_resolved()

    async def takes_it_up_again(self) -> None:
        await self.do(floor.reopen_for, await self.talk.id(), self.talk.operators[0])

    async def the_contact_comes_back(self) -> None:
        await self.talk.is_resolved()
        await self.talk.says("voltei")

    async def types_on_the_phone(self) -> None:
        await self.talk.says("aqui é da loja", from_phone=True)

    async def the_phones_time_ends(self) -> None:
        await self.changes(ConversationRow, give_back_at=now() - PAST)
        await self.do(floor.give_back_expired)

    # -- what happens to contacts

    async def the_contact_is_renamed(self) -> None:
        await self.do(contacts.rename, ACTOR, self.talk.contact_id, "Mariana Alves")

    async def the_contact_is_marked_as_important(self) -> None:
        await self.do(contacts.mark_vip, ACTOR, self.talk.contact_id, vip=True)

    async def somebody_new_writes(self) -> None:
        await self.do(contacts.resolve, [self.phone("5511977776666")], "Bento", None)

    async def the_name_changes_with_the_profile(self) -> None:
        await self.do(contacts.resolve, [self.phone("5511977776666")], "Bento Lima", "bento")

    async def the_number_comes_without_its_ninth_digit(self) -> None:
        await self.do(contacts.resolve, [self.phone("551177776666")], None, None)

    async def the_numbers_of_two_come_together(self) -> None:
        own = (await self.do(contacts.view, self.talk.contact_id)).identities[0]
        await self.do(contacts.resolve, [self.phone("5511977776666"), own], None, None)

    async def the_number_changes(self) -> None:
        own = self.kept["phone"] = (await self.do(contacts.view, self.talk.contact_id)).identities[0]
        await self.do(contacts.record_change, [own], [self.phone("5511981112222")])

    async def the_provider_used_another_form(self) -> None:
        await self.talk.operator_says("oi de novo", "c4", operator=1)
        await self.sends(Accepted("wamid.form", self.phone("551181112222")))

    async def a_contact_is_written_down(self) -> None:
        await self.do(contacts.create, ACTOR, "Célia", [self.phone("5511955554444")])

    async def two_turn_out_to_be_one(self) -> None:
        other = replace(self.talk, contact_id=await self.do(a_contact, "Mari"), heard=[])
        await other.says("sou eu também")
        await self.do(merging.merge, ACTOR, self.talk.contact_id, other.contact_id)

    async def and_two_again(self) -> None:
        (merge,) = (await self.do(contacts.detail, self.talk.contact_id)).merges
        await self.do(merging.undo, ACTOR, merge.id)

    async def consent_is_given(self) -> None:
        await self.do(
            contacts.record_consent, self.talk.contact_id, Purpose.MARKETING, ConsentStatus.GRANTED,
            "v1", "Aceito", ConsentSource.IN_PERSON, {},
        )  # fmt: skip

    def phone(self, number: str) -> Identity:
        return Identity(IdentityKind.PHONE, number)
