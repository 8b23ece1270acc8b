"""What the tests of this connector share: recorded deliveries and settings nobody uses elsewhere."""

import json
from pathlib import Path

from prosa.connectors.meta_cloud import MetaCloudSettings
from prosa.testing.recordings import Recording, recordings

DATA = Path(__file__).parent / "data"

RECORDINGS: list[Recording] = recordings(
    DATA / "webhook-examples.json", *(DATA / "pywa-updates").glob("*.json"), *(DATA / "own").glob("*.json")
)
SCHEMA = json.loads((DATA / "messages.schema.json").read_text("utf-8"))
"""Of the body of a send, made from Meta's own description."""

BY_NAME = {recording.name: recording for recording in RECORDINGS}


def settings(**changes: object) -> MetaCloudSettings:
    values = {
        "phone_number_id": "1122334455667",
        "access_token": "EAAtoken",
        "app_secret": "app-secret-0123456789abcdef",
        "verify_token": "palavra",
    }
    return MetaCloudSettings.model_validate({**values, **changes})
