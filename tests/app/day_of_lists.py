"""Everything that can happen to the lists beside the conversations, act by act."""

from dataclasses import dataclass, replace
from datetime import timedelta

from prosa import accounts, agents, knowledge, tickets
from prosa.accounts.schemas import CompanyChange, UserChange
from prosa.agents import connections as models
from prosa.agents.model_schemas import ModelChange, NewModel, Profile, Provider
from prosa.agents.schemas import AgentChange, NewVersion
from prosa.agents.understanding import corrections, learning
from prosa.agents.understanding import settings as understanding
from prosa.agents.understanding.schemas import Correction, UnderstandingChange
from prosa.agents.understanding.training import Made
from prosa.channels import (
    address,
    caution,
    circuit,
    directory,
    failover,
    prices,
    take_in,
    templates,
    upkeep,
    watch,
)
from prosa.channels import lines as lines_of
from prosa.channels import service as channels
from prosa.channels.abilities import SessionState, TemplateCategory, TemplateContent, TemplateState
from prosa.channels.models import WatchRow
from prosa.channels.port import (
    Accepted,
    Capabilities,
    ChannelPort,
    CheckStep,
    ConnectionChange,
    ErrorAction,
    Refused,
    TemplateChange,
    Unknown,
)
from prosa.conversations import MessageType, messages, opening, scanning
from prosa.conversations.schemas import Draft, Ready
from prosa.core.clock import now
from prosa.core.ids import new_id
from prosa.core.plugins import Connector
from prosa.desk import canned
from prosa.desk.schemas import CannedReplyChange, NewCannedReply
from prosa.knowledge import embedding, gaps, importing, sources
from prosa.knowledge.schemas import ArticleChange, ArticleKind, ArticleStatus, NewArticle
from prosa.knowledge.source_schemas import SourceKind
from prosa.knowledge.sources import File, NewSource
from prosa.speech import service as speech
from prosa.speech.schemas import SpeechChange
from prosa.testing.graph import FakeGraph, GraphApp
from prosa.testing.stage import serving
from prosa.tickets.schemas import NewTicket
from prosa.turns import actions
from prosa.turns.actions import Action, ActionState
from tests.app.day import ACTOR, Conversing
from tests.channels.conftest import ABILITIES, WirePort
from tests.channels.device import Device
from tests.core.documents import papers
from tests.factories import NoSettings, an_operator

READY = TemplateContent(name="pedido_pronto", language="pt_BR", category=TemplateCategory.UTILITY, body="Está pronto.")


