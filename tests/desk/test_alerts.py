"""People outside of Prosa are told when somebody waits."""

import asyncio
import hashlib
import hmac
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from prosa.accounts.schemas import Role
from prosa.connectors import sendgrid, slack, smtp, webhook
from prosa.conversations import floor
from prosa.core.plugins import Connector
from prosa.core.runtime import Runtime
from prosa.core.settings import Settings
from prosa.desk.events import Escalated, QueueFull
from prosa.desk.jobs import forget_alerts, send_alerts, tell_of_escalation, tell_of_full_queue
from tests.accounts.house import code
from tests.outside import Hook, MailServer, hook, mail_server
from tests.team import Team, done, open_team, uuid_of

SECRET = "um segredo bem longo".replace(" ", "-")


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(
        update={"internal_hosts": frozenset({"127.0.0.1"}), "public_url": "https://prosa.example"}
    )


@pytest.fixture
async def team(runtime: Runtime) -> AsyncIterator[Team]:
    for each in (smtp, sendgrid, slack, webhook):
        runtime.registry.add(Connector, each.connector.name, each.connector)
    async with open_team(runtime) as team:
        yield team


@pytest.fixture
async def admin(team: Team) -> httpx.AsyncClient:
    return await team.house.person_with_browser(Role.ADMIN)


@pytest.fixture
async def taker() -> AsyncIterator[Hook]:
    async with hook() as taker:
        yield taker


@pytest.fixture
async def mail() -> AsyncIterator[MailServer]:
    async with mail_server() as mail:
        yield mail


def told_by(taker: Hook, **more: Any) -> dict[str, Any]:
    settings = {"url": f"{taker.url}/aviso", "secret": SECRET}
    return {"name": "Plantão", "connector": "webhook", "settings": settings, "kinds": ["waiting"], **more}


async def an_alert(admin: httpx.AsyncClient, body: dict[str, Any]) -> dict[str, Any]:
    return dict(done(await admin.post("/alerts", json=body), 201))


async def waits(team: Team, name: str = "Mariana", minutes: int = 7) -> str:
    """Somebody has waited in the queue for so long."""
    talk = await team.writes(name)
    async with team.runtime.db.transaction() as session:
        await floor.transfer(session, UUID(uuid_of(talk)), by=team.paula_id, note="")
    await team.house.rows(
        "UPDATE conversation SET waiting_since = now() - make_interval(mins => :minutes) WHERE id = :id",
        minutes=minutes,
        id=uuid_of(talk),
    )
    return talk


async def pause_is_over(team: Team) -> None:
    await team.house.rows("UPDATE alert SET due_at = now()")
    await send_alerts(team.runtime)


async def test_who_waits_too_long_is_told_once_with_a_link_and_without_what_they_said(
    team: Team, admin: httpx.AsyncClient, taker: Hook
) -> None:
    await an_alert(admin, told_by(taker, wait_minutes=5))
    talk = await waits(team)
    await waits(team, "João", minutes=3)
    await send_alerts(team.runtime)
    await pause_is_over(team)
    [told] = taker.posted()
    assert told["title"] == "1 aviso do atendimento"
    [item] = told["items"]
    assert (item["kind"], item["conversation_id"]) == ("waiting", uuid_of(talk))
    assert item["text"].startswith("Mariana espera há 7 min")
    assert item["link"] == f"https://prosa.example/conversas/{uuid_of(talk)}"
    assert "oi" not in taker.bodies[0].decode().split()


async def test_many_who_wait_are_one_message_and_the_next_comes_after_the_pause(
    team: Team, admin: httpx.AsyncClient, taker: Hook
) -> None:
    await an_alert(admin, told_by(taker))
    for name in ("Ana", "Bia", "Carla"):
        await waits(team, name)
    await send_alerts(team.runtime)
    await waits(team, "Duda")
    await send_alerts(team.runtime)
    assert [len(told["items"]) for told in taker.posted()] == [3]
    await pause_is_over(team)
    assert [len(told["items"]) for told in taker.posted()] == [3, 1]


