"""What leaves for the Cloud API, and what is known afterwards."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from email.utils import format_datetime
from typing import Any

import httpx
import pytest
from jsonschema import Draft202012Validator

from prosa.channels.port import Accepted, ErrorAction, Outgoing, Refused, SendOutcome, Unknown
from prosa.connectors.meta_cloud import MetaCloudChannel, MetaCloudSettings
from prosa.contacts.schemas import Identity, IdentityKind
from prosa.conversations.schemas import Media, MessageType, Option
from prosa.core.clock import now
from prosa.core.ids import new_id
from prosa.testing.counterpart import Answer, counterpart
from prosa.testing.files import attached, pdf, png, voice_note
from prosa.testing.graph import FakeGraph, GraphApp
from prosa.testing.stage import Fault, FaultKind, serving
from tests.connectors.meta_cloud.material import SCHEMA, settings

PHONE = Identity(IdentityKind.PHONE, "+55 11 98765-4321")
BSUID = Identity(IdentityKind.BSUID, "BR.13491208655302741918")
PARENT = Identity(IdentityKind.PARENT_BSUID, "BR.ENT.11815799212886844830")


def message(**changes: Any) -> Outgoing:
    values = {"message_id": new_id(), "to": (PHONE,), "type": MessageType.TEXT, "text": "Olá"}
    return Outgoing(**{**values, **changes})


@asynccontextmanager
async def line(graph: FakeGraph) -> AsyncIterator[tuple[MetaCloudSettings, httpx.AsyncClient]]:
    async with (
        serving(GraphApp(graph)) as url,
        httpx.AsyncClient(timeout=httpx.Timeout(1.5, connect=5.0), trust_env=False) as http,
    ):
        yield MetaCloudSettings.model_validate(graph.line.settings(url)), http


async def send(graph: FakeGraph, outgoing: Outgoing) -> SendOutcome:
    async with line(graph) as (credentials, http):
        return await MetaCloudChannel().send(credentials, http, outgoing)


async def sent(outgoing: Outgoing) -> dict[str, Any]:
    """The body that was taken, which must fit Meta's own description."""
    graph = FakeGraph()
    assert isinstance(await send(graph, outgoing), Accepted)
    body = dict(graph.sends[0].body)
    Draft202012Validator(SCHEMA).validate(body)
    return body


async def test_a_text_carries_our_id_and_goes_to_the_digits_of_the_phone() -> None:
    outgoing = message(reply_to="wamid.before")
    body = await sent(outgoing)
    assert body == {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": "5511987654321",
        "type": "text",
        "text": {"body": "Olá"},
        "context": {"message_id": "wamid.before"},
        "biz_opaque_callback_data": str(outgoing.message_id),
    }


@pytest.mark.parametrize(
    ("to", "expected"),
    [
        ((BSUID, PHONE), {"to": "5511987654321"}),
        ((PARENT, BSUID), {"recipient": BSUID.value}),
        ((PARENT,), {"recipient": PARENT.value}),
        ((PHONE, Identity(IdentityKind.PHONE, "551187654321")), {"to": "5511987654321"}),
    ],
)
async def test_the_address_is_the_first_phone_or_else_a_scoped_id(
    to: tuple[Identity, ...], expected: dict[str, str]
) -> None:
    body = await sent(message(to=to))
    assert {key: body[key] for key in ("to", "recipient") if key in body} == expected


async def test_the_number_meta_really_used_is_told() -> None:
    taken = b'{"contacts":[{"input":"5511987654321","wa_id":"551187654321"}],"messages":[{"id":"wamid.x"}]}'
    async with counterpart(lambda _: Answer(body=taken)) as provider, httpx.AsyncClient() as http:
        outcome = await MetaCloudChannel().send(settings(base_url=provider.url), http, message())
    assert outcome == Accepted("wamid.x", Identity(IdentityKind.PHONE, "551187654321"))


def options(*titles: str, description: str | None = None) -> tuple[Option, ...]:
    return tuple(Option(f"id-{number}", title, description) for number, title in enumerate(titles))


async def test_up_to_three_short_choices_are_buttons() -> None:
    body = await sent(message(text="Qual?", options=options("Sim", "Não", "Talvez")))
    interactive = body["interactive"]
    assert interactive["type"] == "button"
    replies = [button["reply"] for button in interactive["action"]["buttons"]]
    assert replies[0] == {"id": "id-0", "title": "Sim"}
    assert len(replies) == 3


