"""What an admin tries while a line is being connected: does the provider reach us, does a message come and go."""

import secrets
from datetime import datetime
from uuid import UUID

import httpx
import structlog

from prosa import contacts
from prosa.accounts import Principal, get_company, record_action
from prosa.channels import address
from prosa.channels.models import WatchRow
from prosa.channels.outcome import reason
from prosa.channels.port import CheckStep
from prosa.channels.schemas import Trial, TrialStatus
from prosa.contacts import Identity, IdentityKind
from prosa.conversations import Draft, MessageStatus, opening
from prosa.core.clock import now
from prosa.core.db import Session
from prosa.core.errors import NotFound
from prosa.core.runtime import Runtime

log = structlog.get_logger(__name__)

PATIENCE = 8.0
"""Seconds our own public address has to answer."""
TRIAL = {
    "pt-BR": "Mensagem de teste do Prosa. Responda para concluir o teste.",
    "en": "A test message from Prosa. Reply to finish the test.",
}
_STAGES = {
    MessageStatus.SENT: TrialStatus.SENT,
    MessageStatus.DELIVERED: TrialStatus.DELIVERED,
    MessageStatus.READ: TrialStatus.DELIVERED,
    MessageStatus.FAILED: TrialStatus.FAILED,
    MessageStatus.CANCELLED: TrialStatus.FAILED,
}


async def reach(runtime: Runtime, channel_id: UUID) -> list[CheckStep]:
    """Calls the channel's webhook from outside, as far as that can be done from here: through the public address.

    Proves that the address leads to this installation, by a number only it can know.
    """
    nonce = secrets.token_urlsafe(16)
    async with runtime.db.transaction() as session:
        base = (await address.current(session, runtime)).public_url
        if base is None:
            return [CheckStep("address", ok=False)]
        await _put(session, channel_id, nonce)
    step = await _call(runtime, f"{base}/webhooks/{channel_id}/reach", nonce)
    async with runtime.db.transaction() as session:
        await _put(session, channel_id, None)
    return [CheckStep("address", ok=True, detail=base), step]


async def _put(session: Session, channel_id: UUID, nonce: str | None) -> None:
    watch = await session.get(WatchRow, channel_id)
    if watch is None:
        raise NotFound("there is no such channel")
    watch.reach_nonce = nonce


async def _call(runtime: Runtime, url: str, nonce: str) -> CheckStep:
    try:
        answer = await runtime.http.get(url, params={"nonce": nonce}, timeout=PATIENCE, follow_redirects=False)
    except (httpx.HTTPError, httpx.InvalidURL) as problem:
        told = reason(problem) if isinstance(problem, httpx.HTTPError) else str(problem)
        return CheckStep("webhook_reached", ok=False, detail=told)
    if not answer.is_success:
        return CheckStep("webhook_reached", ok=False, detail=f"HTTP {answer.status_code}")
    ours = answer.text == nonce[::-1]
    return CheckStep("webhook_reached", ok=ours, detail="" if ours else "somebody else answers at this address")


async def answer_reach(session: Session, channel_id: UUID, nonce: str) -> str:
    """What `reach` expects to read. Raises `NotFound` unless it is asking just now."""
    watch = await session.get(WatchRow, channel_id)
    if watch is None or not watch.reach_nonce or not secrets.compare_digest(watch.reach_nonce, nonce):
        raise NotFound("nobody asked")
    return nonce[::-1]


async def start_trial(session: Session, actor: Principal, channel_id: UUID, phone: str) -> datetime:
    """Queues a message to the admin's own phone, which goes its ordinary way. Raises `NotFound`."""
    watch = await session.get(WatchRow, channel_id, with_for_update=True)
    if watch is None:
        raise NotFound("there is no such channel")
    found = await contacts.resolve(session, [Identity(IdentityKind.PHONE, phone)], None, None)
    company = await get_company(session)
    draft = Draft(text=TRIAL.get(company.locale, TRIAL["en"]), payload={"trial": True})
    watch.trial_message_id = await opening.write_to(session, channel_id, found.contact_id, draft, actor.user_id)
    record_action(session, actor, "channel.tried", ("channel", channel_id))
    return now()


async def trial(session: Session, channel_id: UUID) -> Trial:
    """Raises `NotFound`."""
    watch = await session.get(WatchRow, channel_id)
    if watch is None:
        raise NotFound("there is no such channel")
    found = await opening.progress(session, watch.trial_message_id) if watch.trial_message_id else None
    if found is None:
        return Trial(status=TrialStatus.NONE, detail="")
    if found.answered:
        return Trial(status=TrialStatus.ANSWERED, detail="")
    told = ": ".join(filter(None, (found.error_code, found.error_text)))
    return Trial(status=_STAGES.get(found.status, TrialStatus.WAITING), detail=told)