async def test_nobody_is_called_for_somebody_who_has_been_taken_meanwhile(
    team: Team, admin: httpx.AsyncClient, taker: Hook
) -> None:
    alert = await an_alert(admin, told_by(taker))
    await team.house.rows("UPDATE alert SET due_at = now() + interval '5 minutes'")
    talk = await waits(team)
    await send_alerts(team.runtime)
    await team.paula.post(f"{talk}/claim")
    await pause_is_over(team)
    assert taker.posted() == []
    assert (await team.house.rows("SELECT told_at FROM alert_line"))[0]["told_at"] is not None
    assert done(await admin.get("/alerts"))["items"][0]["id"] == alert["id"]


async def test_two_workers_at_once_tell_it_once(team: Team, admin: httpx.AsyncClient, taker: Hook) -> None:
    await an_alert(admin, told_by(taker))
    await waits(team)
    await asyncio.gather(*(send_alerts(team.runtime) for _ in range(4)))
    assert len(taker.posted()) == 1


async def test_only_those_of_the_chosen_queues_are_told(team: Team, admin: httpx.AsyncClient, taker: Hook) -> None:
    await team.house.rows("INSERT INTO queue (id, name) VALUES (:id, 'Trocas')", id=(queue_id := uuid4()))
    await an_alert(admin, told_by(taker, queue_ids=[str(queue_id)]))
    await waits(team, "Ana")
    talk = await waits(team, "Bia")
    await team.house.rows("UPDATE conversation SET queue_id = :queue WHERE id = :id", queue=queue_id, id=uuid_of(talk))
    await send_alerts(team.runtime)
    [told] = taker.posted()
    assert [item["text"].split(" ")[0] for item in told["items"]] == ["Bia"]
    assert told["items"][0]["queue"] == "Trocas"


async def test_what_cannot_be_told_is_tried_again_and_shown_until_it_works(
    team: Team, admin: httpx.AsyncClient, taker: Hook
) -> None:
    await an_alert(admin, told_by(taker))
    await waits(team)
    taker.answers.append(503)
    await send_alerts(team.runtime)
    [shown] = done(await admin.get("/alerts"))["items"]
    assert (shown["trouble"], shown["trouble_since"] is not None) == ("the service answered 503", True)
    await pause_is_over(team)
    [shown] = done(await admin.get("/alerts"))["items"]
    assert (shown["trouble"], len(taker.bodies)) == (None, 2)
    assert taker.posted()[0]["id"] == taker.posted()[1]["id"]


async def test_what_could_not_be_told_for_hours_is_left(team: Team, admin: httpx.AsyncClient, taker: Hook) -> None:
    await an_alert(admin, told_by(taker))
    await waits(team)
    taker.answers.append(503)
    await send_alerts(team.runtime)
    await team.house.rows("UPDATE alert_line SET at = now() - interval '7 hours'")
    await pause_is_over(team)
    assert len(taker.bodies) == 1
    await team.house.rows("UPDATE alert_line SET at = now() - interval '8 days'")
    await forget_alerts(team.runtime)
    assert await team.house.rows("SELECT * FROM alert_line") == []


async def test_escalations_and_full_queues_are_told_by_those_that_want_them(
    team: Team, admin: httpx.AsyncClient, taker: Hook
) -> None:
    await team.house.rows("INSERT INTO queue (id, name) VALUES (:id, 'Trocas')", id=(queue_id := uuid4()))
    await an_alert(admin, told_by(taker, kinds=["escalated", "queue_full"]))
    talk = await waits(team)
    for _ in range(2):
        await tell_of_escalation(team.runtime, Escalated(uuid_of(talk), "lead"))
        await tell_of_full_queue(team.runtime, QueueFull(str(queue_id), 12))
    await send_alerts(team.runtime)
    [told] = taker.posted()
    assert [item["kind"] for item in told["items"]] == ["escalated", "queue_full"]
    assert told["items"][1]["text"] == "A fila Trocas está cheia: 12 pessoas esperando."


