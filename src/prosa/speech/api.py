"""Speech over HTTP: which services hear and speak, and trying them."""

from fastapi import APIRouter

from prosa.accounts.auth import AdminDep
from prosa.core.http import RuntimeDep, SessionDep
from prosa.speech import service
from prosa.speech.schemas import SpeechChange, SpeechSettings, SpeechTrial, TrialResult, TrialStep

router = APIRouter(tags=["speech"])


@router.get("/speech/settings", operation_id="get_speech_settings")
async def get_speech_settings(session: SessionDep, runtime: RuntimeDep, _: AdminDep) -> SpeechSettings:
    return await service.settings(session, runtime)


@router.put("/speech/settings", operation_id="change_speech_settings")
async def change_speech_settings(
    session: SessionDep, runtime: RuntimeDep, principal: AdminDep, change: SpeechChange
) -> SpeechSettings:
    """Only what is given is changed; null for a service gives it up, a masked secret stays."""
    await service.change(session, runtime, principal, change)
    return await service.settings(session, runtime)


@router.post("/speech/try", operation_id="try_speech")
async def try_speech(runtime: RuntimeDep, _: AdminDep, trial: SpeechTrial) -> TrialResult:
    """A second of silence is transcribed, or a sentence spoken; nothing is saved."""
    steps = await service.attempt(runtime, trial)
    return TrialResult(steps=[TrialStep(code=step.code, ok=step.ok, detail=step.detail) for step in steps])
