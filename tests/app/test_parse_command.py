"""`prosa parse` shows what a connector understands, and says plainly what it cannot read."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from prosa.app.cli import app
from prosa.testing.recordings import Recording, recordings

DATA = Path(__file__).parents[1] / "connectors" / "meta_cloud" / "data"
RECORDINGS = {found.name: found for found in recordings(*(DATA / "pywa-updates").glob("*.json"))}


def prosa_parse(*arguments: str, given: bytes = b"") -> Result:
    return CliRunner().invoke(app, ["parse", *arguments], input=given)


def written(recording: Recording) -> bytes:
    return json.dumps({"headers": {}, "body": json.loads(recording.body)}).encode()


# kind, type, text, reply_to, status of the first fact
SHOWN = {
    "message/text": ("message", "text", "Body Text", None, None),
    "message/voice": ("message", "audio", None, None, None),
    "message/reaction": ("reaction", "reaction", "😮", "wamid.yzxyzx=", None),
    "message/unsupported": ("message", "unsupported", None, None, None),
    "callback_button/button": ("message", "interactive", "title", "wamid.xyzxyz", None),
    "message_status/delivered": ("status", None, None, None, "delivered"),
    "outgoing_message/delete": ("delete", None, None, "wamid.zzzzzz", None),
    "outgoing_message/edit": ("edit", None, "Text was edited", "wamid.zzzzzz", None),
    "system/phone_number_change": ("identity_change", None, "972987654321", None, None),
    "call_connect/user_initiated": ("call", None, None, None, "connect"),
    "account_update/account_deleted": (
        "connection",
        None,
        "event: ACCOUNT_DELETED",
        None,
        "account_update.account_deleted",
    ),
    "user_marketing_preferences/resume": ("ignored", "user_preferences", "allowed", None, None),
}


@pytest.mark.parametrize("name", SHOWN)
def test_recorded_delivery_from_standard_input(name: str) -> None:
    result = prosa_parse("meta_cloud", given=written(RECORDINGS[name]))
    assert result.exit_code == 0
    (fact,) = json.loads(result.stdout)
    assert tuple(fact[key] for key in ("kind", "type", "text", "reply_to", "status")) == SHOWN[name]


def test_a_file_saved_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    file = tmp_path / "delivery.json"
    file.write_bytes(b"\xef\xbb\xbf" + written(RECORDINGS["message/text"]))
    result = prosa_parse("meta_cloud", str(file))
    assert json.loads(result.stdout)[0]["text"] == "Body Text"


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (b"", "not valid JSON"),
        (b'{"headers": {}, "body": ', "not valid JSON"),
        (b"\xff\xfe", "utf-8"),
        (b"[]", "expected an object"),
        (b'{"headers": {}}', "expected an object"),
        (b'{"headers": 7, "body": {}}', "headers must be an object"),
        (b'{"headers": {}, "body": {}}', "not a webhook delivery"),
        (b'{"headers": {}, "body": "x"}', "not JSON"),
    ],
)
def test_broken_input_ends_with_a_message_and_2(given: bytes, words: str) -> None:
    result = prosa_parse("meta_cloud", given=given)
    assert result.exit_code == 2
    assert words in result.stderr
    assert result.stdout == ""


def test_an_unknown_connector_is_named_with_those_there_are() -> None:
    result = prosa_parse("carrier_pigeon")
    assert result.exit_code == 2
    assert "carrier_pigeon" in result.stderr
    assert "meta_cloud" in result.stderr


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    result = prosa_parse("meta_cloud", str(tmp_path / "nothing.json"))
    assert result.exit_code == 2
    assert "nothing.json" in result.stderr


def test_the_installed_command_does_the_same() -> None:
    done = subprocess.run(
        [Path(sys.executable).with_name("prosa"), "parse", "meta_cloud"],
        input=written(RECORDINGS["message/text"]),
        capture_output=True,
        check=True,
    )
    assert json.loads(done.stdout)[0]["sender"]["phone"] == "972987654321"
