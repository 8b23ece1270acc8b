"""Every code with which a message may fail is of one kind, and every kind has a text with the next step."""

import json
import re
from collections import Counter
from importlib.resources import files
from pathlib import Path

import pytest

from prosa.channels import troubles
from prosa.connectors.meta_cloud import errors as meta
from prosa.connectors.twilio import errors as twilio

LOCALES = Path(__file__).parents[2] / "web/src/locales"


def _codes():
    return [code for line in troubles.known() for code in line.codes]


def test_a_code_is_of_one_kind_only():
    assert [code for code, times in Counter(_codes()).items() if times > 1] == []


@pytest.mark.parametrize("module", [meta, twilio], ids=["meta_cloud", "twilio"])
def test_every_code_a_connector_knows_has_a_kind(module):
    assert [code for code in module.ACTIONS if str(code) not in _codes()] == []


def test_every_reason_for_which_a_message_cannot_be_sent_has_a_kind():
    connectors = Path(str(files("prosa.connectors")))
    channels = Path(str(files("prosa.channels")))
    written = [path.read_text() for folder in (connectors, channels) for path in folder.rglob("*.py")]
    named = {code for text in written for code in re.findall(r'Unfit\("([a-z_]+)"', text)}
    assert named - set(_codes()) == set()


@pytest.mark.parametrize("locale", ["pt-BR", "en"])
def test_every_kind_has_a_text(locale):
    texts = json.loads((LOCALES / locale / "extras.json").read_text())["sendError"]
    assert [line.trouble for line in troubles.known() if line.trouble not in texts] == []
