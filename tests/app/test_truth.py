"""State plus changes equals a fresh fetch, after every function that changes what a screen shows."""

import ast
import inspect
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from types import FrameType
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import update

import prosa
from prosa import accounts, agents, contacts, knowledge
from prosa.accounts.schemas import CompanyChange, UserChange, system
from prosa.agents.schemas import NewVersion
from prosa.app.compose import plug_in
from prosa.channels import address, caution, circuit, deliver, directory, failover, take_in, upkeep, watch
from prosa.channels import lines as lines_of
from prosa.channels import service as channels
from prosa.channels.abilities import SessionState
from prosa.channels.models import WatchRow
from prosa.channels.port import (
    Accepted,
    Capabilities,
    ChannelPort,
    CheckStep,
    ConnectionChange,
    ErrorAction,
    Refused,
    Unknown,
)
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
    floor,
    merging,
    messages,
    opening,
    outcomes,
    reacting,
    scanning,
    sending,
    speaking,
)
from prosa.conversations.api import read_conversation
from prosa.conversations.models import ConversationRow, MessageRow
from prosa.conversations.schemas import Draft, MessageStatus, Ready
from prosa.core.clock import now
from prosa.core.outbox import publish
from prosa.core.plugins import Connector
from prosa.core.runtime import Runtime
from prosa.desk import canned
from prosa.desk.schemas import CannedReplyChange, NewCannedReply
from prosa.knowledge.schemas import ArticleChange, ArticleKind, NewArticle
from prosa.speech import service as speech
from prosa.speech.schemas import SpeechChange
from tests.app.screens import Screen, WatchedDatabase
from tests.channels.conftest import ABILITIES, WirePort
from tests.channels.device import Device
from tests.conversations.conftest import Talk
from tests.conversations.test_any_order import ACTIONS, Story
from tests.factories import NoSettings, a_channel, a_contact, an_operator

ACTOR = system("test")
PAST = timedelta(seconds=1)