async def test_the_signature_shows_who_sent_it_and_when(team: Team, admin: httpx.AsyncClient, taker: Hook) -> None:
    await an_alert(admin, told_by(taker))
    await waits(team)
    await send_alerts(team.runtime)
    given = dict(part.split("=") for part in taker.headers[0]["x-prosa-signature"].split(","))
    signed = f"{given['t']}.".encode() + taker.bodies[0]
    assert hmac.new(SECRET.encode(), signed, hashlib.sha256).hexdigest() == given["v1"]
    assert taker.headers[0]["x-prosa-alert"] == taker.posted()[0]["id"]


async def test_a_secret_leaves_masked_and_comes_back_masked_without_being_lost(
    team: Team, admin: httpx.AsyncClient, taker: Hook
) -> None:
    shown = await an_alert(admin, told_by(taker))
    assert shown["settings"]["secret"] == "••••"
    body = told_by(taker, settings=shown["settings"], wait_minutes=1)
    changed = done(await admin.put(f"/alerts/{shown['id']}", json=body))
    assert (changed["settings"]["secret"], changed["wait_minutes"]) == ("••••", 1)
    trial = {"connector": "webhook", "settings": shown["settings"], "alert_id": shown["id"]}
    assert done(await admin.post("/alerts/try", json=trial)) == {"ok": True, "detail": ""}
    assert "x-prosa-signature" in taker.headers[0]
    assert SECRET not in str(await team.house.rows("SELECT settings, sealed FROM connection"))
    assert (await admin.delete(f"/alerts/{shown['id']}")).status_code == 204
    assert await team.house.rows("SELECT * FROM connection WHERE connector = 'webhook'") == []


async def test_slack_shows_names_as_text_and_the_address_is_kept_as_a_secret(
    team: Team, admin: httpx.AsyncClient, taker: Hook
) -> None:
    settings = {"webhook_url": f"{taker.url}/services/T0/B0/abc"}
    shown = await an_alert(admin, told_by(taker, connector="slack", settings=settings))
    assert shown["settings"] == {"webhook_url": "••••"}
    await waits(team, "<!channel> *Zé* & <https://evil.test|x>")
    await send_alerts(team.runtime)
    [posted] = taker.posted()
    said = posted["blocks"][0]["text"]["text"]
    assert "<!channel>" not in said
    assert "<https://evil" not in said
    assert "&lt;!channel&gt;" in said
    assert "https://prosa.example/conversas/" in said


async def test_sendgrid_is_asked_as_it_wants_to_be(team: Team, admin: httpx.AsyncClient, taker: Hook) -> None:
    settings = {
        "api_key": "SG.key",
        "sender": "prosa@loja.example",
        "to": "ana@loja.example; bia@loja.example",
        "base_url": taker.url,
    }
    await an_alert(admin, told_by(taker, connector="sendgrid", settings=settings))
    await waits(team)
    taker.answers.append(202)
    await send_alerts(team.runtime)
    [posted] = taker.posted()
    assert (taker.paths, taker.headers[0]["authorization"]) == (["/v3/mail/send"], "Bearer SG.key".lower())
    assert posted["personalizations"] == [{"to": [{"email": "ana@loja.example"}, {"email": "bia@loja.example"}]}]
    assert posted["content"][0]["value"].startswith("Mariana espera há 7 min")


def by_mail(mail: MailServer, **more: Any) -> dict[str, Any]:
    settings = {
        "host": "127.0.0.1",
        "port": mail.port,
        "security": "none",
        "sender": "prosa@loja.example",
        "to": "ana@loja.example, bia@loja.example",
        **more,
    }
    return {"name": "E-mail", "connector": "smtp", "settings": settings, "kinds": ["waiting"]}


async def test_an_e_mail_arrives_at_everybody_with_its_words(
    team: Team, admin: httpx.AsyncClient, mail: MailServer
) -> None:
    await an_alert(admin, by_mail(mail, user="prosa", password="segredo"))
    await waits(team, "Conceição\r\nBcc: evil@evil.test")
    await send_alerts(team.runtime)
    [message] = mail.arrived
    assert mail.to == ["ana@loja.example", "bia@loja.example"]
    assert message["subject"] == "[Minha empresa] 1 aviso do atendimento"
    assert (message["auto-submitted"], message["bcc"]) == ("auto-generated", None)
    assert "Conceição" in message.get_content()


