"""Connections: secrets go in, come out for those who need them, and are read by nobody else."""

from typing import Any
from uuid import uuid4

import pytest
from cryptography.fernet import Fernet
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, HttpUrl, SecretStr, model_validator

from prosa.accounts import connections
from prosa.accounts.connections import MASK, change, load, masked, remove, save, validated
from prosa.core.db import Database
from prosa.core.errors import Invalid, NotFound
from prosa.core.secrets import Vault, WrongKey, check_sealed, rotate_sealed
from tests.accounts.house import House


class Proxy(BaseModel):
    host: str
    password: SecretStr | None = None


class Line(BaseModel):
    base_url: HttpUrl = HttpUrl("https://graph.test")
    token: SecretStr
    app_secret: SecretStr | None = None
    retries: int = 3
    proxy: Proxy | None = None
    labels: dict[str, str] = {}


class Picky(BaseModel):
    token: SecretStr

    @model_validator(mode="after")
    def _refuse(self) -> "Picky":
        raise ValueError("this token does not match the account")


LINE = Line(
    token=SecretStr("tok-1"),
    app_secret=SecretStr("app-1"),
    proxy=Proxy(host="proxy.test", password=SecretStr("pw-1")),
    labels={"area": "sul"},
)


@pytest.fixture
def vault() -> Vault:
    return Vault([Fernet.generate_key().decode()])


async def test_settings_come_back_as_they_were_saved(db: Database, vault: Vault) -> None:
    async with db.transaction() as session:
        id_ = await save(session, vault, "line", LINE)
    async with db.transaction() as session:
        assert await load(session, vault, id_, Line) == LINE


async def test_no_secret_is_readable_in_the_database(house: House, vault: Vault) -> None:
    async with house.runtime.db.transaction() as session:
        await save(session, vault, "line", LINE)
    stored = str(await house.rows("SELECT * FROM connection"))
    assert "proxy.test" in stored
    for secret in ("tok-1", "app-1", "pw-1"):
        assert secret not in stored


async def test_shown_settings_mask_the_secrets_that_are_set(db: Database, vault: Vault) -> None:
    line = Line(token=SecretStr("tok-1"), proxy=Proxy(host="proxy.test"))
    async with db.transaction() as session:
        id_ = await save(session, vault, "line", line)
        shown = await masked(session, id_)
    assert shown == {
        "base_url": "https://graph.test/",
        "token": MASK,
        "app_secret": None,
        "retries": 3,
        "proxy": {"host": "proxy.test", "password": None},
        "labels": {},
    }


async def test_a_form_sent_back_as_it_was_shown_changes_nothing(db: Database, vault: Vault) -> None:
    async with db.transaction() as session:
        id_ = await save(session, vault, "line", LINE)
        shown = await masked(session, id_)
        assert await change(session, vault, id_, Line, shown) == LINE
        assert await load(session, vault, id_, Line) == LINE
        assert await masked(session, id_) == shown


CHANGES: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"retries": 5}, {"retries": 5}),
    ({"token": "tok-2"}, {"token": SecretStr("tok-2")}),
    ({"token": MASK, "retries": 4}, {"retries": 4}),
    ({"app_secret": None}, {"app_secret": None}),
    ({"proxy": {"host": "a.test"}}, {"proxy": Proxy(host="a.test", password=SecretStr("pw-1"))}),
    ({"proxy": None}, {"proxy": None}),
]


async def test_a_change_touches_what_it_names(db: Database, vault: Vault) -> None:
    for changes, wanted in CHANGES:
        async with db.transaction() as session:
            id_ = await save(session, vault, "line", LINE)
            changed = await change(session, vault, id_, Line, changes)
        assert changed == LINE.model_copy(update=wanted)
        async with db.transaction() as session:
            assert await load(session, vault, id_, Line) == changed


async def test_an_invalid_change_names_the_field_and_keeps_the_old_settings(db: Database, vault: Vault) -> None:
    async with db.transaction() as session:
        id_ = await save(session, vault, "line", LINE)
        for name, value in {"retries": "many", "token": None, "base_url": "tok-9"}.items():
            with pytest.raises(Invalid, match=name):
                await change(session, vault, id_, Line, {name: value})
            assert await load(session, vault, id_, Line) == LINE


