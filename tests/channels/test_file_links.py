"""A link opens one file, for some hours, and only if it is ours."""

import base64
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prosa.channels import file_links
from prosa.conversations import attachments
from prosa.core import clock
from prosa.core.errors import NotFound
from prosa.core.runtime import Runtime
from prosa.core.secrets import Vault
from prosa.testing.files import png
from tests.factories import an_operator

VAULT = Vault(["8x1KtkLZTPmRYhbCzrzsCcLQhtQTS34mk4rlZc2LbXk="])


async def stored(runtime: Runtime) -> UUID:
    """An operator's picture."""
    key = await runtime.storage.put(png())
    async with runtime.db.transaction() as session:
        operator = await an_operator(session)
        return await attachments.upload(session, operator, key, "image/png", "foto.png", len(png()))


async def test_it_leads_to_the_file(runtime: Runtime) -> None:
    media = await file_links.follow(runtime, file_links.token(runtime.vault, await stored(runtime)))
    assert (media.mime_type, media.filename) == ("image/png", "foto.png")


async def test_it_is_good_for_some_hours(runtime: Runtime, monkeypatch: pytest.MonkeyPatch) -> None:
    token = file_links.token(runtime.vault, await stored(runtime))
    made = clock.now()
    monkeypatch.setattr(file_links, "now", lambda: made + file_links.VALID - timedelta(seconds=2))
    await file_links.follow(runtime, token)
    monkeypatch.setattr(file_links, "now", lambda: made + file_links.VALID + timedelta(seconds=2))
    with pytest.raises(NotFound, match="too old"):
        await file_links.follow(runtime, token)


async def test_a_file_that_is_not_there_leads_nowhere(runtime: Runtime) -> None:
    with pytest.raises(NotFound):
        await file_links.follow(runtime, file_links.token(runtime.vault, uuid4()))


async def test_one_changed_bit_leads_nowhere(runtime: Runtime) -> None:
    token = base64.urlsafe_b64decode(file_links.token(runtime.vault, await stored(runtime)))
    for place in range(len(token)):
        spoilt = bytearray(token)
        spoilt[place] ^= 1
        with pytest.raises(NotFound):
            await file_links.follow(runtime, base64.urlsafe_b64encode(bytes(spoilt)).decode())


async def test_another_installation_s_link_leads_nowhere(runtime: Runtime) -> None:
    with pytest.raises(NotFound):
        await file_links.follow(runtime, file_links.token(VAULT, await stored(runtime)))


@given(st.text())
def test_nothing_that_is_written_opens_a_file(token: str) -> None:
    with pytest.raises(NotFound):
        file_links.opened(VAULT, token)


@given(st.uuids())
def test_a_link_names_its_file(attachment_id: UUID) -> None:
    assert file_links.opened(VAULT, file_links.token(VAULT, attachment_id)) == attachment_id