@pytest.mark.parametrize(
    "offered",
    [
        options("Um", "Dois", "Três", "Quatro"),
        options("Quero falar com uma pessoa", "Não"),
        options("Sim", "Não", description="com calma"),
        options("Sim", "Sim"),
    ],
    ids=["four", "a long title", "descriptions", "the same title twice"],
)
async def test_what_does_not_fit_buttons_is_a_list(offered: tuple[Option, ...]) -> None:
    body = await sent(message(text="Qual?", options=offered))
    assert body["interactive"]["type"] == "list"
    assert body["interactive"]["action"]["button"] == "Ver opções"


async def test_a_title_too_long_for_a_row_is_whole_in_its_description() -> None:
    body = await sent(message(options=options("Prazo de entrega para o Sul do país", "Outro")))
    (section,) = body["interactive"]["action"]["sections"]
    assert section["rows"][0] == {
        "id": "id-0",
        "title": "Prazo de entrega para o…",
        "description": "Prazo de entrega para o Sul do país",
    }
    assert section["rows"][1] == {"id": "id-1", "title": "Outro"}


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("Qual?", options(*(f"Escolha {number}" for number in range(11)))),
        ("x" * 1025, options("Sim", "Não")),
        ("Qual?", options("x" * 73, "Não")),
        ("Qual?", (Option("mesma", "Sim"), Option("mesma", "Não"))),
    ],
    ids=["eleven", "a long text", "a very long title", "the same id twice"],
)
async def test_what_does_not_fit_a_list_is_numbered_text(text: str, offered: tuple[Option, ...]) -> None:
    body = await sent(message(type=MessageType.INTERACTIVE, text=text, options=offered))
    assert body["type"] == "text"
    assert body["text"]["body"].startswith(f"{text}\n\n1. {offered[0].title}\n2. {offered[1].title}")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"text": "x" * 4097}, "too_long"),
        ({"text": "x" * 4050, "options": options("x" * 80, "Não")}, "too_long"),
        ({"text": " "}, "empty"),
        ({"to": ()}, "no_address"),
        ({"type": MessageType.NOTE}, "type_not_sendable"),
        ({"type": MessageType.IMAGE}, "no_file"),
        ({"type": MessageType.REACTION}, "no_target"),
        ({"type": MessageType.TEMPLATE}, "no_template"),
        ({"type": MessageType.LOCATION}, "no_place"),
        ({"type": MessageType.CONTACTS}, "no_contacts"),
        ({"text": "x" * 1025, **attached(Media("image/png"), png())}, "too_long"),
    ],
)
async def test_what_can_never_go_out_is_refused_before_anything_leaves(changes: dict[str, Any], code: str) -> None:
    graph = FakeGraph()
    outcome = await send(graph, message(**changes))
    assert isinstance(outcome, Refused)
    assert (outcome.code, outcome.action) == (code, ErrorAction.GIVE_UP)
    assert (graph.sends, graph.files) == ([], {})


async def test_a_file_is_uploaded_and_sent_by_its_id() -> None:
    graph = FakeGraph()
    media = Media("image/png", filename="foto.png")
    outgoing = message(type=MessageType.IMAGE, text="veja", **attached(media, png()))
    assert isinstance(await send(graph, outgoing), Accepted)
    ((media_id, file),) = graph.files.items()
    assert (file.data, file.mime_type, file.filename) == (png(), "image/png", "foto.png")
    assert graph.sends[0].body["image"] == {"id": media_id, "caption": "veja"}


async def test_a_voice_note_is_marked_as_one() -> None:
    media = Media("audio/ogg; codecs=opus", voice=True)
    outgoing = message(type=MessageType.AUDIO, text=None, **attached(media, voice_note()))
    assert (await sent(outgoing))["audio"]["voice"] is True