@pytest.mark.parametrize(
    ("refuses", "detail"),
    [
        ({"AUTH": "535 no"}, "the mail server does not take this user and password (535)"),
        ({"RCPT": "550 unknown"}, "the mail server does not take these addresses"),
        ({"DATA": "451 later"}, "the mail server refused the message: SMTPDataError"),
    ],
)
async def test_what_a_mail_server_refuses_is_said(
    team: Team, admin: httpx.AsyncClient, mail: MailServer, refuses: dict[str, str], detail: str
) -> None:
    mail.refuses = refuses
    tried = {"connector": "smtp", "settings": by_mail(mail, user="prosa", password="segredo")["settings"]}
    assert done(await admin.post("/alerts/try", json=tried)) == {"ok": False, "detail": detail}


async def test_nothing_is_said_to_a_server_that_cannot_encrypt(
    team: Team, admin: httpx.AsyncClient, mail: MailServer
) -> None:
    tried = {
        "connector": "smtp",
        "settings": by_mail(mail, security="starttls", user="prosa", password="segredo")["settings"],
    }
    told = done(await admin.post("/alerts/try", json=tried))
    assert told == {"ok": False, "detail": "the mail server refused the message: SMTPNotSupportedError"}
    assert (mail.arrived, mail.to, "AUTH" in mail.heard) == ([], [], False)


async def test_a_mail_server_that_is_not_there_is_said_too(team: Team, admin: httpx.AsyncClient) -> None:
    async with mail_server() as gone:
        pass
    tried = {"connector": "smtp", "settings": by_mail(gone)["settings"]}
    assert done(await admin.post("/alerts/try", json=tried))["ok"] is False


@pytest.mark.parametrize(
    "settings",
    [
        {"url": "ftp://loja.example"},
        {"url": "nowhere"},
        {},
    ],
)
async def test_an_alert_that_reaches_nobody_is_refused(
    team: Team, admin: httpx.AsyncClient, taker: Hook, settings: dict[str, Any]
) -> None:
    assert (await admin.post("/alerts", json=told_by(taker, settings=settings))).status_code == 422


@pytest.mark.parametrize(
    ("connector", "settings"),
    [
        ("slack", {"webhook_url": "https://evil.example/services/x"}),
        ("slack", {"webhook_url": "http://hooks.slack.com/services/x"}),
        ("smtp", {"host": "mail.loja.example", "security": "none", "sender": "a@b.example", "to": "a@b.example"}),
        ("smtp", {"host": "mail.loja.example", "sender": "a@b.example", "to": "a@b.example\r\nBcc: x@y.example"}),
        ("sendgrid", {"api_key": "SG.x", "sender": "a@b.example", "to": " , "}),
        (
            "sendgrid",
            {"api_key": "SG.x", "sender": "a@b.example", "to": "a@b.example", "base_url": "http://evil.example"},
        ),
    ],
)
async def test_settings_that_would_leak_or_go_astray_are_refused(
    team: Team, admin: httpx.AsyncClient, taker: Hook, connector: str, settings: dict[str, Any]
) -> None:
    body = told_by(taker, connector=connector, settings=settings)
    assert (await admin.post("/alerts", json=body)).status_code == 422


async def test_the_own_network_is_not_asked_unless_its_host_was_named(
    team: Team, admin: httpx.AsyncClient, taker: Hook
) -> None:
    object.__setattr__(team.runtime.settings, "internal_hosts", frozenset())
    settings = told_by(taker)["settings"]
    tried = done(await admin.post("/alerts/try", json={"connector": "webhook", "settings": settings}))
    assert (tried["ok"], taker.bodies) == (False, [])


async def test_only_admins_see_and_change_alerts(team: Team, admin: httpx.AsyncClient, taker: Hook) -> None:
    answers = [
        await team.supervisor.get("/alerts"),
        await team.supervisor.post("/alerts", json=told_by(taker)),
        await team.supervisor.post("/alerts/try", json=told_by(taker)),
    ]
    assert {code(answer) for answer in answers} == {"role_too_low"}
    offered = {each["name"] for each in done(await admin.get("/alerts"))["connectors"]}
    assert offered == {"smtp", "sendgrid", "slack", "webhook"}
