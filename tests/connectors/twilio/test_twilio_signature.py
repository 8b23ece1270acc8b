"""Deliveries are Twilio's when the signature fits the address it called and the fields of the form."""

import hashlib
import json
from typing import Any
from urllib.parse import urlencode

import pytest

from prosa.channels.port import PATH, InvalidSignature
from prosa.connectors.twilio import TwilioChannel
from prosa.connectors.twilio.signature import MOST_FIELDS, form_fields, signature
from tests.connectors.twilio.material import DATA, FORM, WEBHOOK, settings

VECTORS = json.loads((DATA / "signature-vectors.json").read_text())["vectors"]
CHANNEL = TwilioChannel()
TOKEN = "token-0123456789abcdef"


def delivered(vector: dict[str, Any]) -> tuple[dict[str, str], bytes]:
    signed = {"x-twilio-signature": vector["signature"]}
    if "body" in vector:
        return {**signed, "content-type": "application/json"}, vector["body"].encode()
    params = vector["params"]
    pairs = params.items() if isinstance(params, dict) else map(tuple, params)
    return {**signed, **FORM}, urlencode(list(pairs)).encode()


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_published_vector(vector: dict[str, Any]) -> None:
    headers, body = delivered(vector)
    known = settings(auth_token=vector["token"], webhook_url=vector["url"])
    CHANNEL.verify(known, headers, body)
    for wrong in (
        settings(auth_token="another", webhook_url=vector["url"]),
        settings(auth_token=vector["token"], webhook_url="https://elsewhere.example/"),
    ):
        with pytest.raises(InvalidSignature):
            CHANNEL.verify(wrong, headers, body)
    with pytest.raises(InvalidSignature):
        CHANNEL.verify(known, headers, body + b"&x=1")


def signed_for(url: str, body: bytes) -> dict[str, str]:
    return {**FORM, "x-twilio-signature": signature(TOKEN, url, form_fields(body))}


def test_behind_a_proxy_the_public_address_counts() -> None:
    inside = {PATH: "/webhooks/0190b9e6-0000-7000-8000-000000000001", "host": "10.0.0.7:8000"}
    CHANNEL.verify(settings(), {**signed_for(WEBHOOK, b"Body=a"), **inside}, b"Body=a")


def test_the_query_that_was_called_counts() -> None:
    called = {PATH: "/webhooks/0190b9e6-0000-7000-8000-000000000001?message_id=1"}
    CHANNEL.verify(settings(), {**signed_for(f"{WEBHOOK}?message_id=1", b"a=b"), **called}, b"a=b")
    with pytest.raises(InvalidSignature):
        CHANNEL.verify(settings(), {**signed_for(WEBHOOK, b"a=b"), **called}, b"a=b")


def test_an_installation_that_does_not_know_its_address_takes_that_of_the_request() -> None:
    called = {PATH: "/webhooks/1", "host": "prosa.example"}
    headers = signed_for("https://prosa.example/webhooks/1", b"a=b")
    CHANNEL.verify(settings(webhook_url=None), {**headers, **called}, b"a=b")
    with pytest.raises(InvalidSignature):
        CHANNEL.verify(settings(webhook_url=None), headers, b"a=b")


def test_a_body_in_json_is_covered_by_its_digest() -> None:
    body = b'{"a": 1}'
    digest = hashlib.sha256(body).hexdigest()
    url = f"{WEBHOOK}?bodySHA256={digest}"
    headers = {"content-type": "application/json", "x-twilio-signature": signature(TOKEN, url, ())}
    CHANNEL.verify(settings(), headers, body)
    CHANNEL.verify(settings(), {**headers, PATH: f"/webhooks/1?bodySHA256={digest}"}, body)
    with pytest.raises(InvalidSignature):
        CHANNEL.verify(settings(), {**headers, PATH: f"/webhooks/1?bodySHA256={digest}"}, body + b" ")


def test_a_form_without_end_is_refused_before_it_is_read() -> None:
    with pytest.raises(InvalidSignature):
        CHANNEL.verify(settings(), {**FORM, "x-twilio-signature": "x"}, b"a=1&" * (MOST_FIELDS + 1))


@pytest.mark.parametrize("host", ["", "[::1", "a:b:c", "prosa.example:99999999"])
def test_no_host_makes_it_raise_anything_else(host: str) -> None:
    with pytest.raises(InvalidSignature):
        CHANNEL.verify(settings(), {**FORM, "x-twilio-signature": "x", PATH: "/a", "host": host}, b"a=b")


def test_twilio_asks_for_no_challenge() -> None:
    assert CHANNEL.challenge(settings(), {"hub.challenge": "1"}) is None
