"""Settings: what is wrong is said at start, by name and in plain words, and secrets are not shown."""

from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from prosa.core.settings import Settings, SettingsRefused, load_settings, unknown_variables, without_password
from tools.settings_page import PAGE, page


@pytest.fixture(autouse=True)
def elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("variable", "value", "message"),
    [
        ("PROSA_PORT", "abc", "PROSA_PORT: must be a number between 1 and 65535"),
        ("PROSA_PORT", "70000", "PROSA_PORT: must be a number between 1 and 65535"),
        ("PROSA_PORT", "80.5", "PROSA_PORT: must be a number between 1 and 65535"),
        ("PROSA_BURST_WAIT", "-1", "PROSA_BURST_WAIT: must be a number between 0 and 30"),
        ("PROSA_BURST_WAIT", "soon", "PROSA_BURST_WAIT: must be a number between 0 and 30"),
        ("PROSA_TURN_DEADLINE", "0", "PROSA_TURN_DEADLINE: must be a number above 0 and at most 120"),
        ("PROSA_SEND_PATIENCE", "x", "PROSA_SEND_PATIENCE: must be a number above 0"),
        ("PROSA_LOG_LEVEL", "LOUD", "PROSA_LOG_LEVEL: must be one of DEBUG, INFO, WARNING, ERROR"),
        (
            "PROSA_DATABASE_URL",
            "mysql://me:hush@host/db",
            "PROSA_DATABASE_URL: must be the URL of a PostgreSQL database: postgresql://user:password@host:5432/name",
        ),
        (
            "PROSA_PUBLIC_URL",
            "prosa.example.com",
            "PROSA_PUBLIC_URL: must be an address such as https://prosa.example.com",
        ),
        (
            "PROSA_SECRET_KEY",
            "hush",
            "PROSA_SECRET_KEY: must be Fernet keys (44 characters each), the newest first, separated by commas",
        ),
    ],
)
def test_a_wrong_value_is_named_with_what_it_must_be(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, message: str
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(SettingsRefused) as refused:
        load_settings()
    assert refused.value.detail == message


def test_all_wrong_values_are_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROSA_PORT", "abc")
    monkeypatch.setenv("PROSA_LOG_LEVEL", "LOUD")
    with pytest.raises(SettingsRefused) as refused:
        load_settings()
    assert len(refused.value.detail.splitlines()) == 2


def test_an_empty_variable_is_as_good_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROSA_DATABASE_URL", "")
    assert load_settings().database_url is None


def test_settings_are_read_from_a_file_too(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("PROSA_PORT=9000\nPROSA_PROT=1\n")
    assert load_settings().port == 9000
    assert unknown_variables() == ["PROSA_PROT is not a setting; did you mean PROSA_PORT?"]


def test_an_unknown_variable_is_told_with_the_name_that_was_meant() -> None:
    given = {"PROSA_DATABSE_URL": "", "PROSA_ZZZ": "", "PROSA_PORT": "", "PROSA_TEST_CHROMIUM": "", "HOME": ""}
    assert unknown_variables(given) == [
        "PROSA_DATABSE_URL is not a setting; did you mean PROSA_DATABASE_URL?",
        "PROSA_ZZZ is not a setting",
    ]


def test_settings_are_shown_without_their_secrets() -> None:
    key = Fernet.generate_key().decode()
    settings = Settings(secret_key=key, database_url="postgresql://me:hush@host/db?password=hush2")
    for shown in (repr(settings), str(settings)):
        assert "hush" not in shown
        assert key not in shown
        assert "me:••••@host/db" in shown


def test_a_database_url_without_password_is_shown_whole() -> None:
    url = "postgresql://prosa@/prosa?host=%2Ftmp%2Fx"
    assert without_password(url) == url


def test_the_reference_page_says_what_the_settings_are() -> None:
    """When this fails: `make reference`."""
    assert PAGE.read_text() == page()
