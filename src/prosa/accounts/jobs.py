"""What accounts does by the clock."""

from prosa.accounts.lockout import forget_old_attempts
from prosa.accounts.sessions import forget_expired_sessions
from prosa.core.jobs import job
from prosa.core.runtime import Runtime


@job("accounts.clean_up", every="17 3 * * *")
async def clean_up(runtime: Runtime) -> None:
    """Forgets sign-ins that have expired and failed attempts that no longer count."""
    async with runtime.db.transaction() as session:
        await forget_expired_sessions(session)
        await forget_old_attempts(session)
