"""What engines may ask of the base."""

from uuid import UUID

from pydantic import BaseModel, Field

from prosa.core.tools import Tool, ToolContext
from prosa.knowledge.base import search
from prosa.knowledge.schemas import Findings, Question


class SearchArguments(BaseModel):
    """`article` limits the search to one article, for example the one a contact chose from a menu."""

    query: Question
    limit: int = Field(5, ge=1, le=20)
    article: UUID | None = None


async def run_search(context: ToolContext, arguments: SearchArguments) -> Findings:
    return await search(context.runtime, arguments.query, arguments.limit, arguments.article)


SEARCH = Tool(
    name="knowledge.search",
    description="Passages of the company's articles for a question, and whether they answer it.",
    arguments=SearchArguments,
    run=run_search,
    writes=False,
)
