"""The company's own lines of the thesaurus: adding, changing, taking away and giving back."""

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from prosa.accounts import record_action
from prosa.accounts.schemas import Principal
from prosa.core.db import Session
from prosa.core.errors import NotFound
from prosa.knowledge.models import ThesaurusLineRow
from prosa.knowledge.revision import raise_revision
from prosa.knowledge.schemas import ThesaurusLine
from prosa.knowledge.thesaurus import shipped_lines


async def list_lines(session: Session) -> list[ThesaurusLine]:
    """The company's own and changed lines, then the shipped ones, each by name."""
    statement = select(ThesaurusLineRow).order_by(ThesaurusLineRow.name)
    own = {row.name: list(row.words) for row in await session.scalars(statement)}
    rest = [name for name in sorted(shipped_lines()) if name not in own]
    return [_line(name, words) for name, words in own.items()] + [_line(name, None) for name in rest]


async def change_line(session: Session, actor: Principal, name: str, words: list[str]) -> ThesaurusLine:
    """Sets the words of a line, a new one or one that came with Prosa."""
    line = insert(ThesaurusLineRow).values(name=name, words=words)
    await session.execute(line.on_conflict_do_update(index_elements=["name"], set_={"words": words}))
    await _changed(session, actor, name)
    return _line(name, words)


async def reset_line(session: Session, actor: Principal, name: str) -> None:
    """Removes a line of the company, or gives a changed one the words back that came with Prosa. Raises `NotFound`."""
    gone = delete(ThesaurusLineRow).where(ThesaurusLineRow.name == name).returning(ThesaurusLineRow.name)
    if await session.scalar(gone) is None:
        raise NotFound("the company has no line of this name")
    await _changed(session, actor, name)


async def _changed(session: Session, actor: Principal, name: str) -> None:
    record_action(session, actor, "thesaurus.changed", ("thesaurus_line", name))
    await raise_revision(session)


def _line(name: str, words: list[str] | None) -> ThesaurusLine:
    members = shipped_lines().get(name)
    shipped = [member.replace("_", " ") for member in members] if members is not None else None
    return ThesaurusLine(name=name, words=words if words is not None else shipped or [], shipped=shipped)