@dataclass
class Day:
    """One conversation through everything that can happen to it, and the lists beside it."""

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

    async def somebody_new_writes(self) -> None:
        await self.do(contacts.resolve, [self.phone("5511977776666")], "Bento", None)

    async def the_name_changes_with_the_profile(self) -> None:
        await self.do(contacts.resolve, [self.phone("5511977776666")], "Bento Lima", "bento")

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

    # -- what happens to the lists

    async def a_channel_is_added(self) -> None:
        self.kept["channel"] = await self.do(channels.add, self.runtime, ACTOR, "Loja 2", "test", {})

    async def a_channel_is_changed(self) -> None:
        await self.do(channels.change, self.runtime, ACTOR, self.kept["channel"], name="Filial", enabled=False)

    async def a_channel_is_removed(self) -> None:
        await self.do(channels.remove, ACTOR, self.kept["channel"])

    async def a_channel_is_tried(self) -> None:
        await self.do(channels.note_check, self.talk.channel_id, [CheckStep("token", ok=True)])

    async def a_channel_is_restricted(self) -> None:
        await take_in.fact(
            self.runtime,
            await lines_of(self.runtime).get(self.talk.channel_id),
            ConnectionChange(id="c", state="restricted"),
        )

    async def a_channel_is_stopped(self) -> None:
        await self.talk.operator_says("parou", "c5", operator=1)
        await self.sends(Refused("190", "token expired", ErrorAction.STOP_CHANNEL))

    async def a_colleague_comes(self) -> None:
        await self.do(an_operator, "Rita")

    async def a_colleague_is_renamed(self) -> None:
        await self.do(accounts.change_user, ACTOR, self.talk.operators[1], UserChange(name="Diego Reis"))

    async def the_company_changes(self) -> None:
        await self.do(accounts.change_company, ACTOR, CompanyChange(name="Casa Nova"))

    async def a_canned_reply_is_added(self) -> None:
        new = NewCannedReply(shortcut="pix", title="Pix", text="A chave é o CNPJ.")
        self.kept["canned"] = (await self.do(canned.add_canned_reply, ACTOR, new)).id

    async def a_canned_reply_is_changed(self) -> None:
        await self.do(canned.change_canned_reply, ACTOR, self.kept["canned"], CannedReplyChange(title="PIX"))

    async def a_canned_reply_is_removed(self) -> None:
        await self.do(canned.remove_canned_reply, ACTOR, self.kept["canned"])

    async def an_article_is_written(self) -> None:
        new = NewArticle(title="Trocas", kind=ArticleKind.FAQ, body="Em 7 dias.")
        self.kept["article"] = await self.do(knowledge.create_article, ACTOR, new)

    async def an_article_is_changed(self) -> None:
        change = ArticleChange(title="Trocas e devoluções", kind=ArticleKind.FAQ, body="Em 30 dias.")
        await self.do(knowledge.update_article, ACTOR, self.kept["article"], change)

    async def an_article_is_archived(self) -> None:
        await self.do(knowledge.archive_article, ACTOR, self.kept["article"])

    async def an_agent_is_made(self) -> None:
        self.kept["agent"] = await self.do(agents.create_agent, ACTOR, "Lia", NewVersion())

    async def an_agent_gets_a_version(self) -> None:
        await self.do(agents.add_version, ACTOR, self.kept["agent"], NewVersion(tone="breve"))

    async def a_version_is_published(self) -> None:
        await self.do(agents.publish_version, ACTOR, self.kept["agent"], 2)

    # -- what happens to services

    async def files_are_scanned(self) -> None:
        await self.do(scanning.choose, self.runtime, ACTOR, "clamav", {})

    async def the_scanner_goes_away(self) -> None:
        await self.do(accounts.services.note, "file_scan", "connection refused")

    async def files_are_scanned_no_more(self) -> None:
        await self.do(scanning.stop, ACTOR)

    async def the_agent_learns_to_speak(self) -> None:
        spoken = [{"channel_id": self.talk.channel_id, "replies": "always"}]
        await self.do(speech.change, self.runtime, ACTOR, SpeechChange.model_validate({"channels": spoken}))

    # -- what befalls a line

    async def a_line_is_in_trouble_and_out_of_it(self) -> None:
        """Its device falls silent, its provider rests and comes back, somebody new must not be written to."""
        port, device = WirePort(), Device()
        port.can = Capabilities(unofficial=True)
        provides = {ChannelPort: port, **dict.fromkeys(ABILITIES, device)}
        self.runtime.registry.add(Connector, "linked", Connector("linked", "Linked", NoSettings, provides))
        id_ = await self.do(channels.add, self.runtime, ACTOR, "Reserva", "linked", {})
        line = await lines_of(self.runtime).get(id_)
        await self.do(accounts.change_company, ACTOR, CompanyChange(opening_hours={}))
        await watch.note(self.runtime, id_, SessionState.WORKING)
        await self.changes(WatchRow, events=100, usual_gap=1.0, last_event_at=now() - timedelta(hours=1))
        await upkeep.look_after(self.runtime, id_)
        await self.do(watch.spoke, id_)
        await upkeep.rate(self.runtime, id_)
        for _ in range(circuit.THRESHOLD):
            await self.do(circuit.note, self.runtime, line, Unknown("time-out"), probing=False)
        await self.do(circuit.note, self.runtime, line, Accepted("out.1"), probing=True)
        message_id = await self.do(opening.write_to, id_, self.talk.contact_id, Draft(text="olá"), None)
        stranger = Ready(
            message_id=message_id,
            conversation_id=(await self.do(messages.item, message_id)).conversation_id,
            channel_id=id_,
            contact_id=self.talk.contact_id,
            type=MessageType.TEXT,
            length=3,
            written_at=now(),
            attempts=0,
            answers=False,
            bound_to=None,
            trial=False,
        )
        await self.do(caution.consider, line, stranger)
        await self.do(failover.note, id_, line, stranger)
        await upkeep.remind(self.runtime)

    async def its_groups_and_the_address_are_set(self) -> None:
        (id_,) = [line.id for line in await self.do(channels.list_lines) if line.connector == "linked"]
        line = await lines_of(self.runtime).get(id_)
        made = await directory.create_group(self.runtime, ACTOR, line, "Vendas", ["5511988887777"])
        await self.do(directory.switch_group, ACTOR, id_, made.id, on=True)
        await directory.leave_group(self.runtime, ACTOR, line, made.id)
        await self.do(address.change, ACTOR, "https://loja.example.com")


