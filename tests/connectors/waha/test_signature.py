"""Deliveries are WAHA's when the signature over the raw bytes fits."""

import base64
import json

import pytest

from prosa.channels.port import InvalidSignature
from prosa.connectors.waha import WahaChannel
from tests.connectors.waha.material import DATA, settings

VECTORS = json.loads((DATA / "signature-vectors.json").read_text())["vectors"]
CHANNEL = WahaChannel()


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_published_vector(vector: dict[str, str]) -> None:
    body = base64.b64decode(vector["body_base64"])
    headers = {"x-webhook-hmac": vector["header"], "x-webhook-hmac-algorithm": "sha512"}
    CHANNEL.verify(settings(webhook_key=vector["key"]), headers, body)
    with pytest.raises(InvalidSignature):
        CHANNEL.verify(settings(webhook_key="another"), headers, body)
    with pytest.raises(InvalidSignature):
        CHANNEL.verify(settings(webhook_key=vector["key"]), headers, body + b"\n")


def test_a_delivery_does_not_choose_how_it_is_signed() -> None:
    headers = {"x-webhook-hmac": "", "x-webhook-hmac-algorithm": "none"}
    with pytest.raises(InvalidSignature):
        CHANNEL.verify(settings(), headers, b"{}")


def test_waha_asks_nothing_before_it_delivers() -> None:
    assert CHANNEL.challenge(settings(), {"hub.mode": "subscribe", "hub.challenge": "1"}) is None
