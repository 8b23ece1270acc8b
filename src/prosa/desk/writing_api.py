"""Routes that help an operator to write: suggestions, and better words."""

from uuid import UUID

from fastapi import APIRouter

from prosa.accounts.auth import OperatorDep
from prosa.core.http import RuntimeDep
from prosa.desk import improving, suggestions
from prosa.desk.improving import ImprovedText, ImproveText
from prosa.desk.suggestions import SuggestionList

router = APIRouter()


@router.get("/conversations/{conversation_id}/suggestions", operation_id="suggest_replies")
async def suggest_replies(runtime: RuntimeDep, me: OperatorDep, conversation_id: UUID) -> SuggestionList:
    """At most three, with source and confidence; nothing is sent by itself."""
    return await suggestions.suggest(runtime, me, conversation_id)


@router.post("/conversations/{conversation_id}/improve", operation_id="improve_text")
async def improve_text(
    runtime: RuntimeDep, me: OperatorDep, conversation_id: UUID, wanted: ImproveText
) -> ImprovedText:
    """By the agent's language model, else by rules; 409 `needs_model` for what rules cannot do."""
    return await improving.improve(runtime, me, conversation_id, wanted)
