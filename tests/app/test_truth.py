"""State plus changes equals a fresh fetch, after every function that changes what a screen shows."""

import ast
import inspect
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import FrameType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import prosa
from prosa.app.compose import plug_in
from prosa.channels.port import ChannelPort
from prosa.conversations.models import ConversationRow
from prosa.core.outbox import publish
from prosa.core.plugins import Connector
from prosa.core.runtime import Runtime
from tests.app.day_of_organising import OrganiseDay
from tests.app.day_of_queues import QueueDay
from tests.app.day_of_supervising import SuperviseDay
from tests.app.day_of_tickets import TicketDay
from tests.app.screens import Screen, WatchedDatabase
from tests.channels.conftest import WirePort
from tests.conversations.conftest import Talk
from tests.conversations.test_any_order import ACTIONS, Story
from tests.factories import NoSettings, a_channel, a_contact, an_operator


class Day(SuperviseDay, TicketDay, QueueDay, OrganiseDay):
    """All of it: the acts of the last one named come first."""


HANDLES = {"do", "sends", "changes", "amends"}
ACTS = [
    name
    for part in reversed(Day.__mro__)
    for name, value in vars(part).items()
    if inspect.iscoroutinefunction(value) and name not in HANDLES
]
"""In the order in which they are written down."""


def publishers() -> set[str]:
    """Every function of the product that publishes a change, as `module.function`."""
    root = Path(prosa.__file__).parent
    return {
        f"{'.'.join(path.relative_to(root.parent).with_suffix('').parts)}.{function.name}"
        for path in root.rglob("*.py")
        for function in ast.walk(ast.parse(path.read_text()))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef) and _calls_publish(function)
    }


def _calls_publish(function: ast.AST) -> bool:
    calls = (node for node in ast.walk(function) if isinstance(node, ast.Call))
    return any(isinstance(call.func, ast.Name) and call.func.id == publish.__name__ for call in calls)


@contextmanager
def publishers_seen() -> Iterator[set[str]]:
    """Those that really did meanwhile."""
    seen: set[str] = set()

    def watch(frame: FrameType, event: str, _: object) -> None:
        if event == "call" and frame.f_code is publish.__code__ and (caller := frame.f_back):
            seen.add(f"{caller.f_globals['__name__']}.{caller.f_code.co_name}")

    sys.setprofile(watch)
    try:
        yield seen
    finally:
        sys.setprofile(None)


@pytest.fixture
async def screen(runtime: Runtime) -> Screen:
    return Screen(runtime)


@pytest.fixture
async def db_watched(runtime: Runtime, screen: Screen) -> AsyncIterator[WatchedDatabase]:
    database = WatchedDatabase(runtime.db.url, screen)
    yield database
    await database.close()


@pytest.fixture
async def day(runtime: Runtime, db_watched: WatchedDatabase) -> Day:
    port = WirePort()
    watched = replace(runtime, db=db_watched)
    plug_in(watched)
    watched.registry.add(Connector, "test", Connector("test", "Test", NoSettings, {ChannelPort: port}))
    async with runtime.db.transaction() as session:
        channel_id = await a_channel(session, runtime.vault)
        contact_id = await a_contact(session)
        operators = [await an_operator(session), await an_operator(session, "Diego")]
    return Day(Talk(watched, channel_id, contact_id, operators), port)


async def test_after_every_commit_a_screen_shows_what_a_fetch_would(
    day: Day, screen: Screen, db_watched: WatchedDatabase
) -> None:
    await screen.opens()
    with publishers_seen() as seen:
        for act in ACTS:
            db_watched.doing = act
            await getattr(day, act)()
    assert not screen.wrong, "\n" + "\n".join(screen.wrong)
    assert publishers() - seen == set(), "these change what is shown and no act drives them"


@given(st.lists(ACTIONS, max_size=20))
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_in_any_story_a_screen_shows_what_a_fetch_would(
    day: Day, screen: Screen, db_watched: WatchedDatabase, actions: list[str]
) -> None:
    contact_id = await day.do(a_contact)
    story = Story(replace(day.talk, contact_id=contact_id, heard=[]))
    await story.play("says")
    # Stories make the line so narrow on the way, where no screen is told.
    await day.changes(ConversationRow, text_limit=50)
    await screen.opens()
    screen.wrong.clear()
    for action in actions:
        db_watched.doing = action
        await story.play(action)
    assert not screen.wrong, f"{actions}\n" + "\n".join(screen.wrong)
