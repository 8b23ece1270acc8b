"""The whole product lets nobody in who may not; what is open to all is listed here, with its reason."""

from typing import Any

import pytest
from websockets.exceptions import InvalidStatus

from prosa.accounts import Role
from prosa.accounts.auth import COOKIE
from prosa.app.http import create_app
from prosa.core.runtime import Runtime
from tests.app.tabs import open_tab
from tests.authorisation import SOCKET, assert_refuses_strangers, doors
from tests.house import House
from tests.waiting import until

SIGNING_IN = "whoever signs in has nothing to show yet"
VISITOR = "a visitor of a shop's site has no account: the channel's key and the visitor's token are checked instead"
PROVIDER = "a provider has no account: its signature is checked instead"
CONTACT = "a contact has no account: the link they were sent is what is shown"
PUBLIC = {
    "GET /api/v1/openapi.json": "the description of the API holds nothing of the company",
    "POST /api/v1/session": SIGNING_IN,
    "POST /api/v1/tokens": SIGNING_IN,
    "POST /api/v1/tokens/refresh": "the refresh token is what is shown",
    "OPTIONS /api/v1/webchat/files/{channel_id}": VISITOR,
    "OPTIONS /api/v1/webchat/{channel_id}/{path:path}": VISITOR,
    "GET /api/v1/webchat/{channel_id}/config": VISITOR,
    "POST /api/v1/webchat/{channel_id}/session": VISITOR,
    "GET /api/v1/webchat/{channel_id}/messages": VISITOR,
    "POST /api/v1/webchat/{channel_id}/messages": VISITOR,
    "POST /api/v1/webchat/{channel_id}/seen": VISITOR,
    "POST /api/v1/webchat/{channel_id}/rating": VISITOR,
    "POST /api/v1/webchat/files/{channel_id}": VISITOR,
    "GET /api/v1/webchat/{channel_id}/files/{attachment_id}": VISITOR,
    "WEBSOCKET /api/v1/webchat/{channel_id}/live": VISITOR,
    "GET /webhooks/{channel_id}": PROVIDER,
    "GET /webhooks/{channel_id}/reach": "answers only the number this installation is asking itself for",
    "POST /webhooks/{channel_id}": PROVIDER,
    "POST /webhooks/{channel_id}/{event}": PROVIDER,
    "GET /webhooks/files/{token}": "a provider follows a signed link",
    "GET /health": "balancers ask it, and it names nothing of the company",
    "GET /api/v1/health": "balancers ask it, and it names nothing of the company",
    "GET /metrics": "counts without names, for the collector inside the network",
    "GET /avaliar/{token}": CONTACT,
    "POST /avaliar/{token}": CONTACT,
    "GET /{path:path}": "the pages themselves; what they show comes through the API",
}