@pytest.mark.parametrize(
    ("type_", "media", "data", "text"),
    [
        (MessageType.IMAGE, Media("image/gif"), b"GIF89a", None),
        (MessageType.IMAGE, Media("image/png"), b"x" * (5 * 1024 * 1024 + 1), None),
        (MessageType.AUDIO, Media("audio/webm"), b"x", None),
        (MessageType.AUDIO, Media("audio/mpeg"), b"x", "ouça"),
        (MessageType.DOCUMENT, Media("application/pdf"), pdf(), None),
    ],
    ids=["a type", "a size", "a recording", "a caption on audio", "a document"],
)
async def test_a_file_whatsapp_does_not_show_is_sent_as_a_document(
    type_: MessageType, media: Media, data: bytes, text: str | None
) -> None:
    body = await sent(message(type=type_, text=text, **attached(media, data)))
    assert body["type"] == "document"
    assert body["document"]["filename"].startswith("file")
    assert body["document"].get("caption") == text


async def test_a_file_larger_than_any_is_refused() -> None:
    media = Media("application/pdf", ref="1", size=100 * 1024 * 1024 + 1)
    outcome = await send(FakeGraph(), message(type=MessageType.DOCUMENT, media=media))
    assert isinstance(outcome, Refused)
    assert outcome.code == "file_too_large"


async def test_a_file_at_an_address_is_sent_by_its_link() -> None:
    media = Media("image/png", ref="https://loja.example/a.png")
    body = await sent(message(type=MessageType.IMAGE, text=None, media=media))
    assert body["image"] == {"link": "https://loja.example/a.png"}


@pytest.mark.parametrize(("text", "emoji"), [("👍", "👍"), (None, "")])
async def test_a_reaction_is_set_and_taken_away(text: str | None, emoji: str) -> None:
    body = await sent(message(type=MessageType.REACTION, text=text, reply_to="wamid.target"))
    assert body["reaction"] == {"message_id": "wamid.target", "emoji": emoji}
    assert "context" not in body


async def test_a_place_a_contact_and_a_template_are_sent() -> None:
    place = await sent(
        message(type=MessageType.LOCATION, payload={"latitude": 0.0, "longitude": -46.6, "name": "Loja"})
    )
    card = await sent(
        message(
            type=MessageType.CONTACTS,
            payload={"contacts": [{"name": "Ana", "phones": [{"phone": "+5511987654321"}]}]},
        )
    )
    template = await sent(
        message(type=MessageType.TEMPLATE, payload={"name": "ola", "language": "pt_BR", "components": []})
    )
    assert place["location"] == {"latitude": 0.0, "longitude": -46.6, "name": "Loja"}
    assert card["contacts"][0]["name"]["formatted_name"] == "Ana"
    assert template["template"] == {"name": "ola", "language": {"code": "pt_BR"}}


async def test_a_templates_variables_fill_its_parts() -> None:
    payload = {
        "name": "pedido",
        "language": "pt_BR",
        "variables": ["Ana", "1234"],
        "header_variable": "Loja",
        "button_variables": {"1": "1234"},
    }
    body = await sent(message(type=MessageType.TEMPLATE, text="Olá, Ana", payload=payload))
    assert body["template"]["components"] == [
        {"type": "header", "parameters": [{"type": "text", "text": "Loja"}]},
        {"type": "body", "parameters": [{"type": "text", "text": "Ana"}, {"type": "text", "text": "1234"}]},
        {"type": "button", "sub_type": "url", "index": "1", "parameters": [{"type": "text", "text": "1234"}]},
    ]


LINK = {"link": {"title": "Ver o pedido", "url": "https://loja.example/p/1"}}


async def test_a_link_is_a_button_that_opens_it() -> None:
    body = await sent(message(text="Pronto!", payload=LINK))
    assert body["interactive"] == {
        "type": "cta_url",
        "body": {"text": "Pronto!"},
        "action": {
            "name": "cta_url",
            "parameters": {"display_text": "Ver o pedido", "url": "https://loja.example/p/1"},
        },
    }


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("x" * 1025, LINK["link"]),
        ("Pronto!", {"title": "x" * 21, "url": "https://loja.example"}),
        ("Pronto!", {"title": "Ligar", "url": "tel:+5511"}),
        (None, {"title": "", "url": "https://loja.example"}),
    ],
)
async def test_a_link_that_fits_no_button_stands_in_the_text(text: str | None, link: dict[str, str]) -> None:
    body = await sent(message(text=text, payload={"link": link}))
    assert body["type"] == "text"
    assert body["text"]["body"].endswith(link["url"])


async def test_a_link_beside_choices_stands_in_their_text() -> None:
    body = await sent(message(text="Qual?", payload=LINK, options=options("Sim", "Não")))
    assert body["interactive"]["type"] == "button"
    assert body["interactive"]["body"]["text"].endswith("Ver o pedido: https://loja.example/p/1")


