"""The linked device of a line, as an admin handles it on the screen."""

import base64

from prosa.accounts import Principal, record_action
from prosa.channels import address, watch
from prosa.channels.abilities import Link, Sessions, SessionState
from prosa.channels.lines import Line
from prosa.channels.schemas import LinkView, SessionAction
from prosa.core.runtime import Runtime


async def look(runtime: Runtime, line: Line) -> LinkView:
    """How it stands now, with what to scan. Raises `CannotDo`, `Unavailable`, `ProviderRefused`."""
    link = await line.ability(Sessions).state(line.settings, runtime.http)
    return await _told(runtime, line, link)


async def act(runtime: Runtime, actor: Principal, line: Line, action: SessionAction) -> LinkView:
    """Raises `CannotDo`, `Unavailable`, `ProviderRefused`."""
    async with runtime.db.transaction() as session:
        record_action(session, actor, f"session.{_DONE[action]}", ("channel", line.id))
        url = await address.webhook_url(session, runtime, line.id)
    return await _told(runtime, line, await _do(runtime, line, action, url))


async def _do(runtime: Runtime, line: Line, action: SessionAction, webhook_url: str) -> Link:
    sessions = line.ability(Sessions)
    match action:
        case SessionAction.START:
            return await sessions.start(line.settings, runtime.http, webhook_url)
        case SessionAction.RESTART:
            return await sessions.restart(line.settings, runtime.http)
        case SessionAction.STOP:
            return await sessions.stop(line.settings, runtime.http)
        case SessionAction.LOG_OUT:
            return await sessions.log_out(line.settings, runtime.http)


_DONE = {
    SessionAction.START: "started",
    SessionAction.RESTART: "restarted",
    SessionAction.STOP: "stopped",
    SessionAction.LOG_OUT: "logged_out",
}


async def _told(runtime: Runtime, line: Line, link: Link) -> LinkView:
    pairing = link.state is SessionState.PAIRING
    picture = await line.ability(Sessions).picture(line.settings, runtime.http) if pairing else None
    await watch.note(runtime, line.id, link.state, link.detail)
    return LinkView(
        state=link.state,
        detail=link.detail,
        phone=link.phone,
        name=link.name,
        picture=f"data:image/png;base64,{base64.b64encode(picture).decode()}" if picture else None,
    )


async def pairing_code(runtime: Runtime, actor: Principal, line: Line, phone: str) -> str:
    """What to type on the phone. Raises `CannotDo`, `Unavailable`, `ProviderRefused`."""
    code = await line.ability(Sessions).code(line.settings, runtime.http, phone)
    async with runtime.db.transaction() as session:
        record_action(session, actor, "session.code_made", ("channel", line.id))
    return code