LOWEST = {
    Role.VIEWER: [
        "GET /api/v1/conversations",
        "GET /api/v1/conversations/{conversation_id}/messages",
        "GET /api/v1/attachments/{attachment_id}",
        "GET /api/v1/attachments/{attachment_id}/thumbnail",
        "GET /api/v1/contacts/{contact_id}",
        "GET /api/v1/turns/{turn_id}",
        "GET /api/v1/channels",
        "GET /api/v1/board",
        "GET /api/v1/metrics",
        "GET /api/v1/articles",
        "GET /api/v1/knowledge/embeddings",
        "GET /api/v1/knowledge/gaps",
        "GET /api/v1/knowledge/thesaurus",
        "GET /api/v1/knowledge/warnings",
        "GET /api/v1/tools",
        "GET /api/v1/approvals",
        "GET /api/v1/tickets",
        "GET /api/v1/tickets/{ticket_id}",
        "GET /api/v1/tickets/problems",
        "GET /api/v1/sla-policies",
        "GET /api/v1/follow-ups",
        "GET /api/v1/company/calendar",
        "GET /api/v1/ledger",
        "GET /api/v1/metrics",
        "GET /api/v1/understanding",
        "GET /api/v1/understanding/settings",
        "GET /api/v1/models",
        "GET /api/v1/messages/{message_id}/cost",
        "POST /api/v1/me/password",
        "GET /api/v1/labels",
    ],
    Role.OPERATOR: [
        "POST /api/v1/conversations/{conversation_id}/messages",
        "POST /api/v1/conversations/{conversation_id}/notes",
        "POST /api/v1/conversations/{conversation_id}/claim",
        "POST /api/v1/conversations/{conversation_id}/give-back",
        "POST /api/v1/conversations/{conversation_id}/resolve",
        "POST /api/v1/conversations/{conversation_id}/reopen",
        "POST /api/v1/messages/{message_id}/retry",
        "POST /api/v1/process",
        "POST /api/v1/tools/{name}",
        "POST /api/v1/attachments",
        "POST /api/v1/attachments/{attachment_id}/retry",
        "PATCH /api/v1/contacts/{contact_id}",
        "POST /api/v1/tickets",
        "PATCH /api/v1/tickets/{ticket_id}",
        "POST /api/v1/tickets/{ticket_id}/merge",
        "PUT /api/v1/tickets/{ticket_id}/conversations/{conversation_id}",
        "POST /api/v1/follow-ups",
        "DELETE /api/v1/follow-ups/{follow_up_id}",
        "POST /api/v1/contacts/{contact_id}/consents",
        "GET /api/v1/ledger/messages",
        "GET /api/v1/templates",
        "POST /api/v1/templates/{template_id}/preview",
        "POST /api/v1/templates/{template_id}/send",
        "GET /api/v1/deliveries/failed",
        "POST /api/v1/simulator/{channel_id}/messages",
        "PUT /api/v1/conversations/{conversation_id}/labels",
        "PUT /api/v1/conversations/{conversation_id}/priority",
        "PUT /api/v1/conversations/{conversation_id}/snooze",
        "POST /api/v1/conversations/{conversation_id}/scheduled",
        "POST /api/v1/conversations/bulk",
        "POST /api/v1/macros/{macro_id}/run",
        "POST /api/v1/undo/{undo_id}",
        "GET /api/v1/colleagues",
        "GET /api/v1/search",
        "GET /api/v1/conversations/{conversation_id}/suggestions",
        "GET /api/v1/conversations/{conversation_id}/transcript",
        "POST /api/v1/conversations/{conversation_id}/improve",
        "GET /api/v1/mentions",
        "GET /api/v1/held-messages",
    ],
    Role.SUPERVISOR: [
        "GET /api/v1/users",
        "POST /api/v1/sla-policies",
        "DELETE /api/v1/sla-policies/{policy_id}",
        "POST /api/v1/follow-up-rules",
        "POST /api/v1/deliveries/{delivery_id}/retry",
        "POST /api/v1/articles",
        "PUT /api/v1/articles/{article_id}",
        "DELETE /api/v1/articles/{article_id}",
        "POST /api/v1/knowledge/gaps/{gap_id}/draft",
        "POST /api/v1/knowledge/gaps/{gap_id}/dismiss",
        "PUT /api/v1/knowledge/thesaurus/{name}",
        "DELETE /api/v1/knowledge/thesaurus/{name}",
        "POST /api/v1/approvals/{approval_id}/approve",
        "POST /api/v1/approvals/{approval_id}/reject",
        "POST /api/v1/canned-replies",
        "POST /api/v1/contact-fields",
        "DELETE /api/v1/contact-fields/{field_id}",
        "POST /api/v1/labels",
        "DELETE /api/v1/labels/{label_id}",
        "POST /api/v1/macros",
        "PUT /api/v1/macros/{macro_id}",
        "POST /api/v1/turns/{turn_id}/correction",
        "DELETE /api/v1/turns/{turn_id}/correction",
        "GET /api/v1/understanding/examples",
        "DELETE /api/v1/understanding/examples/{example_id}",
        "PATCH /api/v1/understanding/settings",
        "POST /api/v1/templates",
        "PUT /api/v1/templates/{template_id}",
        "DELETE /api/v1/templates/{template_id}",
        "POST /api/v1/templates/{template_id}/submit",
        "POST /api/v1/channels/{channel_id}/templates/sync",
        "GET /api/v1/models/costs",
        "POST /api/v1/health/llm",
        "POST /api/v1/agents/{agent_id}/versions",
        "POST /api/v1/agents/{agent_id}/versions/{version}/publish",
        "GET /api/v1/reports",
        "GET /api/v1/reports/cases",
        "GET /api/v1/reports/cases.csv",
        "GET /api/v1/surveys",
        "PUT /api/v1/surveys/plan",
        "POST /api/v1/held-messages/{held_id}/approve",
        "POST /api/v1/held-messages/{held_id}/reject",
        "GET /api/v1/hold-rules",
        "GET /api/v1/automations",
        "POST /api/v1/automations/try",
    ],
    Role.ADMIN: [
        "POST /api/v1/company/special-days",
        "DELETE /api/v1/company/special-days/{day_id}",
        "PUT /api/v1/knowledge/embeddings",
        "POST /api/v1/users",
        "PATCH /api/v1/users/{user_id}",
        "POST /api/v1/users/{user_id}/password",
        "GET /api/v1/api-keys",
        "POST /api/v1/api-keys",
        "GET /api/v1/audit",
        "PATCH /api/v1/company",
        "GET /api/v1/channels/{channel_id}",
        "POST /api/v1/channels",
        "PATCH /api/v1/channels/{channel_id}",
        "DELETE /api/v1/channels/{channel_id}",
        "POST /api/v1/channels/{channel_id}/check",
        "POST /api/v1/connectors/{name}/try",
        "GET /api/v1/channels/{channel_id}/session",
        "POST /api/v1/channels/{channel_id}/session",
        "POST /api/v1/channels/{channel_id}/session/code",
        "POST /api/v1/channels/{channel_id}/trial",
        "POST /api/v1/channels/{channel_id}/numbers",
        "GET /api/v1/channels/{channel_id}/directory",
        "DELETE /api/v1/channels/{channel_id}/groups/{group_id}",
        "PUT /api/v1/address",
        "GET /api/v1/speech/settings",
        "PUT /api/v1/speech/settings",
        "POST /api/v1/speech/try",
        "GET /api/v1/file-scan",
        "PUT /api/v1/file-scan",
        "POST /api/v1/file-scan/try",
        "PUT /api/v1/prices",
        "POST /api/v1/models",
        "PATCH /api/v1/models/{model_id}",
        "DELETE /api/v1/models/{model_id}",
        "POST /api/v1/models/{model_id}/probe",
        "GET /api/v1/alerts",
        "POST /api/v1/alerts",
        "POST /api/v1/alerts/try",
        "PUT /api/v1/hold-rules",
        "POST /api/v1/automations",
        "PUT /api/v1/automations/{rule_id}",
        "DELETE /api/v1/automations/{rule_id}",
    ],
}
"""The lowest role that may do what matters most."""


