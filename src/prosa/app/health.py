"""Health for people, balancers and monitoring: database, workers and channels, told apart."""

from fastapi import APIRouter, Response
from pydantic import BaseModel

from prosa.accounts import services
from prosa.channels import list_lines
from prosa.core import health, metrics
from prosa.core.health import State
from prosa.core.http import RuntimeDep
from prosa.core.runtime import Runtime

router = APIRouter(tags=["health"])
plain = APIRouter(include_in_schema=False)


class DatabaseState(BaseModel):
    state: State
    latency_ms: float | None


class WorkersState(BaseModel):
    state: State
    alive: int
    heartbeat_age: float | None


class ChannelState(BaseModel):
    connector: str
    state: str
    enabled: bool


class ServiceState(BaseModel):
    """What a service is for (transcriber, voice, file_scan) and whether it answered last."""

    purpose: str
    state: State


class HealthReport(BaseModel):
    """`state` is ok only when database and workers are; a stopped channel is told apart, the others go on."""

    state: State
    database: DatabaseState
    workers: WorkersState
    channels: list[ChannelState]
    services: list[ServiceState]


@router.get("/health", operation_id="get_health")
async def get_health(runtime: RuntimeDep, response: Response) -> HealthReport:
    """Public: holds no names and no data. 503 while the database or every worker is away."""
    found = await health.check(runtime.db)
    if not found.ok:
        response.status_code = 503
    return HealthReport(
        state=State.OK if found.ok else State.DOWN,
        database=DatabaseState.model_validate(found.database, from_attributes=True),
        workers=WorkersState.model_validate(found.workers, from_attributes=True),
        channels=await _channels(runtime) if found.database.state is State.OK else [],
        services=await _services(runtime) if found.database.state is State.OK else [],
    )


async def _channels(runtime: Runtime) -> list[ChannelState]:
    async with runtime.db.transaction() as session:
        lines = await list_lines(session)
    return [ChannelState.model_validate(line, from_attributes=True) for line in lines]


async def _services(runtime: Runtime) -> list[ServiceState]:
    async with runtime.db.transaction() as session:
        found = await services.in_use(session)
    return [ServiceState(purpose=name, state=State.DOWN if trouble else State.OK) for name, trouble in found]


@plain.get("/health")
async def alive(runtime: RuntimeDep) -> Response:
    """For a balancer: this process answers and reaches its database."""
    found = await health.probe_database(runtime.db)
    ok = found.state is State.OK
    return Response("ok" if ok else "database down", 200 if ok else 503, media_type="text/plain")


@plain.get("/metrics")
async def show_metrics(runtime: RuntimeDep) -> Response:
    """For Prometheus. Holds counts only; keep it away from the internet at the proxy."""
    body, kind = await metrics.render(runtime.db)
    return Response(body, media_type=kind)
