"""A delivery is ours when it carries the secret, or a token that was made with it not too long ago."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from prosa.channels.port import InvalidSignature
from prosa.connectors.evolution import EvolutionChannel, signature
from prosa.connectors.evolution.signature import SECRET_HEADER
from prosa.testing.evolution import payloads
from tests.connectors.evolution.material import DATA, SECRET, settings

CHANNEL = EvolutionChannel()
VECTOR = json.loads((DATA / "token.json").read_text("utf-8"))


def check(headers: dict[str, str], secret: str = SECRET) -> None:
    CHANNEL.verify(settings(webhook_secret=secret), headers, b"{}")


def bearer(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}


def test_the_secret_in_our_header_is_enough() -> None:
    check({SECRET_HEADER: SECRET})
    check({SECRET_HEADER: SECRET, "authorization": "Bearer of-a-proxy"})


@pytest.mark.parametrize("given", ["", "webhook-secret", SECRET + "0", SECRET.upper(), "é"])
def test_another_word_is_refused(given: str) -> None:
    with pytest.raises(InvalidSignature) as refused:
        check({SECRET_HEADER: given})
    assert SECRET not in str(refused.value)
    with pytest.raises(InvalidSignature):
        check({})


def test_a_token_of_a_running_evolution_is_accepted_as_late_as_its_last_attempt(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = datetime.fromtimestamp(1795162741, UTC)
    for seconds, good in ((0, True), (600, True), (1215, True), (600 + 25 * 60, True), (600 + 25 * 60 + 1, False)):
        monkeypatch.setattr(signature, "now", lambda at=made + timedelta(seconds=seconds): at)
        if good:
            check(bearer(VECTOR["example"]), VECTOR["example_key"])
        else:
            with pytest.raises(InvalidSignature):
                check(bearer(VECTOR["example"]), VECTOR["example_key"])


def test_a_token_of_another_key_or_shape_is_refused() -> None:
    good = payloads.token(SECRET)
    check(bearer(good))
    head, claims, signed = good.split(".")
    wrong = (
        payloads.token("another-secret-0123456789"),
        f"{head}.{claims}.",
        f"{head}.{claims}",
        f"{head}.{claims}.{signed[:-1]}",
        f"{head}.{claims}.{signed}0",
        f"{head}.{claims}x.{signed}",
        "",
        "..",
        "é.é.é",
    )
    for token in wrong:
        with pytest.raises(InvalidSignature):
            check(bearer(token))


@pytest.mark.parametrize(
    ("head", "claims"),
    [
        ({"alg": "none"}, {"exp": 9999999999}),
        ({"alg": "HS256"}, {}),
        ({"alg": "HS256"}, {"exp": "soon"}),
        ({"alg": "HS256"}, {"exp": None}),
        ([], []),
    ],
)
def test_a_signed_token_that_does_not_say_how_or_until_when_is_refused(head: object, claims: object) -> None:
    signed = ".".join(payloads.part(json.dumps(each).encode()) for each in (head, claims))
    token = f"{signed}.{signature.signature(SECRET.encode(), signed)}"
    with pytest.raises(InvalidSignature):
        check(bearer(token))
