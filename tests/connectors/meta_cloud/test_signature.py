"""Deliveries are Meta's when the signature over the raw bytes fits, and the webhook ours when the token does."""

import base64
import json

import pytest

from prosa.channels.port import InvalidSignature
from prosa.connectors.meta_cloud import MetaCloudChannel
from tests.connectors.meta_cloud.material import DATA, settings

VECTORS = json.loads((DATA / "signature-vectors.json").read_text())["vectors"]
CHANNEL = MetaCloudChannel()


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_published_vector(vector: dict[str, str]) -> None:
    credentials = settings(app_secret=vector["app_secret"])
    body = base64.b64decode(vector["body_base64"])
    headers = {"x-hub-signature-256": vector["header"]}
    CHANNEL.verify(credentials, headers, body)
    with pytest.raises(InvalidSignature):
        CHANNEL.verify(settings(app_secret="another"), headers, body)
    with pytest.raises(InvalidSignature):
        CHANNEL.verify(credentials, headers, body + b"\n")
    with pytest.raises(InvalidSignature):
        CHANNEL.verify(credentials, {"x-hub-signature-256": vector["header"].removeprefix("sha256=")}, body)


def test_the_challenge_is_answered_to_who_knows_the_token() -> None:
    query = {"hub.mode": "subscribe", "hub.challenge": "1158201444", "hub.verify_token": "palavra"}
    assert CHANNEL.challenge(settings(), query) == "1158201444"


@pytest.mark.parametrize(
    "changes",
    [{"hub.verify_token": "outra"}, {"hub.verify_token": ""}, {"hub.mode": "unsubscribe"}, {"hub.mode": ""}],
)
def test_any_other_challenge_is_not_answered(changes: dict[str, str]) -> None:
    query = {"hub.mode": "subscribe", "hub.challenge": "1158201444", "hub.verify_token": "palavra"}
    assert CHANNEL.challenge(settings(), {**query, **changes}) is None
    assert CHANNEL.challenge(settings(), {}) is None