async def test_every_route_of_the_product_refuses_strangers(runtime: Runtime) -> None:
    await assert_refuses_strangers(create_app(runtime), PUBLIC)


def test_what_matters_most_is_kept_for_the_role_that_should_do_it() -> None:
    rules = {str(door): door.rule for door in doors(create_app())}
    wrong = {
        name: rules.get(name)
        for role, names in LOWEST.items()
        for name in names
        if (rule := rules.get(name)) is None or rule.role is not role
    }
    assert wrong == {}


def test_every_write_of_the_product_says_who_may_make_it() -> None:
    silent = {str(door) for door in doors(create_app()) if door.rule is None and door.method not in ("GET", SOCKET)}
    assert silent <= set(PUBLIC)


async def test_a_viewer_sees_the_live_stream_and_changes_nothing(house: House) -> None:
    viewer = await house.user("vera@example.com", Role.VIEWER)
    async with open_tab(house.address, viewer) as tab:
        assert await tab.greets() == "hello"
    refused = await viewer.post("/api/v1/articles", json={"title": "Trocas", "kind": "faq", "body": "Em 7 dias."})
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "role_too_low")


async def test_the_live_stream_opens_to_no_stranger_and_to_no_page_of_another_site(house: House) -> None:
    stranger, forger = house.browser(), house.browser(cookies={COOKIE: "unknown"})
    visits = ((stranger, None), (forger, None), (house.admin, "https://evil.example"))
    for browser, origin in visits:
        with pytest.raises(InvalidStatus) as refused:
            async with open_tab(house.address, browser, origin=origin):
                pass
        assert refused.value.response.status_code == 403


async def test_a_person_who_signs_out_is_refused_at_once(house: House) -> None:
    paula = await house.user("paula@example.com", Role.OPERATOR)
    thief = house.browser(cookies=dict(paula.cookies))
    assert (await thief.get("/api/v1/conversations")).status_code == 200
    assert (await paula.delete("/api/v1/session")).status_code == 204
    assert (await thief.get("/api/v1/conversations")).status_code == 401


async def test_a_key_of_a_program_never_holds_a_conversation(house: House) -> None:
    key = await house.post("/api-keys", name="integration", scopes=["read", "write", "admin"])
    channel_id = await house.channel("simulator")
    await house.post(f"/simulator/{channel_id}/messages", phone="5511987654321", client_id="a", text="oi")
    conversation = await until(lambda: _first_conversation(house))
    program = house.browser(headers={"x-api-key": key["key"]})
    assert (await program.get("/api/v1/conversations")).status_code == 200
    refused = await program.post(f"/api/v1/conversations/{conversation['id']}/claim")
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "person_required")


async def _first_conversation(house: House) -> dict[str, Any] | None:
    found = (await house.get("/conversations"))["items"]
    return dict(found[0]) if found else None
