"""What the tests of this connector share: recorded deliveries and settings nobody uses elsewhere."""

import json
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from prosa.channels.port import Outgoing
from prosa.connectors.evolution import EvolutionSettings
from prosa.contacts.schemas import Identity, IdentityKind
from prosa.conversations.schemas import MessageType
from prosa.core.ids import new_id
from prosa.testing.evolution.rules import SCHEMAS
from prosa.testing.recordings import Recording, recordings

DATA = Path(__file__).parent / "data"
SECRET = "webhook-secret-0123456789"

PHONE = Identity(IdentityKind.PHONE, "5511987654321")
LID = Identity(IdentityKind.LID, "184069530861739@lid")

RECORDED = [
    Recording(f"recorded/{file.stem}", json.dumps(json.loads(file.read_text("utf-8")), ensure_ascii=False).encode())
    for file in sorted((DATA / "recorded").glob("*.json"))
]
RECORDINGS = [*RECORDED, *recordings(*(DATA / "own").glob("*.json"))]
BY_NAME = {recording.name: recording for recording in RECORDINGS}

ERRORS: dict[str, tuple[int, bytes]] = {
    error["when"]: (error["status"], json.dumps(error["body"]).encode())
    for error in json.loads((DATA / "errors.json").read_text("utf-8"))
}
ANSWERS: dict[str, Any] = json.loads((DATA / "responses.json").read_text("utf-8"))


def settings(**changes: object) -> EvolutionSettings:
    values = {
        "base_url": "https://evolution.example.test",
        "api_key": "evolution-key-fake",
        "instance": "loja",
        "webhook_secret": SECRET,
    }
    return EvolutionSettings.model_validate({**values, **changes})


def message(**changes: Any) -> Outgoing:
    values = {"message_id": new_id(), "to": (PHONE,), "type": MessageType.TEXT, "text": "Olá"}
    return Outgoing(**{**values, **changes})


def broken(operation: str, body: Any) -> str | None:
    """What the description of the operation's body has against it."""
    found = next(Draft202012Validator(SCHEMAS[operation]).iter_errors(body), None)
    return found.message if found else None
