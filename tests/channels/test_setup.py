"""A line is set up on the screen, each step tried; over HTTP, as the pages do it."""

import base64
from uuid import UUID

import pytest
from pydantic import BaseModel
from sqlalchemy import event, select, update

from prosa.accounts import Role
from prosa.channels.abilities import Link, ProviderRefused, SessionState
from prosa.channels.models import ChannelRow, WatchRow
from prosa.channels.port import Capabilities, ChannelPort, CheckStep, ErrorAction, Refused
from prosa.core.clock import now
from prosa.core.errors import Unavailable
from prosa.core.plugins import Connector
from prosa.testing.counterpart import Answer, counterpart, nobody_listens
from tests.channels.conftest import ABILITIES, Wire, WirePort
from tests.channels.device import PICTURE
from tests.house import open_house
from tests.waiting import until


class Settings(BaseModel):
    key: str


@pytest.fixture
def port():
    port = WirePort()
    port.can = Capabilities(unofficial=True)
    return port


@pytest.fixture
async def office(runtime, device, port):
    runtime.registry.add(
        Connector,
        "test",
        Connector("test", "Test", Settings, {ChannelPort: port, **dict.fromkeys(ABILITIES, device)}),
    )
    async with open_house(runtime) as house:
        yield house


@pytest.fixture
async def path(office):
    return f"/channels/{await office.channel('test', key='k')}"


async def _line(office):
    (found,) = (await office.get("/channels"))["items"]
    return found


async def test_a_new_line_says_what_it_can_and_that_it_was_not_tried(office, path):
    found = await _line(office)
    assert found["label"] == "Test"
    assert found["abilities"] == ["directory", "history", "lookup", "rated", "sessions", "signals"]
    assert found["capabilities"]["unofficial"] is True
    assert (found["health"], [n["code"] for n in found["notices"]]) == ("attention", ["not_tried"])
    assert (found["queued"], found["session"], found["cost_month"], found["quality"]) == (0, None, None, None)
    assert found["rules"] == {
        "backup_id": None,
        "failover_after_minutes": 10,
        "daily_new_contacts": 20,
        "allow_first_contact": False,
        "read_receipts": False,
        "typing": False,
        "answer_groups": False,
    }


async def test_a_line_that_works_is_well(office, path):
    await office.post(f"{path}/check")
    assert (await _line(office))["health"] == "good"


async def test_settings_are_tried_before_anything_is_saved(office):
    tried = await office.post("/connectors/test/try", settings={"key": "k"})
    assert tried == {"steps": [{"code": "token", "ok": True, "detail": ""}]}
    assert (await office.get("/channels"))["items"] == []


async def test_settings_that_cannot_be_are_refused_by_field(office):
    answer = await office.admin.post("/api/v1/connectors/test/try", json={"settings": {}})
    assert (answer.status_code, answer.json()["error"]["params"]["fields"][0]["path"]) == (422, "key")


async def test_rules_are_changed_one_by_one(office, path):
    other = await office.channel("simulator")
    changed = await office.admin.patch(f"/api/v1{path}", json={"rules": {"backup_id": str(other), "typing": True}})
    assert (changed.json()["rules"]["backup_id"], changed.json()["rules"]["typing"]) == (str(other), True)
    changed = await office.admin.patch(f"/api/v1{path}", json={"rules": {"backup_id": None}})
    assert (changed.json()["rules"]["backup_id"], changed.json()["rules"]["typing"]) == (None, True)


@pytest.mark.parametrize("rules", [{"backup_id": "own"}, {"failover_after_minutes": 0}, {"unknown": 1}])
async def test_rules_that_make_no_sense_are_refused(office, path, rules):
    if rules.get("backup_id") == "own":
        rules = {"backup_id": path.removeprefix("/channels/")}
    assert (await office.admin.patch(f"/api/v1{path}", json={"rules": rules})).status_code == 422


async def test_the_session_is_linked_on_the_screen(office, path, device):
    await office.admin.put("/api/v1/address", json={"public_url": "https://loja.example.com"})
    begun = await office.post(f"{path}/session", action="start")
    assert device.webhook == f"https://loja.example.com/webhooks/{path.removeprefix('/channels/')}"
    assert begun["state"] == "pairing"
    assert begun["picture"] == f"data:image/png;base64,{base64.b64encode(PICTURE).decode()}"
    assert [n["code"] for n in (await _line(office))["notices"]] == ["not_tried", "pairing"]
    assert (await _line(office))["health"] == "down"
    assert await office.post(f"{path}/session/code", phone="5511988887777") == {"code": "CODE-7777"}
    device.link = Link(SessionState.WORKING, phone="5511900000000", name="Loja")
    linked = await office.get(f"{path}/session")
    assert (linked["state"], linked["phone"], linked["picture"]) == ("working", "5511900000000", None)
    assert (await _line(office))["session"] == "working"


