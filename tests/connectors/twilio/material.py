"""What the tests of this connector share: recorded forms and settings nobody uses elsewhere."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode

from jsonschema import Draft202012Validator

from prosa.connectors.twilio import TwilioSettings
from prosa.testing.recordings import Recording

DATA = Path(__file__).parent / "data"
WEBHOOK = "https://prosa.example/webhooks/0190b9e6-0000-7000-8000-000000000001"
FORM = {"content-type": "application/x-www-form-urlencoded"}
LISTS = ("MediaUrl", "PersistentAction")


def _recorded(file: Path) -> list[Recording]:
    forms = json.loads(file.read_text("utf-8")).items()
    return [Recording(f"{file.stem}/{name}", urlencode(form).encode(), FORM) for name, form in forms]


RECORDINGS = [
    recording
    for file in (DATA / "webhook-forms.json", *sorted((DATA / "own").glob("*.json")))
    for recording in _recorded(file)
]
BY_NAME = {recording.name: recording for recording in RECORDINGS}
SCHEMA = Draft202012Validator(json.loads((DATA / "create-message.schema.json").read_text("utf-8")))
"""Of the form of a send."""


def broken(body: bytes) -> str | None:
    """What the schema finds wrong with a form."""
    fields: dict[str, Any] = {
        name: values if name in LISTS else values[0]
        for name, values in parse_qs(body.decode(), keep_blank_values=True).items()
    }
    return next((error.message for error in SCHEMA.iter_errors(fields)), None)


def settings(**changes: object) -> TwilioSettings:
    values = {
        "account_sid": "AC" + "0" * 32,
        "auth_token": "token-0123456789abcdef",
        "number": "14155238886",
        "webhook_url": WEBHOOK,
    }
    return TwilioSettings.model_validate({**values, **changes})
