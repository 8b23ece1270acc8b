"""The worker takes up what lost workers left."""

from procrastinate import App
from sqlalchemy import text

from prosa.app import worker
from prosa.app.compose import plug_in
from prosa.core.runtime import Runtime

LEFT = """
WITH lost AS (INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 minute') RETURNING id)
INSERT INTO procrastinate_jobs (queue_name, task_name, queueing_lock, status, worker_id)
SELECT 'default', task, task, 'doing'::procrastinate_job_status, lost.id
FROM lost, (VALUES ('channels.sweep'), ('turns.sweep'), ('channels.fetch_left')) AS left_over (task)
"""
WAITING = """
INSERT INTO procrastinate_jobs (queue_name, task_name, queueing_lock)
VALUES ('default', 'channels.sweep', 'channels.sweep')
"""
JOBS = "SELECT task_name, status::text FROM procrastinate_jobs ORDER BY task_name"


async def test_jobs_of_lost_workers_are_done_again_though_another_call_of_one_of_them_waits(runtime: Runtime) -> None:
    plug_in(runtime)
    async with runtime.db.transaction() as session:
        await session.execute(text(LEFT))
        await session.execute(text(WAITING))
    await _recover(worker.build(runtime))
    async with runtime.db.transaction() as session:
        jobs = [tuple(row) for row in await session.execute(text(JOBS))]
    assert jobs == [("channels.fetch_left", "todo"), ("channels.sweep", "todo"), ("turns.sweep", "todo")]


async def _recover(app: App) -> None:
    async with app.open_async():
        await app.tasks["core.recover"](timestamp=0)