@pytest.mark.parametrize(("action", "state"), [("restart", "working"), ("stop", "stopped"), ("log_out", "stopped")])
async def test_the_session_does_as_it_is_told(office, path, device, action, state):
    assert (await office.post(f"{path}/session", action=action))["state"] == state
    assert device.calls[-1] == action


async def test_what_the_provider_says_no_to_is_shown(office, path, device):
    device.trouble = ProviderRefused("cannot pause a session")
    answer = await office.admin.post(f"/api/v1{path}/session", json={"action": "stop"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "provider_refused")
    device.trouble = Unavailable("down")
    assert (await office.admin.get(f"/api/v1{path}/session")).status_code == 503


async def test_a_line_without_a_session_says_so(office):
    path = f"/channels/{await office.channel('simulator')}"
    answer = await office.admin.get(f"/api/v1{path}/session")
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "cannot_do")


async def test_the_public_address_is_tried_from_outside(office, path):
    assert (await office.post(f"{path}/reach"))["steps"] == [{"code": "address", "ok": False, "detail": ""}]
    await office.admin.put("/api/v1/address", json={"public_url": office.address})
    steps = (await office.post(f"{path}/reach"))["steps"]
    assert [(step["code"], step["ok"]) for step in steps] == [("address", True), ("webhook_reached", True)]


async def test_an_address_that_leads_elsewhere_is_told_apart(office, path):
    async with counterpart(lambda _: Answer(body=b"welcome")) as elsewhere:
        await office.admin.put("/api/v1/address", json={"public_url": elsewhere.url})
        (_, step) = (await office.post(f"{path}/reach"))["steps"]
        assert (step["ok"], step["detail"]) == (False, "somebody else answers at this address")
    await office.admin.put("/api/v1/address", json={"public_url": nobody_listens()})
    (_, step) = (await office.post(f"{path}/reach"))["steps"]
    assert (step["ok"], "ConnectError" in step["detail"]) == (False, True)


async def test_nobody_else_is_told_anything_at_the_webhook(office, path):
    stranger = office.browser()
    for nonce in ("x" * 22, "guess"):
        answer = await stranger.get(f"/webhooks/{path.removeprefix('/channels/')}/reach", params={"nonce": nonce})
        assert answer.status_code in (404, 422)


async def test_the_address_of_the_environment_wins(office, path, monkeypatch):
    assert (await office.get("/address"))["source"] == "none"
    kept = await office.admin.put("/api/v1/address", json={"public_url": "http://10.0.0.7:8000/"})
    assert kept.json() == {"public_url": "http://10.0.0.7:8000", "source": "screen", "reachable_hint": "internal"}
    assert (await office.get(path))["webhook_url"].startswith("http://10.0.0.7:8000/webhooks/")
    monkeypatch.setattr(office.runtime.settings, "public_url", "https://prosa.example.com")
    assert (await office.get("/address"))["source"] == "environment"
    assert (await office.get(path))["webhook_url"].startswith("https://prosa.example.com/webhooks/")


async def test_an_address_can_be_taken_back_and_nonsense_is_refused(office):
    await office.admin.put("/api/v1/address", json={"public_url": "http://loja.example.com"})
    assert (await office.get("/address"))["reachable_hint"] == "plain"
    assert (await office.admin.put("/api/v1/address", json={"public_url": "loja"})).status_code == 422
    await office.admin.put("/api/v1/address", json={"public_url": None})
    assert await office.get("/address") == {"public_url": None, "source": "none", "reachable_hint": "not_set"}


async def test_a_trial_goes_out_to_the_admins_phone_and_comes_back(office, path, port):
    assert (await office.get(f"{path}/trial"))["status"] == "none"
    await office.post(f"{path}/trial", phone="5511988887777")
    sent = await until(lambda: _trial(office, path, "sent"))
    assert (sent["detail"], port.sent[0].to[0].value) == ("", "5511988887777")
    channel_id = UUID(path.removeprefix("/channels/"))
    wire = Wire(office.runtime, port, channel_id, channel_id, office.runtime.registry)
    await wire.brings({"id": "m1", "from": "5511988887777", "text": "chegou"})
    await until(lambda: _trial(office, path, "answered"))


async def test_a_trial_that_fails_says_why(office, path, port):
    port.outcomes = [Refused("131047", "outside the window", ErrorAction.GIVE_UP)]
    await office.post(f"{path}/trial", phone="5511988887777")
    failed = await until(lambda: _trial(office, path, "failed"))
    assert failed["detail"] == "131047: outside the window"


async def _trial(office, path, status):
    found = await office.get(f"{path}/trial")
    return found if found["status"] == status else None