def test_an_error_never_repeats_a_secret_that_was_typed() -> None:
    with pytest.raises(Invalid) as refused:
        validated(Picky, {"token": "very-secret"})
    assert "very-secret" not in repr(refused.value) + str(refused.value.params)
    assert refused.value.__cause__ is None


def test_a_mask_alone_is_no_secret() -> None:
    with pytest.raises(Invalid):
        validated(Line, {"token": MASK})


async def test_a_list_of_secrets_is_refused_rather_than_stored_in_the_clear(db: Database, vault: Vault) -> None:
    class Many(BaseModel):
        tokens: list[SecretStr]

    with pytest.raises(TypeError, match="tokens"):
        async with db.transaction() as session:
            await save(session, vault, "many", Many(tokens=[SecretStr("a")]))


@given(
    public=st.dictionaries(st.text(max_size=5), st.text(max_size=5), max_size=3),
    secret=st.text(max_size=40),
)
def test_any_secret_survives_the_split_and_stands_nowhere_in_the_open(public: dict[str, str], secret: str) -> None:
    vault = Vault([Fernet.generate_key().decode()])
    line = Line(token=SecretStr(secret), labels=public)
    shown, hidden = connections._split(line)
    assert shown["token"] == (MASK if secret else "")
    sealed = connections._seal(vault, hidden)
    assert validated(Line, connections._merged(shown, connections._opened(vault, sealed))) == line


async def test_a_removed_connection_is_gone(db: Database, vault: Vault) -> None:
    async with db.transaction() as session:
        id_ = await save(session, vault, "line", LINE)
        await remove(session, id_)
        with pytest.raises(NotFound):
            await load(session, vault, id_, Line)
        with pytest.raises(NotFound):
            await masked(session, uuid4())


async def test_a_rotation_leaves_no_moment_without_a_key_that_reads(db: Database) -> None:
    old, new = (Fernet.generate_key().decode() for _ in range(2))
    before, during, after = Vault([old]), Vault([new, old]), Vault([new])
    async with db.transaction() as session:
        ids = [await save(session, before, "line", LINE) for _ in range(3)]
    async with db.transaction() as session:
        assert await load(session, during, ids[0], Line) == LINE
        with pytest.raises(WrongKey):
            await load(session, after, ids[0], Line)
        with pytest.raises(WrongKey):
            await check_sealed(session, after)
        await check_sealed(session, during)
    async with db.transaction() as session:
        assert await rotate_sealed(session, during) == 3
    async with db.transaction() as session:
        await check_sealed(session, after)
        assert [await load(session, after, id_, Line) for id_ in ids] == [LINE] * 3
        with pytest.raises(WrongKey):
            await load(session, before, ids[0], Line)


async def test_a_rotation_without_the_old_key_changes_nothing(db: Database) -> None:
    old, new = (Fernet.generate_key().decode() for _ in range(2))
    async with db.transaction() as session:
        id_ = await save(session, Vault([old]), "line", LINE)
    with pytest.raises(WrongKey):
        async with db.transaction() as session:
            await rotate_sealed(session, Vault([new]))
    async with db.transaction() as session:
        assert await load(session, Vault([old]), id_, Line) == LINE


def test_the_vault_reads_the_vector_of_the_fernet_specification() -> None:
    vault = Vault(["cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4="])
    token = "gAAAAAAdwJ6wAAECAwQFBgcICQoLDA0ODy021cpGVWKZ_eEwCGM4BLLF_5CV9dOPmrhuVUPgJobwOz7JcbmrR64jVmpU4IwqDA=="
    assert vault.open(token) == "hello"
    assert vault.open(vault.rotate(token)) == "hello"


def test_derived_keys_differ_by_purpose_and_by_key() -> None:
    keys = [Fernet.generate_key().decode() for _ in range(2)]
    first, second = Vault(keys).derived("a")
    assert len({first, second, *Vault(keys).derived("b")}) == 4
    assert Vault(keys[:1]).derived("a") == (first,)
    assert len(first) == 32
