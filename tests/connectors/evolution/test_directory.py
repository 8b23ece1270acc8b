"""Who can be reached: numbers, contacts, groups."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest

from prosa.channels.abilities import Group, KnownContact, NumberCheck, ProviderRefused
from prosa.connectors.evolution import EvolutionDirectory, EvolutionSettings, directory
from prosa.contacts.schemas import Identity, IdentityKind
from prosa.core.errors import Unavailable
from prosa.testing.evolution import EvolutionApp, FakeEvolution
from prosa.testing.stage import serving
from tests.connectors.evolution.material import LID

DIRECTORY = EvolutionDirectory()


@asynccontextmanager
async def line(evolution: FakeEvolution) -> AsyncIterator[tuple[EvolutionSettings, httpx.AsyncClient]]:
    async with serving(EvolutionApp(evolution)) as url, httpx.AsyncClient(timeout=2, trust_env=False) as http:
        yield EvolutionSettings.model_validate(evolution.line.settings(url)), http


async def test_numbers_are_known_in_the_spelling_whatsapp_has(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(directory, "AT_ONCE", 2)
    evolution = FakeEvolution(numbers={"5511987654321": "551187654321"}, absent={"5511900000000"})
    phones = ["+55 11 98765-4321", "5511900000000", "5521999990000", "5521999990000", "?"]
    async with line(evolution) as at:
        assert await DIRECTORY.check(*at, phones) == [
            NumberCheck("+55 11 98765-4321", Identity(IdentityKind.PHONE, "551187654321")),
            NumberCheck("5511900000000", None),
            NumberCheck("5521999990000", Identity(IdentityKind.PHONE, "5521999990000")),
            NumberCheck("5521999990000", Identity(IdentityKind.PHONE, "5521999990000")),
            NumberCheck("?", None),
        ]
        assert await DIRECTORY.check(*at, []) == []


async def test_contacts_are_people() -> None:
    names = {"5511987654321@s.whatsapp.net": "Ana", LID.value: "", "1203@g.us": "Família", "status@broadcast": "x"}
    async with line(FakeEvolution(contacts=names)) as at:
        assert await DIRECTORY.contacts(*at) == [
            KnownContact((Identity(IdentityKind.PHONE, "5511987654321"),), "Ana"),
            KnownContact((LID,), ""),
        ]


async def test_a_group_is_made_listed_and_left() -> None:
    evolution = FakeEvolution()
    async with line(evolution) as at:
        made = await DIRECTORY.create_group(*at, "Equipe", ["+55 11 98765-4321", "5521999990000"])
        assert made == Group(made.id, "Equipe", 3)
        assert made.id.endswith("@g.us")
        assert await DIRECTORY.groups(*at) == [made]
        await DIRECTORY.leave_group(*at, made.id)
        assert await DIRECTORY.groups(*at) == []
        with pytest.raises(ProviderRefused, match="leave"):
            await DIRECTORY.leave_group(*at, made.id)
        with pytest.raises(ProviderRefused):
            await DIRECTORY.create_group(*at, "", [])


async def test_a_session_that_is_not_open_may_be_later() -> None:
    async with line(FakeEvolution(state="close")) as at:
        with pytest.raises(Unavailable):
            await DIRECTORY.check(*at, ["5511987654321"])
        with pytest.raises(Unavailable):
            await DIRECTORY.groups(*at)
