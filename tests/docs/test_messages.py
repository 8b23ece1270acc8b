"""The bodies in the guide of messages are what the API takes, and what the lines that show them send."""

import json
from typing import Any

import pytest

from prosa.channels.port import Outgoing
from prosa.channels.template_rules import check, filled
from prosa.channels.templates_api import TemplateGiven, ValuesGiven
from prosa.connectors.meta_cloud.fitting import request_body
from prosa.contacts.schemas import Identity, IdentityKind
from prosa.conversations.schemas import MessageType, Option
from prosa.conversations.writing import NewMessage
from prosa.core.ids import new_id
from tests.docs.documents import ROOT, blocks

GUIDE = ROOT / "docs/guides/messages.md"
TOLD: dict[str, list[dict[str, Any]]] = {}
for block in blocks(GUIDE):
    TOLD.setdefault(block.mark, []).append(json.loads(block.text))

SHOWN = {"options": ("button", "list"), "link": ("cta_url",), "location": ("location",), "contacts": ("contacts",)}


@pytest.mark.parametrize("told", TOLD["message"], ids=lambda told: ",".join(told))
def test_the_api_takes_it(told: dict[str, Any]) -> None:
    assert NewMessage.model_validate({"client_id": "x", **told}).model_dump(exclude_none=True, exclude_defaults=True)


@pytest.mark.parametrize(
    "told", [told for told in TOLD["message"] if SHOWN.keys() & told.keys()], ids=lambda told: ",".join(told)
)
def test_meta_shows_it_as_the_guide_says(told: dict[str, Any]) -> None:
    (kind,) = SHOWN.keys() & told.keys()
    types = {"location": MessageType.LOCATION, "contacts": MessageType.CONTACTS}
    message = Outgoing(
        message_id=new_id(),
        to=(Identity(IdentityKind.PHONE, "5511987654321"),),
        type=types.get(kind, MessageType.INTERACTIVE),
        text=told.get("text"),
        options=tuple(Option(**option) for option in told.get("options", ())),
        payload=told.get("location") or {key: told[key] for key in ("contacts", "link") if key in told},
    )
    body = request_body(message)
    shown = body["interactive"]["type"] if body["type"] == "interactive" else body["type"]
    assert shown in SHOWN[kind]


def test_the_template_is_whole_and_its_values_fill_it() -> None:
    (template,), (values,) = TOLD["template"], TOLD["values"]
    content = TemplateGiven.model_validate(template).content()
    check(content)
    assert filled(content, ValuesGiven.model_validate(values).values()).body == "Olá Ana, o pedido 1234 está pronto."