HANDLES = {"do", "sends", "changes", "amends", "phone"}
ACTS = [name for name, value in vars(Day).items() if inspect.iscoroutinefunction(value) and name not in HANDLES]
"""In the order in which they are written down."""


def publishers() -> set[str]:
    """Every function of the product that publishes a change, as `module.function`."""
    root = Path(prosa.__file__).parent
    return {
        f"{'.'.join(path.relative_to(root.parent).with_suffix('').parts)}.{function.name}"
        for path in root.rglob("*.py")
        for function in ast.walk(ast.parse(path.read_text()))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef) and _calls_publish(function)
    }


def _calls_publish(function: ast.AST) -> bool:
    calls = (node for node in ast.walk(function) if isinstance(node, ast.Call))
    return any(isinstance(call.func, ast.Name) and call.func.id == publish.__name__ for call in calls)


@contextmanager
def publishers_seen() -> Iterator[set[str]]:
    """Those that really did meanwhile."""
    seen: set[str] = set()

    def watch(frame: FrameType, event: str, _: object) -> None:
        if event == "call" and frame.f_code is publish.__code__ and (caller := frame.f_back):
            seen.add(f"{caller.f_globals['__name__']}.{caller.f_code.co_name}")

    sys.setprofile(watch)
    try:
        yield seen
    finally:
        sys.setprofile(None)


@pytest.fixture
async def screen(runtime: Runtime) -> Screen:
    return Screen(runtime)


@pytest.fixture
async def db_watched(runtime: Runtime, screen: Screen) -> AsyncIterator[WatchedDatabase]:
    database = WatchedDatabase(runtime.db.url, screen)
    yield database
    await database.close()


@pytest.fixture
async def day(runtime: Runtime, db_watched: WatchedDatabase) -> Day:
    port = WirePort()
    watched = replace(runtime, db=db_watched)
    plug_in(watched)
    watched.registry.add(Connector, "test", Connector("test", "Test", NoSettings, {ChannelPort: port}))
    async with runtime.db.transaction() as session:
        channel_id = await a_channel(session, runtime.vault)
        contact_id = await a_contact(session)
        operators = [await an_operator(session), await an_operator(session, "Diego")]
    return Day(Talk(watched, channel_id, contact_id, operators), port)


async def test_after_every_commit_a_screen_shows_what_a_fetch_would(
    day: Day, screen: Screen, db_watched: WatchedDatabase
) -> None:
    await screen.opens()
    with publishers_seen() as seen:
        for act in ACTS:
            db_watched.doing = act
            await getattr(day, act)()
    assert not screen.wrong, "\n" + "\n".join(screen.wrong)
    assert publishers() - seen == set(), "these change what is shown and no act drives them"


@given(st.lists(ACTIONS, max_size=20))
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_in_any_story_a_screen_shows_what_a_fetch_would(
    day: Day, screen: Screen, db_watched: WatchedDatabase, actions: list[str]
) -> None:
    contact_id = await day.do(a_contact)
    story = Story(replace(day.talk, contact_id=contact_id, heard=[]))
    await screen.opens()
    screen.wrong.clear()
    for action in ("says", *actions):
        db_watched.doing = action
        await story.play(action)
    assert not screen.wrong, f"{actions}\n" + "\n".join(screen.wrong)
