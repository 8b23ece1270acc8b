"""What the tests of this connector share: recorded deliveries and settings nobody uses elsewhere."""

import json
from pathlib import Path

from prosa.connectors.waha import WahaSettings
from prosa.testing import waha
from prosa.testing.recordings import Recording, recordings

DATA = Path(__file__).parent / "data"

RECORDINGS: list[Recording] = recordings(DATA / "webhook-examples.json", *(DATA / "own").glob("*.json"))
DELIVERIES = json.loads((DATA / "webhooks.schema.json").read_text("utf-8"))
"""Of what WAHA delivers and answers, made from its own description; `events` says which schema is for which event."""
CALLS = json.loads((Path(waha.__file__).parent / "schemas.json").read_text("utf-8"))
"""Of what WAHA takes."""

BY_NAME = {recording.name: recording for recording in RECORDINGS}


def settings(**changes: object) -> WahaSettings:
    values = {
        "base_url": "http://waha:3000",
        "api_key": "waha-key-0123456789",
        "session": "default",
        "webhook_key": "webhook-key-0123456789abcdef",
    }
    return WahaSettings.model_validate({**values, **changes})