async def test_at_the_pair_limit_the_pause_grows_with_the_tries() -> None:
    pauses = []
    for attempt in (1, 2, 3, 9):
        graph = FakeGraph()
        graph.goes_wrong([Fault(FaultKind.ERROR, code=131056)])
        outcome = await send(graph, message(attempt=attempt))
        assert isinstance(outcome, Refused)
        pauses.append(outcome.retry_after)
    assert pauses == [6.0, 16.0, 64.0, 3600.0]


@pytest.mark.parametrize(
    ("fault", "expected", "taken"),
    [
        (Fault(FaultKind.ERROR, code=131047), ErrorAction.GIVE_UP, 0),
        (Fault(FaultKind.ERROR, code=190), ErrorAction.STOP_CHANNEL, 0),
        (Fault(FaultKind.HTTP, status=503), ErrorAction.RETRY, 0),
        (Fault(FaultKind.CUT_BEFORE), None, 0),
        (Fault(FaultKind.CUT), None, 1),
        (Fault(FaultKind.SILENT), None, 1),
        (Fault(FaultKind.GARBLED), None, 1),
        (Fault(FaultKind.HTTP_AFTER, status=504), None, 1),
    ],
)
async def test_a_fault_is_refused_or_unknown(fault: Fault, expected: ErrorAction | None, taken: int) -> None:
    graph = FakeGraph()
    graph.goes_wrong([fault])
    outcome = await send(graph, message())
    assert len(graph.sends) == taken
    if expected is None:
        assert isinstance(outcome, Unknown)
    else:
        assert isinstance(outcome, Refused)
        assert outcome.action is expected


@pytest.mark.parametrize("kind", [FaultKind.CUT, FaultKind.SILENT, FaultKind.GARBLED, FaultKind.HTTP])
async def test_an_upload_that_breaks_off_may_simply_be_tried_again(kind: FaultKind) -> None:
    """No message has left by then, so nothing is unknown."""
    graph = FakeGraph()
    graph.upload_script.append(Fault(kind))
    outcome = await send(graph, message(type=MessageType.IMAGE, **attached(Media("image/png"), png())))
    assert isinstance(outcome, Refused)
    assert outcome.action is ErrorAction.RETRY
    assert graph.sends == []


async def test_the_pair_limit_asks_for_its_pause() -> None:
    graph = FakeGraph()
    graph.goes_wrong([Fault(FaultKind.ERROR, code=131056)])
    outcome = await send(graph, message())
    assert isinstance(outcome, Refused)
    assert (outcome.action, outcome.retry_after) == (ErrorAction.WAIT, 6.0)


@pytest.mark.parametrize(
    ("value", "least", "most"),
    [
        ("30", 30, 30),
        (format_datetime(now() + timedelta(hours=1), usegmt=True), 1800, 3600),
        (format_datetime(now() - timedelta(hours=1), usegmt=True), 0, 0),
    ],
    ids=["seconds", "a date to come", "a date gone by"],
)
async def test_retry_after_is_read_as_seconds_or_as_a_date(value: str, least: float, most: float) -> None:
    busy = Answer(503, headers={"retry-after": value})
    async with counterpart(lambda _: busy) as provider, httpx.AsyncClient() as http:
        outcome = await MetaCloudChannel().send(settings(base_url=provider.url), http, message())
    assert isinstance(outcome, Refused)
    assert outcome.retry_after is not None
    assert least <= outcome.retry_after <= most


async def test_a_pause_that_is_no_time_is_none() -> None:
    for value in ("soon", "", "nan", "Mon, 99 Foo"):
        busy = Answer(503, headers={"retry-after": value})
        async with counterpart(lambda _, busy=busy: busy) as provider, httpx.AsyncClient() as http:
            outcome = await MetaCloudChannel().send(settings(base_url=provider.url), http, message())
        assert isinstance(outcome, Refused)
        assert outcome.retry_after is None


async def test_no_outcome_shows_the_token() -> None:
    for fault in (Fault(FaultKind.ERROR, code=190), Fault(FaultKind.CUT), Fault(FaultKind.SILENT)):
        graph = FakeGraph()
        graph.goes_wrong([fault])
        assert graph.line.access_token not in repr(await send(graph, message()))
