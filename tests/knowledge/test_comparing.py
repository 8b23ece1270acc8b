"""What a new reading means for the articles: a person's words are never lost without being asked for."""

from dataclasses import replace
from datetime import date

import pytest

from prosa.core.ids import new_id
from prosa.knowledge.comparing import Judged, Known, judge, match
from prosa.knowledge.drafts import Draft
from prosa.knowledge.schemas import ArticleKind, ArticleStatus
from prosa.knowledge.source_schemas import Change

DRAFT = Draft("prazo", "Prazo", ArticleKind.FAQ, "4 dias.")
NEWER = replace(DRAFT, body="9 dias.")
KNOWN = Known(
    id=new_id(),
    key="prazo",
    title="Prazo",
    body="4 dias.",
    status=ArticleStatus.PUBLISHED,
    valid_from=None,
    valid_until=None,
    said=("Prazo", "4 dias."),
    edited=False,
)
EDITED = replace(KNOWN, body="4 dias úteis.", edited=True)
ARCHIVED = replace(KNOWN, status=ArticleStatus.ARCHIVED)
WRITTEN_HERE = replace(KNOWN, key=None, said=None, edited=True)


@pytest.mark.parametrize(
    ("draft", "known", "change", "edited"),
    [
        (DRAFT, None, Change.NEW, False),
        (DRAFT, KNOWN, Change.SAME, False),
        (NEWER, KNOWN, Change.CHANGED, False),
        (None, KNOWN, Change.GONE, False),
        (DRAFT, EDITED, Change.SAME, True),
        (NEWER, EDITED, Change.CHANGED, True),
        (None, EDITED, Change.GONE, True),
        (DRAFT, ARCHIVED, Change.SAME, False),
        (NEWER, ARCHIVED, Change.CHANGED, True),
        (None, ARCHIVED, Change.SAME, False),
        (DRAFT, WRITTEN_HERE, Change.SAME, False),
        (NEWER, WRITTEN_HERE, Change.CHANGED, True),
        (replace(DRAFT, body="4 dias úteis."), EDITED, Change.SAME, False),
        (replace(DRAFT, valid_until=date(2027, 1, 1)), KNOWN, Change.CHANGED, False),
        (DRAFT, replace(KNOWN, valid_until=date(2027, 1, 1)), Change.SAME, False),
    ],
)
def test_three_texts_are_held_against_each_other(
    draft: Draft | None, known: Known | None, change: Change, edited: bool
) -> None:
    assert judge(draft, known) == Judged(change, edited)


def test_a_draft_is_recognised_by_its_key_its_words_or_its_title() -> None:
    renamed = replace(DRAFT, key="prazo de entrega", title="Prazo de entrega")
    elsewhere = replace(KNOWN, id=new_id(), key="x", body="outra coisa", said=None, edited=True)
    assert [found.known for found in match([NEWER], [KNOWN], [], [""])] == [KNOWN]
    assert [found.known for found in match([renamed], [KNOWN], [], [""])] == [KNOWN]
    assert [found.known for found in match([NEWER], [], [elsewhere], [""])] == [elsewhere]
    assert [found.known for found in match([NEWER], [], [replace(elsewhere, status=ArticleStatus.ARCHIVED)], [""])] == [
        None
    ]


def test_only_what_was_read_can_be_gone() -> None:
    known = [replace(KNOWN, id=new_id(), key=f"https://a/{page}#q", body=page) for page in ("read", "unread")]
    found = match([], known, [], ["https://a/read#"])
    assert [each.known for each in found] == [known[0]]
