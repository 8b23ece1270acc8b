"""Logs are one JSON object a line, found by their ids, and carry nothing personal whatever is logged."""

import logging

import pytest
import structlog
from pydantic import BaseModel, ValidationError
from sqlalchemy import text
from sqlalchemy.exc import DataError, IntegrityError

from prosa.core.db import Database
from prosa.core.ids import new_id
from prosa.core.telemetry import bind
from tests.logs import Logs

NAME = "Fulana de Tal".upper()  # not as it stands in the source lines of a traceback
PERSONAL = ("529.982.247-25", "11987654321", "ana@exemplo.com", "4111111111111111", "hush-hush-42")


def test_a_line_is_a_json_object_with_time_level_and_event(logs: Logs) -> None:
    structlog.get_logger("prosa.test").info("turn.answered", parts=2)
    assert logs.last == {
        "at": logs.last["at"],
        "level": "info",
        "event": "turn.answered",
        "parts": 2,
        "logger": "prosa.test",
    }
    assert logs.last["at"].endswith("Z")


def test_a_line_carries_the_ids_it_was_written_under(logs: Logs) -> None:
    turn, delivery = new_id(), new_id()
    with bind(delivery_id=delivery), bind(turn_id=turn):
        structlog.get_logger().info("inside")
        logging.getLogger("some.library").warning("inside too")
    structlog.get_logger().info("outside")
    inside, too, outside = logs.lines
    assert inside["turn_id"] == too["turn_id"] == str(turn)
    assert inside["delivery_id"] == too["delivery_id"] == str(delivery)
    assert "turn_id" not in outside


@pytest.mark.parametrize("name", ["uvicorn.error", "procrastinate.worker", "some.library"])
def test_libraries_write_the_same_kind_of_line(logs: Logs, name: str) -> None:
    logging.getLogger(name).warning("phone %s failed", "11987654321")
    assert logs.last["event"] == "phone <PHONE_1> failed"
    assert logs.last["logger"] == name


@pytest.mark.parametrize("name", ["procrastinate.worker", "httpx", "sqlalchemy.engine", "uvicorn.access"])
def test_talkative_libraries_are_quiet_below_a_warning(logs: Logs, name: str) -> None:
    logging.getLogger(name).info("every step")
    assert logs.text == ""


def test_nothing_personal_escapes_wherever_it_stands(logs: Logs) -> None:
    said = "CPF 529.982.247-25, fone 11987654321, ana@exemplo.com, cartão 4111111111111111, senha: hush-hush-42"
    structlog.get_logger().info(
        said, text=said, number=5511987654321, nested={"list": [said, {"deep": (said,)}]}, other=ValueError(said)
    )
    for value in PERSONAL:
        assert value not in logs.text


def test_fields_named_like_secrets_are_not_written(logs: Logs) -> None:
    structlog.get_logger().info("x", access_token="short", headers={"Cookie": "a=b", "accept": "json"})
    assert logs.last["access_token"] == "<SECRET>"
    assert logs.last["headers"] == {"Cookie": "<SECRET>", "accept": "json"}


def test_ids_stay_readable_but_phones_called_ids_do_not(logs: Logs) -> None:
    pix_like = "123e4567-e12b-42d1-a456-426655440000"
    structlog.get_logger().info("x", message_id=pix_like, wa_id="5511987654321", other=pix_like, conversation=new_id())
    assert logs.last["message_id"] == pix_like
    assert logs.last["wa_id"] == "<PHONE_1>"
    assert logs.last["other"] == "<PIX_1>"


def test_an_exception_is_told_with_its_traceback_and_without_its_data(logs: Logs) -> None:
    try:
        raise ValueError("refused 529.982.247-25")
    except ValueError:
        structlog.get_logger().exception("failed")
    assert "test_telemetry.py" in logs.last["exception"]
    assert "ValueError: refused <CPF_1>" in logs.last["exception"]


async def test_an_error_of_the_database_does_not_tell_the_row(logs: Logs, db: Database) -> None:
    async def write_twice() -> None:
        async with db.transaction() as session:
            await session.execute(text("CREATE TABLE said (what text PRIMARY KEY, note text NOT NULL)"))
            await session.execute(text("INSERT INTO said VALUES (:a, NULL)"), {"a": f"Meu nome é\n{NAME}"})

    with pytest.raises(IntegrityError) as failed:
        await write_twice()
    logging.getLogger("x").error("failed", exc_info=failed.value)
    assert "null value in column" in logs.last["exception"]
    assert NAME not in logs.text


@pytest.mark.parametrize("statement", ["SELECT CAST(:said AS jsonb)", "SELECT CAST(:said AS bigint)"])
async def test_an_error_of_the_database_does_not_tell_what_it_read(logs: Logs, db: Database, statement: str) -> None:
    async def read() -> None:
        async with db.transaction() as session:
            await session.execute(text(statement), {"said": f'{{"a": "Meu nome é {NAME}" x}}'})

    with pytest.raises(DataError) as failed:
        await read()
    logging.getLogger("x").error("failed", exc_info=failed.value)
    assert "invalid input syntax" in logs.last["exception"]
    assert NAME not in logs.text


def test_a_job_is_told_without_its_arguments(logs: Logs) -> None:
    logging.getLogger("procrastinate.worker").error("Job a.b[7](text='%s)', n=[1](2)) ended with status: Error", NAME)
    assert logs.last["event"] == "Job a.b[7] ended with status: Error"


def test_an_error_of_validation_does_not_tell_the_input(logs: Logs) -> None:
    class Answer(BaseModel):
        count: int

    with pytest.raises(ValidationError) as failed:
        Answer(count=f"Meu nome é {NAME}")
    logging.getLogger("x").error("failed", exc_info=failed.value)
    assert "int_parsing" in logs.last["exception"]
    assert NAME not in logs.text


def test_a_huge_value_is_cut(logs: Logs) -> None:
    structlog.get_logger().info("x", body="a" * 1_000_000, blob=b"abc")
    assert len(logs.text) < 10_000
    assert logs.last["body"].endswith("(1000000 characters)")
    assert logs.last["blob"] == "<3 bytes>"


def test_what_json_cannot_say_is_logged_all_the_same(logs: Logs) -> None:
    structlog.get_logger().info("x", lone="\ud83d", big=10**40, odd={1: {2, 3}}, nan=float("nan"))
    assert logs.last["event"] == "x"
