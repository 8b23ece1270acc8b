"""The address under which providers reach this installation: from the environment, or as typed on the screen."""

from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from prosa.accounts import Principal, record_action
from prosa.channels.fields import is_internal
from prosa.channels.models import PublicAddressRow
from prosa.channels.schemas import Address, AddressSource, ReachableHint
from prosa.core.db import Session
from prosa.core.live import publish
from prosa.core.runtime import Runtime


async def current(session: Session, runtime: Runtime) -> Address:
    """The address that holds; the environment wins."""
    if runtime.settings.public_url:
        return _address(runtime.settings.public_url, AddressSource.ENVIRONMENT)
    row = await session.get(PublicAddressRow, 1)
    return _address(row.public_url, AddressSource.SCREEN) if row else _address(None, AddressSource.NONE)


async def webhook_url(session: Session, runtime: Runtime, channel_id: UUID) -> str:
    """What a provider is told to call. Without a public address it is the port we listen on, for one that runs on
    this machine."""
    return f"{await _base(session, runtime)}/webhooks/{channel_id}"


async def file_url(session: Session, runtime: Runtime, token: str) -> str:
    """Where a provider fetches a file that we send through it."""
    return f"{await _base(session, runtime)}/webhooks/files/{token}"


async def _base(session: Session, runtime: Runtime) -> str:
    return (await current(session, runtime)).public_url or f"http://127.0.0.1:{runtime.settings.port}"


async def change(session: Session, actor: Principal, public_url: str | None) -> None:
    """Keeps what an admin typed; None forgets it."""
    row = await session.get(PublicAddressRow, 1)
    if public_url is None:
        if row is not None:
            await session.delete(row)
    else:
        kept = insert(PublicAddressRow).values(id=1, public_url=public_url)
        await session.execute(
            kept.on_conflict_do_update(index_elements=["id"], set_={"public_url": kept.excluded.public_url})
        )
    await session.flush()
    session.expire_all()
    record_action(session, actor, "address.changed", public_url=public_url)
    publish(session, "channels")


def _address(public_url: str | None, source: AddressSource) -> Address:
    return Address(public_url=public_url, source=source, reachable_hint=_hint(public_url))


def _hint(public_url: str | None) -> ReachableHint:
    if public_url is None:
        return ReachableHint.NOT_SET
    parts = urlsplit(public_url)
    if is_internal(parts.hostname or ""):
        return ReachableHint.INTERNAL
    return ReachableHint.PUBLIC if parts.scheme == "https" else ReachableHint.PLAIN
