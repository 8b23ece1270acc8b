"""Whatever is to be sent fits Meta's own description and limits, or is refused before anything leaves."""

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from prosa.channels.fitting import Unfit
from prosa.channels.port import Outgoing
from prosa.connectors.meta_cloud.fitting import request_body
from prosa.contacts.schemas import Identity, IdentityKind
from prosa.conversations.schemas import Media, MessageType, Option
from prosa.core.ids import new_id
from prosa.testing.graph import rules
from tests.connectors.meta_cloud.material import SCHEMA

VALID = Draft202012Validator(SCHEMA)
UPLOADED = "1234567890"


def edges(*limits: int) -> st.SearchStrategy[str]:
    """Texts on and beyond limits, and short ones of any characters."""
    long = st.sampled_from([limit + more for limit in limits for more in (-1, 0, 1)]).map(lambda size: "ç" * size)
    return long | st.text(max_size=12)


options = st.builds(Option, edges(200, 256), edges(20, 24), st.none() | edges(72))
links = st.fixed_dictionaries({"title": edges(20), "url": st.sampled_from(["https://a.example/", "tel:+55", ""])})
templates = st.fixed_dictionaries(
    {"name": st.sampled_from(["pedido", ""]), "language": st.sampled_from(["pt_BR", ""])},
    optional={
        "variables": st.lists(edges(1), max_size=3),
        "header_variable": st.none() | edges(1),
        "button_variables": st.dictionaries(st.sampled_from(["0", "1", "9"]), edges(1), max_size=2),
    },
)
places = st.fixed_dictionaries(
    {}, optional={"latitude": st.floats(-90, 90), "longitude": st.floats(-180, 180), "name": edges(1)}
)
cards = st.fixed_dictionaries({"name": edges(1)}, optional={"phones": st.just([{"phone": "+55 41 3333-4444"}])})
payloads = st.one_of(
    st.just({}),
    templates,
    places,
    links.map(lambda link: {"link": link}),
    st.lists(cards, max_size=2).map(lambda found: {"contacts": found}),
)
media = st.none() | st.builds(
    Media,
    st.sampled_from(["image/png", "image/tiff", "audio/ogg; codecs=opus", "video/mp4", "image/webp", "text/plain"]),
    size=st.sampled_from([0, 100 * 1024, 100 * 1024 + 1, 5 * 1024**2 + 1, 16 * 1024**2 + 1, 100 * 1024**2 + 1]),
    voice=st.booleans(),
)
people = st.sampled_from(
    [
        (Identity(IdentityKind.PHONE, "5511987654321"),),
        (Identity(IdentityKind.BSUID, "BR.13491208655302741918"),),
        (Identity(IdentityKind.EMAIL, "a@b.example"),),
        (),
    ]
)
messages = st.builds(
    Outgoing,
    message_id=st.builds(new_id),
    to=people,
    type=st.sampled_from(list(MessageType)),
    text=st.none() | edges(1024, 4096),
    options=st.lists(options, max_size=12).map(tuple),
    media=media,
    reply_to=st.none() | st.just("wamid.before"),
    payload=payloads,
)


@settings(max_examples=400)
@given(messages)
def test_a_body_is_one_meta_takes_or_there_is_none(message: Outgoing) -> None:
    try:
        body = request_body(message, UPLOADED if message.media else None)
    except Unfit:
        return
    VALID.validate(body)
    assert rules.problem(body, {UPLOADED}) is None
    json.dumps(body)


@given(st.lists(options, min_size=1, max_size=12).map(tuple), edges(1024))
def test_no_choice_and_no_word_is_lost(offered: tuple[Option, ...], text: str) -> None:
    message = Outgoing(
        message_id=new_id(),
        to=(Identity(IdentityKind.PHONE, "5511987654321"),),
        type=MessageType.INTERACTIVE,
        text=text,
        options=offered,
    )
    try:
        seen = list(_strings(request_body(message)))
    except Unfit:
        return
    for wanted in (text.strip(), *(option.title.strip() for option in offered)):
        assert any(wanted in shown for shown in seen)


def _strings(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [found for item in inner for found in _strings(item)]
