"""Articles and how they are found."""

from prosa.knowledge import evaluation, gaps, warnings
from prosa.knowledge.base import search
from prosa.knowledge.service import (
    ArticleChanged,
    archive_article,
    create_article,
    get_article,
    list_articles,
    update_article,
)

__all__ = [
    "ArticleChanged",
    "archive_article",
    "create_article",
    "evaluation",
    "gaps",
    "get_article",
    "list_articles",
    "search",
    "update_article",
    "warnings",
]
