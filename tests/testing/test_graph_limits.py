"""The fake holds Meta's windows, limits and templates, and tells what Meta tells."""

from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest

from prosa.core.clock import now
from prosa.testing.graph import FakeGraph, GraphApp, Limits, Templates, payloads
from prosa.testing.stage import serving

ANA = "5511900000001"
PATH = "/v26.0/1122334455667/messages"


def body(to: str = ANA, **more: Any) -> dict[str, Any]:
    address = {"recipient": to} if "." in to else {"to": to}
    return {"messaging_product": "whatsapp", **address, "type": "text", "text": {"body": "Olá"}, **more}


def template(name: str = "oi", *values: str) -> dict[str, Any]:
    components = [{"type": "body", "parameters": [{"type": "text", "text": value} for value in values]}]
    sent = {"name": name, "language": {"code": "pt_BR"}, **({"components": components} if values else {})}
    return body(type="template", template=sent)


def code(found: tuple[int, str] | None) -> int | None:
    return found[0] if found else None


@pytest.mark.parametrize(("ad", "hours"), [(False, 24), (True, 72)])
def test_the_window_is_open_for_as_long_as_meta_says(ad: bool, hours: int) -> None:
    limits, at = Limits(), now()
    assert code(limits.problem(body(), at)) == 131047
    limits.heard(ANA, at, from_ad=ad)
    assert limits.problem(body(), at + timedelta(hours=hours, seconds=-1)) is None
    assert code(limits.problem(body(), at + timedelta(hours=hours))) == 131047
    assert limits.problem(template(), at + timedelta(hours=hours)) is None


def test_one_person_gets_a_burst_and_then_one_message_in_six_seconds() -> None:
    limits, at = Limits(per_second=1000), now()
    limits.heard(ANA, at, from_ad=False)

    def sent(moment: datetime) -> int | None:
        return code(limits.problem(body(), moment))

    assert [sent(at) for _ in range(46)] == [None] * 45 + [131056]
    assert sent(at + timedelta(seconds=5.9)) == 131056
    assert [sent(at + timedelta(seconds=6)), sent(at + timedelta(seconds=6))] == [None, 131056]


def test_a_number_sends_eighty_messages_in_any_second() -> None:
    limits, at = Limits(), now()
    for person in range(82):
        limits.heard(str(person), at, from_ad=False)
    assert [code(limits.problem(body(str(person)), at)) for person in range(81)] == [None] * 80 + [130429]
    assert limits.problem(body("81"), at + timedelta(seconds=1)) is None


async def test_a_message_outside_the_window_is_refused_and_not_taken() -> None:
    graph = FakeGraph(limits=Limits())
    headers = {"authorization": "Bearer EAAfake"}
    async with serving(GraphApp(graph)) as url, httpx.AsyncClient(base_url=url, headers=headers) as http:
        refused = await http.post(PATH, json=body())
        assert refused.json()["error"]["code"] == 131047
        graph.say(ANA, payloads.from_ad("Oi"))
        graph.say("BR.123", "Oi")
        assert (await http.post(PATH, json=body())).is_success
        hidden = await http.post(PATH, json=body("BR.123"))
        assert hidden.json()["contacts"] == [{"input": "BR.123", "user_id": "BR.123"}]
    assert [send.to for send in graph.sends] == [ANA, "BR.123"]


def test_a_template_is_sent_once_it_is_approved_and_with_its_variables() -> None:
    graph = FakeGraph(templates=Templates(strict=True))
    assert code(graph.problem(template())) == 132001
    parts = [{"type": "BODY", "text": "Olá {{1}}!", "example": {"body_text": [["Ana"]]}}]
    graph.templates.make({"name": "oi", "language": "pt_BR", "category": "UTILITY", "components": parts})
    assert code(graph.problem(template("oi", "Ana"))) == 132001
    for event, expected in (("APPROVED", None), ("PAUSED", 132015), ("DISABLED", 132016), ("REJECTED", 132001)):
        graph.decide("oi", event)
        assert code(graph.problem(template("oi", "Ana"))) == expected
    graph.decide("oi", "APPROVED")
    assert code(graph.problem(template("oi"))) == 132000


async def test_templates_are_judged_from_outside() -> None:
    graph = FakeGraph()
    parts = [{"type": "BODY", "text": "Olá!"}]
    graph.templates.make({"name": "oi", "language": "pt_BR", "category": "UTILITY", "components": parts})
    async with serving(GraphApp(graph)) as url, httpx.AsyncClient(base_url=url) as http:
        judged = await http.post("/fake/templates", json={"name": "oi", "event": "REJECTED", "reason": "SCAM"})
        assert (judged.json()["status"], judged.json()["rejected_reason"]) == ("REJECTED", "SCAM")
        assert (await http.post("/fake/templates", json={"name": "no", "event": "APPROVED"})).status_code == 404
