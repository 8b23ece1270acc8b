"""An instance is made, linked, watched and let go, as Evolution does it."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest

from prosa.channels.abilities import Link, ProviderRefused, SessionState
from prosa.connectors.evolution import EvolutionSessions, EvolutionSettings
from prosa.connectors.evolution.sessions import EVENTS, webhook
from prosa.core.errors import Unavailable
from prosa.testing.counterpart import Answer, Break, counterpart, nobody_listens
from prosa.testing.evolution import EvolutionApp, FakeEvolution
from prosa.testing.evolution.courier import FINAL
from prosa.testing.files import png
from prosa.testing.stage import serving
from tests.connectors.evolution.material import ANSWERS, ERRORS, SECRET, broken, settings

SESSIONS = EvolutionSessions()
HOOK = "http://127.0.0.1:9/webhooks/1"


@asynccontextmanager
async def line(evolution: FakeEvolution, **changes: str) -> AsyncIterator[tuple[EvolutionSettings, httpx.AsyncClient]]:
    async with serving(EvolutionApp(evolution)) as url, httpx.AsyncClient(timeout=2, trust_env=False) as http:
        yield EvolutionSettings.model_validate({**evolution.line.settings(url), **changes}), http


async def test_from_nothing_to_a_linked_device() -> None:
    evolution = FakeEvolution(state=None)
    async with line(evolution) as at:
        assert await SESSIONS.state(*at) == Link(SessionState.STOPPED, "no_instance")
        assert await SESSIONS.picture(*at) is None
        assert (await SESSIONS.start(*at, HOOK)).state is SessionState.PAIRING
        assert await SESSIONS.picture(*at) == png(132, 132)
        evolution.scan()
        assert await SESSIONS.picture(*at) is None
        assert await SESSIONS.state(*at) == Link(SessionState.WORKING, phone="551130001000", name="Loja")


async def test_the_webhook_is_pointed_here_with_our_secret_and_without_files() -> None:
    evolution = FakeEvolution()
    async with line(evolution) as at:
        assert (await SESSIONS.start(*at, HOOK)).state is SessionState.WORKING
        hook = evolution.webhook
        assert hook is not None
        assert (hook.url, hook.headers, hook.by_events, hook.base64) == (HOOK, {"x-prosa-secret": SECRET}, False, False)
        assert tuple(hook.events) == EVENTS


def test_the_webhook_fits_its_description() -> None:
    assert broken("POST /webhook/set/{instance}", webhook(settings(), HOOK)) is None


async def test_the_token_of_an_instance_opens_it_but_makes_none() -> None:
    evolution = FakeEvolution()
    async with line(evolution, api_key=evolution.line.token) as at:
        assert (await SESSIONS.start(*at, HOOK)).state is SessionState.WORKING
    missing = FakeEvolution(state=None)
    async with line(missing, api_key=missing.line.token) as at:
        with pytest.raises(ProviderRefused, match="Unauthorized"):
            await SESSIONS.start(*at, HOOK)


async def test_connecting_without_a_picture_is_starting() -> None:
    async with counterpart(_connecting) as provider, httpx.AsyncClient(timeout=1) as http:
        credentials = settings(base_url=provider.url)
        assert await SESSIONS.state(credentials, http) == Link(SessionState.STARTING)
        assert await SESSIONS.picture(credentials, http) is None


def _connecting(request: object) -> Answer:
    """As recorded: the state, and no picture yet."""
    names = {
        "/instance/connectionState": "GET /instance/connectionState/{instance} (200)",
        "/instance/connect": "GET /instance/connect/{instance} without QR yet (200)",
    }
    target = str(getattr(request, "target", "")).removesuffix("/loja")
    return Answer(200, json.dumps(ANSWERS[names[target]]).encode())


@pytest.mark.parametrize(
    ("reason", "link"),
    [
        (401, Link(SessionState.STOPPED, "logged_out")),
        (403, Link(SessionState.FAILED, "blocked")),
        (402, Link(SessionState.FAILED, "blocked")),
        (428, Link(SessionState.STOPPED)),
    ],
)
async def test_a_connection_that_ended_says_why(reason: int, link: Link) -> None:
    evolution = FakeEvolution()
    evolution.end(reason)
    async with line(evolution) as at:
        assert await SESSIONS.state(*at) == link


async def test_a_restart_connects_what_was_closed() -> None:
    evolution = FakeEvolution()
    async with line(evolution) as at:
        assert (await SESSIONS.restart(*at)).state is SessionState.WORKING
        evolution.end(428)
        assert (await SESSIONS.restart(*at)).state is SessionState.PAIRING


async def test_who_logs_out_pairs_anew() -> None:
    evolution = FakeEvolution()
    async with line(evolution) as at:
        assert await SESSIONS.log_out(*at) == Link(SessionState.STOPPED, "logged_out")
        assert (await SESSIONS.log_out(*at)).state is SessionState.STOPPED
        assert (await SESSIONS.start(*at, HOOK)).state is SessionState.PAIRING


async def test_a_session_cannot_be_paused() -> None:
    async with line(FakeEvolution()) as at:
        with pytest.raises(ProviderRefused, match="log out"):
            await SESSIONS.stop(*at)


async def test_a_code_is_made_also_when_a_picture_is_already_shown() -> None:
    evolution = FakeEvolution(state="close")
    async with line(evolution) as at:
        assert await SESSIONS.code(*at, "+55 11 3000-1000") == "ABCD-1234"
    shown = FakeEvolution(state="connecting", qr=True)
    async with line(shown) as at:
        assert await SESSIONS.code(*at, "551130001000") == "ABCD-1234"


async def test_no_code_for_who_is_linked() -> None:
    async with line(FakeEvolution()) as at:
        with pytest.raises(ProviderRefused, match="no pairing code"):
            await SESSIONS.code(*at, "551130001000")


async def test_a_picture_that_is_none_is_no_picture() -> None:
    def behave(request: object) -> Answer:
        if "connectionState" in str(getattr(request, "target", "")):
            return Answer(200, b'{"instance": {"state": "connecting"}}')
        return Answer(200, b'{"base64": "data:image/png;base64,A"}')

    async with counterpart(behave) as provider, httpx.AsyncClient(timeout=1) as http:
        assert await SESSIONS.picture(settings(base_url=provider.url), http) is None


@pytest.mark.parametrize(
    "found", [Answer(503), Answer(500, b"<html>"), Answer(200, b"<html>"), Break.CLOSE, Break.HANG]
)
async def test_a_server_that_does_not_answer_may_come_later(found: Answer | Break) -> None:
    async with counterpart(lambda _: found) as provider, httpx.AsyncClient(timeout=0.3) as http:
        with pytest.raises(Unavailable):
            await SESSIONS.state(settings(base_url=provider.url), http)
    async with httpx.AsyncClient(timeout=0.3) as http:
        with pytest.raises(Unavailable):
            await SESSIONS.state(settings(base_url=nobody_listens()), http)


async def test_a_server_that_says_no_is_quoted_without_the_key() -> None:
    refusal = Answer(*ERRORS["no or wrong apikey"])
    async with counterpart(lambda _: refusal) as provider, httpx.AsyncClient(timeout=1) as http:
        with pytest.raises(ProviderRefused) as refused:
            await SESSIONS.state(settings(base_url=provider.url), http)
    assert refused.value.params["provider_code"] == "401"
    assert "evolution-key-fake" not in str(refused.value)


def test_the_answers_that_end_a_delivery_are_known() -> None:
    assert {400, 401, 403, 404, 422} == FINAL
