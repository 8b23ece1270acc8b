"""What opens the account is not kept, and what is kept says the same."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from prosa.channels.abilities import Redaction
from prosa.connectors.evolution import EvolutionChannel, connector
from tests.connectors.evolution.material import RECORDINGS

CHANNEL = EvolutionChannel()
HIDDEN = ("apikey", "token", "hash", "jwt_key", "accessTokenWaBusiness", "base64")


def test_no_recorded_delivery_is_kept_with_a_key_or_a_file() -> None:
    assert Redaction in connector.provides
    for recording in RECORDINGS:
        kept = CHANNEL.kept(recording.body)
        assert b"INSTANCETOKEN" not in kept, recording.name
        assert b"iVBORw0KGgo" not in kept, recording.name
        assert CHANNEL.parse({}, kept) == CHANNEL.parse({}, recording.body), recording.name
        assert CHANNEL.kept(kept) == kept


def test_what_is_broken_is_kept_without_it_as_well() -> None:
    assert CHANNEL.kept(b'{"apikey": "SECRET", "event": ') == b'{"apikey": null, "event": '


words = st.sampled_from(HIDDEN) | st.sampled_from(['"apikey":"x"', "\\", '"', '\\"token":"', ""]) | st.text(max_size=6)
bodies = st.dictionaries(
    words,
    st.recursive(
        words | st.integers() | st.none(),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
        max_leaves=10,
    ),
    max_size=5,
)


def without(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: None if k in HIDDEN and isinstance(v, str) else without(v) for k, v in value.items()}
    return [without(item) for item in value] if isinstance(value, list) else value


@given(bodies, st.sampled_from([None, (",", ":"), (", ", " : ")]), st.booleans())
def test_nothing_but_these_is_changed(body: Any, separators: Any, escaped: bool) -> None:
    written = json.dumps(body, separators=separators, ensure_ascii=escaped).encode("utf-8", "replace")
    assert json.loads(CHANNEL.kept(written)) == without(json.loads(written))
