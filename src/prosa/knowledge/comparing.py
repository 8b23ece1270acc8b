"""What a source says now, held against the articles: three texts each, what the source said last, what it says now,
and what the article says. A person's words are never lost without being asked for."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from prosa.core.language import fold
from prosa.knowledge.drafts import Draft
from prosa.knowledge.schemas import ArticleStatus
from prosa.knowledge.source_schemas import Change


@dataclass(frozen=True, slots=True)
class Known:
    """An article. `said` is the title and body of the version the source wrote last; None when it wrote none."""

    id: UUID
    key: str | None
    title: str
    body: str
    status: ArticleStatus
    valid_from: date | None
    valid_until: date | None
    said: tuple[str, str] | None
    edited: bool


@dataclass(frozen=True, slots=True)
class Judged:
    """What an item would change. `edited`: words of a person would be lost."""

    change: Change
    edited: bool


@dataclass(frozen=True, slots=True)
class Match:
    """A draft and the article it is, or an article that the source has no more."""

    draft: Draft | None
    known: Known | None


def judge(draft: Draft | None, known: Known | None) -> Judged:
    if known is None:
        return Judged(Change.NEW, edited=False)
    archived = known.status is ArticleStatus.ARCHIVED
    if draft is None:
        return Judged(Change.SAME if archived else Change.GONE, known.edited)
    now = (draft.title, draft.body.strip())
    if known.said is not None and now == _bare(known.said) and not _dated_anew(draft, known):
        return Judged(Change.SAME, known.edited)
    if now == _bare((known.title, known.body)) and not archived and not _dated_anew(draft, known):
        return Judged(Change.SAME, edited=False)
    return Judged(Change.CHANGED, known.edited or archived or known.said is None)


def _bare(said: tuple[str, str]) -> tuple[str, str]:
    return said[0], said[1].strip()


def _dated_anew(draft: Draft, known: Known) -> bool:
    """A source that says nothing of days changes none."""
    return (draft.valid_from is not None and draft.valid_from != known.valid_from) or (
        draft.valid_until is not None and draft.valid_until != known.valid_until
    )


def match(drafts: Sequence[Draft], own: Iterable[Known], others: Iterable[Known], read: Sequence[str]) -> list[Match]:
    """Recognises each draft by its key, else by its words (it was given another title), else as an article of the
    same title that is not of this source. Articles whose key begins with one of `read` and that no draft is are
    gone."""
    by_key = {known.key: known for known in own}
    found: dict[str, Known] = {draft.key: by_key[draft.key] for draft in drafts if draft.key in by_key}
    left = [known for known in by_key.values() if known.key not in found]
    by_body = {known.body.strip(): known for known in left if known.body.strip()}
    for draft in drafts:
        if draft.key not in found and (moved := by_body.pop(draft.body.strip(), None)):
            found[draft.key] = moved
            left.remove(moved)
    _by_title(drafts, others, found)
    gone = [known for known in left if any((known.key or "").startswith(prefix) for prefix in read)]
    return [Match(draft, found.get(draft.key)) for draft in drafts] + [Match(None, known) for known in gone]


def _by_title(drafts: Sequence[Draft], others: Iterable[Known], found: dict[str, Known]) -> None:
    titles: dict[str, list[Known]] = defaultdict(list)
    for known in others:
        if known.status is not ArticleStatus.ARCHIVED:
            titles[fold(known.title)].append(known)
    for draft in drafts:
        same = titles.get(fold(draft.title))
        if draft.key not in found and same:
            found[draft.key] = same.pop()
