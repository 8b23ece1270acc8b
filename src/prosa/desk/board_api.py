"""The live board over HTTP."""

from fastapi import APIRouter

from prosa.accounts.auth import ViewerDep
from prosa.core.http import SessionDep
from prosa.desk import board
from prosa.desk.board import Board

router = APIRouter(tags=["reports"])


@router.get("/board", operation_id="get_board")
async def get_board(session: SessionDep, me: ViewerDep) -> Board:
    """How things stand at this moment."""
    return await board.board(session, me)
