"""The doctor finds what is wrong and says how to mend it, and finds nothing wrong with what is well."""

import socket
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from prosa.core.doctor import (
    Finding,
    Level,
    check_data_folder,
    check_disk,
    check_key,
    check_port,
    check_public_address,
    check_web,
    examine,
    examine_database,
)
from prosa.core.schema import migrate
from prosa.core.secrets import key_file, load_keys
from prosa.core.server import EmbeddedServer
from prosa.core.settings import Settings


@pytest.fixture
def web(tmp_path: Path) -> Path:
    folder = tmp_path / "web"
    folder.mkdir()
    (folder / "index.html").write_text("<html>")
    return folder


@pytest.fixture
def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


@pytest.fixture
def other_program() -> Iterator[int]:
    """A web server that is not ours and answers everything with 404."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_error(404)

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


async def everything(settings: Settings, web: Path) -> dict[str, Finding]:
    return {finding.subject: finding async for finding in examine(settings, web)}


async def test_nothing_is_wrong_with_an_installation_that_was_not_started_yet(
    tmp_path: Path, web: Path, free_port: int
) -> None:
    settings = Settings(data_dir=tmp_path / "data", port=free_port)
    found = await everything(settings, web)
    assert {finding.level for finding in found.values()} == {Level.OK}
    assert found["database"].detail == "the own one is made at the first start"
    assert not settings.data_dir.exists()


async def test_only_the_worker_is_missing_in_one_that_stands_still(
    memory_path: Path, web: Path, free_port: int
) -> None:
    settings = Settings(data_dir=memory_path / "data", port=free_port)
    server = EmbeddedServer(settings.data_dir)
    migrate(server.start())
    server.stop()
    load_keys(settings)
    found = await everything(settings, web)
    assert [finding.subject for finding in found.values() if finding.level is not Level.OK] == ["workers"]
    assert found["workers"].mend
    assert not server.running


async def test_every_problem_comes_with_a_way_to_mend_it(
    empty_database: str, tmp_path: Path, other_program: int
) -> None:
    settings = Settings(
        data_dir=tmp_path,
        port=other_program,
        public_url=f"http://127.0.0.1:{other_program}",
        database_url=empty_database,
    )
    key_file(settings).write_text("garbage")
    found = await everything(settings, tmp_path / "nothing")
    wrong = {name: finding for name, finding in found.items() if finding.level is not Level.OK}
    assert set(wrong) == {"port", "key", "web application", "public address", "schema"}
    assert all(finding.mend for finding in wrong.values())


async def test_a_database_that_does_not_answer_is_found(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, database_url="postgresql://me:hush@127.0.0.1:1/db")
    (finding,) = [each async for each in examine_database(settings)]
    assert finding.level is Level.ERROR
    assert "does not answer" in finding.detail
    assert "hush" not in finding.detail
    assert "PROSA_DATABASE_URL" in finding.mend


async def test_a_broken_own_database_is_found(memory_path: Path) -> None:
    settings = Settings(data_dir=memory_path)
    server = EmbeddedServer(memory_path)
    server.start()
    server.stop()
    (server.folder / "global" / "pg_control").write_bytes(b"")
    (finding,) = [each async for each in examine_database(settings)]
    assert finding.level is Level.ERROR
    assert "server.log" in finding.mend


def test_a_folder_that_cannot_be_written_is_found(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where the folder should be")
    assert check_data_folder(Settings(data_dir=tmp_path / "data")).level is Level.ERROR


def test_little_disk_space_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(data_dir=tmp_path)
    assert check_disk(settings).level is Level.OK
    monkeypatch.setattr("prosa.core.doctor.LITTLE_SPACE", 2**60)
    assert check_disk(settings).level is Level.WARNING
    monkeypatch.setattr("prosa.core.doctor.NO_SPACE", 2**60)
    assert check_disk(settings).level is Level.ERROR


def test_a_key_that_others_can_read_is_found(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    load_keys(settings)
    assert check_key(settings).level is Level.OK
    key_file(settings).chmod(0o644)
    assert check_key(settings).level is Level.WARNING
    assert check_key(settings).mend == f"chmod 600 {key_file(settings)}"


def test_a_port_in_use_by_another_program_is_found(other_program: int) -> None:
    found = check_port(Settings(port=other_program))
    assert found.level is Level.ERROR
    assert "PROSA_PORT" in found.mend


async def test_an_address_where_nobody_answers_is_found(free_port: int) -> None:
    assert (await check_public_address(f"http://127.0.0.1:{free_port}")).level is Level.WARNING


def test_a_missing_web_application_is_found(tmp_path: Path, web: Path) -> None:
    assert check_web(web).level is Level.OK
    assert check_web(tmp_path / "nothing").level is Level.ERROR
