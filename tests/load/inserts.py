"""The floor for work with the database: one process that makes committed INSERTs through sixteen connections.

Usage: python -m tests.load.inserts DATABASE_URL   (prints the INSERTs a second)
"""

import asyncio
import sys
import time
from uuid import uuid4

import psycopg
import uvloop

from tests.load.bare import TABLE

LANES = 16
SECONDS = 2.0
BODY = b"x" * 500


async def main(url: str) -> float:
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:
        await connection.execute(TABLE)
    made = await asyncio.gather(*(_lane(url) for _ in range(LANES)))
    return sum(made) / SECONDS


async def _lane(url: str) -> int:
    made, end = 0, time.perf_counter() + SECONDS
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:
        while time.perf_counter() < end:
            await connection.execute("INSERT INTO bare (id, body) VALUES (%s, %s)", (uuid4(), BODY))
            made += 1
    return made


if __name__ == "__main__":
    sys.stdout.write(str(uvloop.run(main(sys.argv[1]))))