async def test_numbers_are_checked_one_or_many(office, path, device):
    device.absent = {"551133334444"}
    device.known_as = {"5531988887777": "553188887777"}
    found = await office.post(f"{path}/numbers", phones=["5531988887777", "551133334444"])
    assert found["items"] == [
        {"phone": "5531988887777", "on_whatsapp": True, "address": "553188887777"},
        {"phone": "551133334444", "on_whatsapp": False, "address": None},
    ]


@pytest.mark.parametrize("phones", [[], ["+55 11"], ["5511988887777"] * 201])
async def test_what_is_no_number_is_refused(office, path, phones):
    assert (await office.admin.post(f"/api/v1{path}/numbers", json={"phones": phones})).status_code == 422


async def test_contacts_and_groups_are_listed_and_groups_managed(office, path, device):
    found = await office.get(f"{path}/directory")
    assert found["contacts"] == [{"name": "Mariana", "identities": [{"kind": "phone", "value": "5511988887777"}]}]
    assert found["groups"] == [{"id": "120363@g.us", "name": "Equipe", "members": 3, "answered": False}]
    switched = await office.admin.put(f"/api/v1{path}/groups/120363@g.us", json={"answered": True})
    assert switched.status_code == 204
    assert (await office.get(f"{path}/directory"))["groups"][0]["answered"] is True
    made = await office.post(f"{path}/groups", name="Vendas", phones=["5511988887777"])
    assert made == {"id": "new@g.us", "name": "Vendas", "members": 2, "answered": False}
    assert (await office.admin.delete(f"/api/v1{path}/groups/120363@g.us")).status_code == 204
    assert [group["id"] for group in (await office.get(f"{path}/directory"))["groups"]] == ["new@g.us"]


async def test_a_viewer_sees_how_the_lines_are_and_no_settings(office, path):
    viewer = await office.user("vera@example.com", Role.VIEWER)
    (found,) = (await viewer.get("/api/v1/channels")).json()["items"]
    assert "settings" not in found
    assert (await viewer.get(f"/api/v1{path}")).status_code == 403


async def test_fifty_lines_cost_no_more_queries_than_one(office, path):
    async def queries():
        counted = []
        engine = office.runtime.db.engine.sync_engine

        def count(*arguments):
            counted.append(arguments[2])

        event.listen(engine, "before_cursor_execute", count)
        found = (await office.get("/channels"))["items"]
        event.remove(engine, "before_cursor_execute", count)
        return len(found), [each for each in counted if "channel" in each or "connection" in each]

    one, few = await queries()
    for number in range(49):
        await office.post("/channels", name=f"Linha {number}", connector="test", settings={"key": "k"})
    fifty, many = await queries()
    assert (one, fifty) == (1, 50)
    assert len(many) <= len(few) + 1


async def test_what_needs_a_hand_is_told_with_its_beginning(office, path):
    moment = now()
    async with office.runtime.db.transaction() as session:
        await session.execute(update(ChannelRow).values(state="stopped", state_detail="190: token expired"))
        await session.execute(
            update(WatchRow).values(
                down_since=moment,
                resting_since=moment,
                silent_since=moment,
                session="working",
                session_since=moment,
                quality="RED",
                quality_since=moment,
                capped_at=moment,
                first_refused_at=moment,
            )
        )
    found = await _line(office)
    codes = ["stopped", "silent", "resting", "quality_low", "daily_cap", "first_contact_off"]
    assert [notice["code"] for notice in found["notices"]] == codes
    assert found["notices"][0]["detail"] == "190: token expired"
    assert found["health"] == "down"


async def test_a_line_that_is_switched_off_is_off(office, path):
    await office.admin.patch(f"/api/v1{path}", json={"enabled": False})
    assert (await _line(office))["health"] == "off"


async def test_checks_of_a_provider_are_shown_as_they_are(office, path, port):
    async def check(settings, http):
        return [CheckStep("token", ok=True), CheckStep("webhook", ok=False, detail="not subscribed")]

    port.check = check
    steps = (await office.post(f"{path}/check"))["steps"]
    assert steps[1] == {"code": "webhook", "ok": False, "detail": "not subscribed"}
    async with office.runtime.db.transaction() as session:
        assert await session.scalar(select(ChannelRow.state)) == "unchecked"


async def test_a_line_that_cannot_be_read_hides_no_other(office, path):
    await office.channel("simulator")
    async with office.runtime.db.transaction() as session:
        await session.execute(update(ChannelRow).where(ChannelRow.connector == "test").values(connector="gone"))
    gone, simulator = (await office.get("/channels"))["items"]
    assert (gone["label"], gone["health"], simulator["health"]) == ("gone", "down", "good")
    first = gone["notices"][0]
    assert (first["code"], first["detail"]) == ("stopped", "the connector gone is not installed")
