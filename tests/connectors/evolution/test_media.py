"""Files are asked for from Evolution itself and from nowhere else, and decoded as they come."""

import base64
import json
from collections.abc import AsyncIterator

import httpx
import pytest
from hypothesis import given
from hypothesis import settings as tuned
from hypothesis import strategies as st

from prosa.channels.port import IncomingMessage
from prosa.connectors.evolution import EvolutionChannel, EvolutionSettings, media
from prosa.connectors.evolution.media import decoded
from prosa.connectors.evolution.parse import parse
from prosa.conversations.schemas import Media
from prosa.core.errors import NotFound, ProsaError, Unavailable
from prosa.testing.counterpart import Answer, Behaviour, Break, counterpart, nobody_listens
from prosa.testing.evolution import EvolutionApp, FakeEvolution, payloads
from prosa.testing.files import png
from prosa.testing.stage import serving
from tests.connectors.evolution.material import ERRORS, settings

PICTURE = Media("image/png", ref="3EB0FILE")


async def read(credentials: EvolutionSettings, wanted: Media = PICTURE) -> bytes:
    async with httpx.AsyncClient(timeout=1, trust_env=False, follow_redirects=True) as http:
        chunks = EvolutionChannel().fetch_media(credentials, http, wanted)
        return b"".join([chunk async for chunk in chunks])


async def read_from(behaviour: Behaviour, wanted: Media = PICTURE) -> bytes:
    async with counterpart(behaviour) as provider:
        return await read(settings(base_url=provider.url), wanted)


def answer(data: bytes, **more: object) -> Answer:
    return Answer(201, json.dumps({**more, "base64": base64.b64encode(data).decode(), "buffer": None}).encode())


@pytest.mark.parametrize("wrap", [lambda content: content, payloads.vanishing, payloads.once])
async def test_a_file_somebody_sent_is_fetched_by_its_message(wrap) -> None:  # type: ignore[no-untyped-def]
    evolution = FakeEvolution()
    file_id = evolution.keep(png(), "image/png")
    id_ = evolution.say("5511987654321", wrap(payloads.file("image", file_id, "image/png")))
    async with serving(EvolutionApp(evolution)) as url:
        credentials = EvolutionSettings.model_validate(evolution.line.settings(url))
        assert await read(credentials, Media("image/png", ref=id_)) == png()


async def test_a_file_evolution_cannot_fetch_may_come_later_and_an_unknown_one_not() -> None:
    evolution = FakeEvolution()
    id_ = evolution.say("5511987654321", payloads.file("image", "gone", "image/png"))
    async with serving(EvolutionApp(evolution)) as url:
        credentials = EvolutionSettings.model_validate(evolution.line.settings(url))
        with pytest.raises(Unavailable):
            await read(credentials, Media("image/png", ref=id_))
        with pytest.raises(NotFound, match="no longer"):
            await read(credentials, Media("image/png", ref="3EB0NOBODY"))


async def test_the_address_in_a_message_is_never_asked() -> None:
    """Whatever stands in it: the only request goes to the configured address, with the id in its body."""
    async with counterpart(lambda _: Answer(body=b"stolen")) as other, counterpart(lambda _: answer(b"ok")) as provider:
        part = {"url": f"{other.url}/x.enc", "mimetype": "image/png", "directPath": "//evil"}
        data = {"key": {"remoteJid": "5511987654321@s.whatsapp.net", "id": "A/../B"}, "message": {"imageMessage": part}}
        (fact,) = parse(json.dumps({"event": "messages.upsert", "data": {**data, "mediaUrl": other.url}}).encode())
        assert isinstance(fact, IncomingMessage)
        assert fact.media is not None
        assert await read(settings(base_url=provider.url), fact.media) == b"ok"
        assert other.requests == []
        (request,) = provider.requests
        assert request.target == "/chat/getBase64FromMediaMessage/loja"
        assert json.loads(request.body)["message"] == {"key": {"id": "A/../B"}}


async def test_a_redirect_is_not_followed_and_the_key_stays_here() -> None:
    async with counterpart(lambda _: Answer(body=b"stolen")) as other:
        with pytest.raises(Unavailable):
            await read_from(lambda _: Answer(307, headers={"location": f"{other.url}/file"}))
        assert other.requests == []


async def test_nothing_packed_is_asked_for_or_unpacked() -> None:
    async with counterpart(lambda _: answer(b"x")) as provider:
        await read(settings(base_url=provider.url))
    assert provider.requests[0].headers["accept-encoding"] == "identity"


async def test_a_caption_that_looks_like_the_file_is_not_it() -> None:
    assert await read_from(lambda _: answer(b"the file", caption='"base64":"c3RvbGVu"')) == b"the file"


async def test_what_stands_before_the_data_in_an_address_of_data_is_left_out() -> None:
    body = b'{"base64" : "data:image/png;base64,aGk="}'
    assert await read_from(lambda _: Answer(200, body)) == b"hi"


@pytest.mark.parametrize(
    ("found", "error"),
    [
        (Answer(*ERRORS["unknown instance"]), Unavailable),
        (Answer(*ERRORS["no or wrong apikey"]), Unavailable),
        (Answer(500), Unavailable),
        (Answer(200, b""), Unavailable),
        (Answer(200, b"{}"), Unavailable),
        (Answer(200, b'{"base64": null}'), Unavailable),
        (Answer(200, b'{"base64": "aGk='), Unavailable),
        (Answer(200, b'{"base64": "***"}'), Unavailable),
        (Answer(200, b'{"base64": "aGk"}'), Unavailable),
        (Answer(200, b'{"x": "' + b"x" * 300_000 + b'", "base64": "aGk="}'), Unavailable),
        (Break.CLOSE, Unavailable),
        (Break.HALF, Unavailable),
        (Break.HANG, Unavailable),
    ],
)
async def test_a_fetch_that_fails(found: Answer | Break, error: type[ProsaError]) -> None:
    with pytest.raises(error):
        await read_from(lambda _: found)


@pytest.mark.parametrize("ref", [None, "", "x" * 600])
async def test_a_handle_that_cannot_be_one_is_not_asked_for(ref: str | None) -> None:
    async with counterpart(lambda _: Answer()) as provider:
        with pytest.raises(NotFound):
            await read(settings(base_url=provider.url), Media("image/png", ref=ref))
        assert provider.requests == []


async def test_a_file_larger_than_whatsapp_carries_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(media, "LARGEST", 1000)
    with pytest.raises(NotFound, match="larger"):
        await read_from(lambda _: answer(b"x" * 1001))


async def test_a_provider_that_is_not_there_may_come_later() -> None:
    with pytest.raises(Unavailable):
        await read(settings(base_url=nobody_listens()))


@tuned(max_examples=60)
@given(
    data=st.binary(max_size=300),
    before=st.text(max_size=20),
    prefix=st.sampled_from(["", "data:image/png;base64,"]),
    sizes=st.lists(st.integers(1, 40), min_size=1),
)
async def test_however_the_answer_is_cut_the_file_is_whole(
    data: bytes, before: str, prefix: str, sizes: list[int]
) -> None:
    written = prefix + base64.b64encode(data).decode()
    body = json.dumps({"caption": before, "base64": written, "buffer": None}).encode()

    async def chunks() -> AsyncIterator[bytes]:
        rest, turn = body, 0
        while rest:
            size = sizes[turn % len(sizes)]
            yield rest[:size]
            rest, turn = rest[size:], turn + 1

    assert b"".join([chunk async for chunk in decoded(chunks())]) == data
