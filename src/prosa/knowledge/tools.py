"""What engines may ask of the base."""

from uuid import UUID

from pydantic import BaseModel, Field

from prosa.core.tools import Tool, ToolContext
from prosa.knowledge.base import search
from prosa.knowledge.schemas import ArticleKind, Audience, Findings, Question


class SearchArguments(BaseModel):
    """`article` limits the search to one article, for example the one a contact chose from a menu; `kinds` to
    articles of these kinds (none named: all)."""

    query: Question
    limit: int = Field(5, ge=1, le=20)
    article: UUID | None = None
    kinds: list[ArticleKind] = Field(default_factory=list)


async def run_search(context: ToolContext, arguments: SearchArguments) -> Findings:
    """Whatever an engine asks, a contact is only told what is for everybody."""
    return await search(
        context.runtime, arguments.query, arguments.limit, arguments.article, Audience.ALL, arguments.kinds
    )


SEARCH = Tool(
    name="knowledge.search",
    description="Passages of the company's articles for a question, and whether they answer it.",
    arguments=SearchArguments,
    run=run_search,
    writes=False,
)
