"""The floor for webhooks: a FastAPI route that stores the body with one INSERT and knows nothing else.

Usage: python -m tests.load.bare PORT DATABASE_URL
"""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import uuid4

import uvicorn
from fastapi import FastAPI, Request, Response
from psycopg_pool import AsyncConnectionPool

TABLE = "CREATE TABLE IF NOT EXISTS bare (id uuid PRIMARY KEY, body bytea NOT NULL)"


def app(database_url: str) -> FastAPI:
    pool = AsyncConnectionPool(database_url, min_size=20, max_size=20, kwargs={"autocommit": True}, open=False)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with pool:
            async with pool.connection() as connection:
                await connection.execute(TABLE)
            yield

    bare = FastAPI(lifespan=lifespan)

    @bare.post("/webhook")
    async def store(request: Request) -> Response:
        body = await request.body()
        async with pool.connection() as connection:
            await connection.execute("INSERT INTO bare (id, body) VALUES (%s, %s)", (uuid4(), body))
        return Response()

    return bare


if __name__ == "__main__":
    uvicorn.run(app(sys.argv[2]), port=int(sys.argv[1]), log_level="warning", access_log=False)