@dataclass
class Day(Conversing):
    """A conversation and the lists beside it, through everything that can happen to them."""

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

    async def a_source_is_added(self) -> None:
        paper = File("frete.pdf", papers.pdf([[("O frete é grátis acima de R$ 200.", 50, 700, 11, False)]]))
        new = NewSource(SourceKind.PDF, "Frete", 1, paper)
        self.kept["source"] = await self.do(sources.create_source, ACTOR, new)

    async def a_source_is_read(self) -> None:
        await importing.read(self.runtime, self.kept["source"])

    async def a_source_is_taken(self) -> None:
        await self.do(sources.apply, ACTOR, self.kept["source"], [0], ArticleStatus.DRAFT)

    async def a_source_cannot_be_read(self) -> None:
        await self.do(sources.read_again, ACTOR, self.kept["source"], File("frete.pdf", b"%PDF-"))
        await importing.read(self.runtime, self.kept["source"])

    async def a_source_is_removed(self) -> None:
        await self.do(sources.remove_source, ACTOR, self.kept["source"], archive=True)

    async def an_agent_is_made(self) -> None:
        self.kept["agent"] = await self.do(agents.create_agent, ACTOR, "Lia", NewVersion())

    async def an_agent_is_renamed(self) -> None:
        await self.do(agents.change_agent, ACTOR, self.kept["agent"], AgentChange(name="Lia da loja"))

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

    # -- what happens to templates and prices

    async def templates_come_and_go(self) -> None:
        """At Meta (its fake), from the draft to the end, and once more until their line is removed."""
        graph = FakeGraph()
        async with serving(GraphApp(graph)) as base_url:
            values = graph.line.settings(base_url)
            id_ = self.kept["meta"] = await self.do(channels.add, self.runtime, ACTOR, "Meta", "meta_cloud", values)
            draft = await self.do(templates.create, self.runtime, ACTOR, id_, replace(READY, body="Olá."))
            await self.do(templates.edit, ACTOR, draft.id, READY)
            await templates.submit(self.runtime, ACTOR, draft.id)
            graph.decide(READY.name, "APPROVED")
            assert (await templates.sync(self.runtime, id_)).changed == 1
            approved = await self.do(templates.get, draft.id)
            paused = TemplateChange(
                id="t", ref=approved.ref, name=READY.name, language=READY.language, state=TemplateState.PAUSED
            )
            await take_in.fact(self.runtime, await lines_of(self.runtime).get(id_), paused)
            await templates.remove(self.runtime, ACTOR, draft.id)
            await self.do(templates.create, self.runtime, ACTOR, id_, READY)

    async def prices_are_set_and_applied(self) -> None:
        await self.do(prices.replace, ACTOR, prices.DEFAULTS[:1])
        await prices.note_costs(self.runtime)

    async def the_line_goes_with_its_templates(self) -> None:
        await self.do(channels.remove, ACTOR, self.kept["meta"])

    # -- what happens to what the agent knows and may do

    async def a_model_comes_and_changes(self) -> None:
        new = NewModel(name="Casa", provider=Provider.ANTHROPIC, model="claude-de-casa")
        id_ = self.kept["model"] = await self.do(models.add_model, self.runtime, ACTOR, new)
        await self.do(models.change_model, self.runtime, ACTOR, id_, ModelChange(name="Da casa"))
        await self.do(models.keep_profile, id_, Profile(tools=False))

    async def passages_are_to_be_found_by_meaning(self) -> None:
        """By a provider that makes no vectors."""
        """By a provider that makes no vectors."""
        await self.do(embedding.choose, ACTOR, self.kept["model"])
        await self.do(knowledge.create_article, ACTOR, NewArticle(title="Frete", kind=ArticleKind.FAQ, body="R$ 20."))
        await embedding.fill(self.runtime)

    async def the_model_goes(self) -> None:
        await self.do(models.remove_model, ACTOR, self.kept["model"])

    async def questions_find_no_answer(self) -> None:
        conversation_id = await self.talk.id()
        for question in ("alugam barraca?", "abre no natal?"):
            await self.do(gaps.note_unanswered, new_id(), conversation_id, 1, question)
        await self.do(gaps.group)
        first, second = await self.do(gaps.list_gaps)
        await self.do(gaps.draft, ACTOR, first.id)
        await self.do(gaps.dismiss, ACTOR, second.id)

    async def what_was_read_is_corrected_and_learned(self) -> None:
        subject = corrections.Subject(new_id(), await self.talk.id(), now(), "caiu de novo", "pt-BR", {})
        await self.do(corrections.correct, ACTOR, subject, Correction(category="tecnico"))
        await self.do(understanding.change_settings, ACTOR, UnderstandingChange(departments={"tecnico": "Oficina"}))
        await self.do(learning.enter, learning.Recipe(1, "-", ()), Made(b"", 1, {}), "-")

    async def a_ticket_is_opened(self) -> None:
        await self.do(tickets.open_ticket, ACTOR, self.talk.contact_id, None, NewTicket(summary="Freio solto"))

    async def an_action_waits_and_is_decided(self) -> None:
        action = Action(
            id=new_id(),
            conversation_id=await self.talk.id(),
            contact_id=self.talk.contact_id,
            turn_id=None,
            tool="contact.change",
            arguments={"full_name": "Ana"},
            key="k",
            digest="d",
            shown="Nome: Ana",
            cents=0,
            by="key:1",
            by_name="Sistema",
            language="pt-BR",
            state=ActionState.WAITING,
            authority=None,
        )
        await self.do(actions.take, action, ActionState.WAITING)
        await self.do(actions.decide, action.id, ActionState.REJECTED, "Bia")
