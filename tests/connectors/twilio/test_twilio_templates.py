"""Templates are handed in, found again as they were, and taken back."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from prosa.channels.abilities import (
    ButtonKind,
    ProviderRefused,
    TemplateButton,
    TemplateCategory,
    TemplateContent,
    TemplateState,
)
from prosa.connectors.twilio import TwilioSettings
from prosa.connectors.twilio.numbering import Numbering, numbering_of, ref_of
from prosa.connectors.twilio.templates import PAGE, TwilioTemplates
from prosa.core.errors import Unavailable
from prosa.testing.counterpart import nobody_listens
from prosa.testing.stage import serving
from prosa.testing.twilio import FakeTwilio, TwilioApp
from tests.connectors.twilio.material import settings

TEMPLATES = TwilioTemplates()
PLAIN = TemplateContent("lembrete", "pt_BR", TemplateCategory.UTILITY, "Olá {{1}}, até {{2}}.", examples=("Ana", "10h"))
REPLIES = TemplateContent(
    "confirmar",
    "pt_BR",
    TemplateCategory.UTILITY,
    "Confirma?",
    buttons=(TemplateButton(ButtonKind.REPLY, "Sim"), TemplateButton(ButtonKind.REPLY, "Não")),
)
WHOLE = TemplateContent(
    "oferta",
    "pt_BR",
    TemplateCategory.MARKETING,
    "Olá {{1}}, {{2}} só hoje.",
    header="Loja {{1}}",
    footer="Serra",
    buttons=(
        TemplateButton(ButtonKind.URL, "Ver", "https://loja.example/{{1}}"),
        TemplateButton(ButtonKind.PHONE, "Ligar", "+551130001000"),
    ),
    examples=("Ana", "20%"),
    header_example="Centro",
)
LINKED = TemplateContent(
    "ver", "en", TemplateCategory.UTILITY, "See", buttons=(TemplateButton(ButtonKind.URL, "Go", "https://a.example"),)
)


@asynccontextmanager
async def provider(twilio: FakeTwilio) -> AsyncIterator[tuple[TwilioSettings, httpx.AsyncClient]]:
    async with serving(TwilioApp(twilio)) as url, httpx.AsyncClient(timeout=5, trust_env=False) as http:
        yield TwilioSettings.model_validate(twilio.line.settings(url)), http


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PLAIN, "twilio/text"),
        (REPLIES, "twilio/quick-reply"),
        (WHOLE, "whatsapp/card"),
        (LINKED, "twilio/call-to-action"),
    ],
    ids=lambda value: value if isinstance(value, str) else value.name,
)
async def test_what_is_handed_in_comes_back_the_same(content: TemplateContent, kind: str) -> None:
    twilio = FakeTwilio()
    async with provider(twilio) as (credentials, http):
        made = await TEMPLATES.submit(credentials, http, content)
        assert (made.content, made.state) == (content, TemplateState.PENDING)
        assert list(twilio.templates[made.ref].body["types"]) == [kind]
        twilio.decide(made.ref, "approved")
        (found,) = await TEMPLATES.all(credentials, http)
    assert found.content == content
    assert (found.ref, found.state) == (made.ref, TemplateState.APPROVED)


async def test_why_it_was_rejected_is_told() -> None:
    twilio = FakeTwilio()
    async with provider(twilio) as (credentials, http):
        made = await TEMPLATES.submit(credentials, http, PLAIN)
        twilio.decide(made.ref, "rejected", "promotional")
        (found,) = await TEMPLATES.all(credentials, http)
    assert (found.state, found.reason) == (TemplateState.REJECTED, "promotional")


async def test_what_was_never_handed_in_and_what_has_no_text_is_left_out() -> None:
    twilio = FakeTwilio()
    twilio.make_template({"language": "en", "types": {"twilio/text": {"body": "Hi"}}})
    place = twilio.make_template({"language": "en", "types": {"twilio/location": {"latitude": 1, "longitude": 1}}})
    twilio.decide(place.sid, "approved")
    async with provider(twilio) as (credentials, http):
        assert await TEMPLATES.all(credentials, http) == []


async def test_all_pages_are_read() -> None:
    twilio = FakeTwilio()
    for _ in range(PAGE + 1):
        twilio.decide(
            twilio.make_template({"language": "en", "types": {"twilio/text": {"body": "Hi"}}}).sid, "approved"
        )
    async with provider(twilio) as (credentials, http):
        assert len(await TEMPLATES.all(credentials, http)) == PAGE + 1


async def test_other_names_of_variables_travel_with_the_id() -> None:
    twilio = FakeTwilio()
    shape = {"body": "Olá {{nome}}, {{3}}", "header_text": "{{1}}"}
    made = twilio.make_template({"language": "pt_BR", "types": {"whatsapp/card": shape}, "variables": {"nome": "Ana"}})
    twilio.decide(made.sid, "approved")
    async with provider(twilio) as (credentials, http):
        (found,) = await TEMPLATES.all(credentials, http)
    assert (found.content.body, found.content.header) == ("Olá {{1}}, {{2}}", "{{1}}")
    assert found.content.examples == ("Ana", "")
    assert numbering_of(found.ref) == (made.sid, Numbering(("nome", "3"), "1"))


async def test_a_refused_approval_leaves_nothing_behind() -> None:
    twilio = FakeTwilio()
    named = TemplateContent("Com Maiúsculas", "pt_BR", TemplateCategory.UTILITY, "Olá")
    async with provider(twilio) as (credentials, http):
        with pytest.raises(ProviderRefused, match="lower case"):
            await TEMPLATES.submit(credentials, http, named)
    assert twilio.templates == {}


async def test_a_template_is_taken_back_also_twice() -> None:
    twilio = FakeTwilio()
    async with provider(twilio) as (credentials, http):
        made = await TEMPLATES.submit(credentials, http, PLAIN)
        await TEMPLATES.remove(credentials, http, made)
        await TEMPLATES.remove(credentials, http, made)
    assert twilio.templates == {}


async def test_nobody_there() -> None:
    async with httpx.AsyncClient(trust_env=False) as http:
        with pytest.raises(Unavailable):
            await TEMPLATES.all(settings(content_url=nobody_listens()), http)


NAMES = st.from_regex(r"[A-Za-z0-9_]{1,8}", fullmatch=True)


@given(
    st.lists(NAMES, unique=True, max_size=4),
    st.none() | NAMES,
    st.dictionaries(st.integers(0, 9), NAMES, max_size=2),
)
def test_numbering_survives_the_id(body: list[str], header: str | None, buttons: dict[int, str]) -> None:
    numbering = Numbering(tuple(body), header, buttons)
    content, found = numbering_of(ref_of("HX1", numbering))
    values = numbering.values(["v"] * len(body), "h" if header else None, dict.fromkeys(buttons, "b"))
    assert content == "HX1"
    assert found.values(["v"] * len(body), "h" if header else None, dict.fromkeys(buttons, "b")) == values
