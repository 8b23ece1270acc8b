"""The fake Twilio takes, refuses, redirects and delivers as Twilio does."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import parse_qs, urlencode

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from prosa.testing.counterpart import Answer, Counterpart, Request, counterpart
from prosa.testing.files import png
from prosa.testing.stage import FakeThread, Fault, FaultKind, Remote, serving
from prosa.testing.twilio import FakeTwilio, TwilioApp, Webhook, rules
from prosa.testing.twilio.courier import signature
from tests.connectors.twilio.material import broken

ACCOUNT = "AC" + "0" * 32
MESSAGES = f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
TOKEN = "fake-auth-token-0123456789abcdef"
FORM = {"To": "whatsapp:+5511987654321", "From": "whatsapp:+14155238886", "Body": "Olá"}
RETRIES = "#rc=5&rp=all"


@asynccontextmanager
async def client(twilio: FakeTwilio) -> AsyncIterator[httpx.AsyncClient]:
    async with (
        serving(TwilioApp(twilio)) as url,
        httpx.AsyncClient(base_url=url, auth=(ACCOUNT, TOKEN), timeout=2, trust_env=False) as http,
    ):
        yield http


class Hook:
    """Answers with each of these once, and with 200 after."""

    def __init__(self, *answers: int) -> None:
        self.answers = list(answers)

    def __call__(self, _: Request) -> Answer:
        return Answer(self.answers.pop(0) if self.answers else 200)


async def delivered(twilio: FakeTwilio, hook: Counterpart, fragment: str = RETRIES, **rough: Any) -> list[Request]:
    await twilio.deliver_to(Webhook(url=f"{hook.url}/webhooks/1{fragment}", auth_token=TOKEN, **rough))
    twilio.say("5511987654321", "Olá & até", name="Ana")
    assert twilio.courier is not None
    await twilio.courier.settled(20)
    await twilio.deliver_to(None)
    return list(hook.requests)


async def test_a_send_is_taken_and_listed() -> None:
    twilio = FakeTwilio()
    async with client(twilio) as http:
        answer = await http.post(MESSAGES, data=FORM)
        listed = (await http.get(MESSAGES, params={"To": FORM["To"]})).json()["messages"]
        others = (await http.get(MESSAGES, params={"To": "whatsapp:+5511900000000"})).json()["messages"]
    assert (answer.status_code, answer.json()["status"]) == (201, "queued")
    assert [message["sid"] for message in listed] == [answer.json()["sid"]] == [twilio.sends[0].id]
    assert others == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"To": "+5511987654321"}, 21211),
        ({"From": "whatsapp:+551130000000"}, 63007),
        ({"Body": ""}, 21619),
        ({"Body": "x" * 1601}, 21617),
        ({"ContentSid": "HX1"}, 21620),
        ({"MediaUrl": "ftp://a"}, 21620),
        ({"PersistentAction": "nowhere"}, 63013),
        ({"StatusCallback": "here"}, 21609),
        ({"Color": "red"}, 20001),
    ],
)
async def test_a_wrong_form_is_refused_with_twilios_code(changes: dict[str, str], code: int) -> None:
    twilio = FakeTwilio()
    async with client(twilio) as http:
        answer = await http.post(MESSAGES, data={**FORM, **changes})
    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert twilio.sends == []


VALUES = st.sampled_from(["", "x", "x" * 1600, "x" * 1601, "https://a.example/x", "geo:1,2|x", *FORM.values()])
NAMES = st.sampled_from(["To", "From", "Body", "MediaUrl", "PersistentAction", "StatusCallback", "Odd"])


@given(st.dictionaries(NAMES, VALUES))
def test_the_fake_takes_nothing_that_the_description_refuses(form: dict[str, str]) -> None:
    body = urlencode(form).encode()
    found = rules.problem(parse_qs(body.decode(), keep_blank_values=True), FORM["From"], {})
    if broken(body) is not None:
        assert found is not None


async def test_a_wrong_token_another_account_and_a_wrong_path_are_refused() -> None:
    async with client(FakeTwilio()) as http:
        token = await http.post(MESSAGES, data=FORM, auth=(ACCOUNT, "other"))
        account = await http.post(MESSAGES.replace(ACCOUNT, "AC" + "1" * 32), data=FORM)
        path = await http.get("/v3/nothing")
    assert (token.status_code, token.json()["code"]) == (401, 20003)
    assert [answer.status_code for answer in (account, path)] == [404, 404]


async def test_the_storage_is_another_place_that_wants_no_credential() -> None:
    twilio = FakeTwilio()
    async with client(twilio) as http:
        url = twilio.media_url(str(http.base_url).rstrip("/"), twilio.keep(png(), "image/png"))
        redirect = await http.get(url)
        file = await http.get(redirect.headers["location"], auth=("nobody", "x"))
    assert (redirect.status_code, file.content) == (307, png())


async def test_a_delivery_is_signed_over_the_address_without_its_fragment() -> None:
    async with counterpart(Hook()) as hook:
        (request,) = await delivered(FakeTwilio(), hook)
    fields = {name: values[0] for name, values in parse_qs(request.body.decode(), keep_blank_values=True).items()}
    assert request.headers["x-twilio-signature"] == signature(TOKEN, f"{hook.url}/webhooks/1", fields)
    assert (fields["Body"], fields["WaId"]) == ("Olá & até", "5511987654321")


@pytest.mark.parametrize(
    ("fragment", "answers", "times"),
    [
        ("", (500,), 1),
        ("", (404,), 1),
        ("#rc=2&rp=5xx", (500, 500, 500), 3),
        ("#rc=2&rp=4xx", (500,), 1),
        (RETRIES, (500, 404), 3),
    ],
)
async def test_a_delivery_comes_again_only_when_the_address_asks(
    fragment: str, answers: tuple[int, ...], times: int
) -> None:
    async with counterpart(Hook(*answers)) as hook:
        requests = await delivered(FakeTwilio(), hook, fragment)
    assert len(requests) == times
    assert len({request.headers["i-twilio-idempotency-token"] for request in requests}) == 1


async def test_statuses_follow_to_the_address_the_sender_gave_and_to_none_otherwise() -> None:
    twilio = FakeTwilio()
    async with client(twilio) as http, counterpart(Hook()) as hook:
        await twilio.deliver_to(Webhook(url=f"{hook.url}/webhooks/1", auth_token=TOKEN))
        twilio.goes_wrong([None, Fault(FaultKind.FAILED, code=63016), None])
        callback = f"{hook.url}/webhooks/1?message_id="
        for name in "ab":
            await http.post(MESSAGES, data={**FORM, "StatusCallback": f"{callback}{name}{RETRIES}"})
        await http.post(MESSAGES, data=FORM)
        assert twilio.courier is not None
        await twilio.courier.settled(10)
    told = [(request.target, parse_qs(request.body.decode())) for request in hook.requests]
    assert [form["MessageStatus"][0] for target, form in told if target.endswith("=a")] == [*twilio.receipts]
    failed = [form for target, form in told if target.endswith("=b")]
    assert [form["MessageStatus"][0] for form in failed] == ["sent", "failed"]
    assert failed[-1]["ErrorCode"] == ["63016"]
    assert len(told) == 6


@pytest.mark.parametrize("spoke", [True, False])
async def test_a_strict_one_delivers_free_text_to_people_who_wrote(spoke: bool) -> None:
    twilio = FakeTwilio(strict=True)
    async with client(twilio) as http, counterpart(Hook()) as hook:
        if spoke:
            twilio.say("5511987654321", "oi")
        await twilio.deliver_to(Webhook(url=f"{hook.url}/webhooks/1", auth_token=TOKEN))
        await http.post(MESSAGES, data={**FORM, "StatusCallback": f"{hook.url}/webhooks/1"})
        assert twilio.courier is not None
        await twilio.courier.settled(10)
    told = [parse_qs(request.body.decode()) for request in hook.requests]
    assert [form.get("ErrorCode") for form in told if form["MessageStatus"] == ["failed"]] == (
        [] if spoke else [["63016"]]
    )


@pytest.mark.parametrize("kind", [FaultKind.CUT, FaultKind.CUT_BEFORE, FaultKind.SILENT])
async def test_a_fault_without_an_answer(kind: FaultKind) -> None:
    twilio = FakeTwilio()
    twilio.goes_wrong([Fault(kind)])
    async with client(twilio) as http:
        with pytest.raises(httpx.TransportError):
            await http.post(MESSAGES, data=FORM, timeout=0.3)
        assert len(twilio.sends) == (0 if kind is FaultKind.CUT_BEFORE else 1)


async def test_it_is_steered_from_outside() -> None:
    with FakeThread(TwilioApp(FakeTwilio())) as thread:
        async with counterpart(Hook()) as hook, Remote(thread.url) as remote:
            await remote.deliver_to(Webhook(url=f"{hook.url}/webhooks/1", auth_token=TOKEN))
            await remote.goes_wrong([Fault(FaultKind.ERROR, code=63016), None])
            async with httpx.AsyncClient(base_url=thread.url, auth=(ACCOUNT, TOKEN), trust_env=False) as http:
                answers = [(await http.post(MESSAGES, data=FORM)).status_code for _ in range(2)]
            said = await remote.say("5511987654321", "oi", name="Ana", id="SM" + "1" * 32)
            await remote.settled(5)
            state, sends = await remote.state(), await remote.sends()
    assert answers == [400, 201]
    assert said == "SM" + "1" * 32
    assert (state["faults"], [send["text"] for send in sends]) == ({"error": 1}, ["Olá"])
    assert json.dumps(sends)
