"""`prosa backup` and `prosa restore`: a whole installation in one file, and back."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import psycopg
import typer
from rich.progress import BarColumn, Progress, TaskID, TaskProgressColumn, TextColumn

from prosa.app.terminal import err, out, read_settings
from prosa.core.backup import Manifest, read_manifest, restore_backup, write_backup
from prosa.core.backup import Progress as Report
from prosa.core.clock import now
from prosa.core.secrets import load_keys
from prosa.core.server import EmbeddedServer
from prosa.core.settings import Settings

PassphraseFile = Annotated[
    Path | None,
    typer.Option(
        exists=True, dir_okay=False, help="File whose first line is the passphrase; without it, you are asked."
    ),
]


def backup(
    target: Annotated[
        Path | None, typer.Argument(help="File to write; by default prosa-<date>.tar in this folder.")
    ] = None,
    passphrase_file: PassphraseFile = None,
    without_key: Annotated[
        bool, typer.Option(help="Leave the sealing key out; keep secret.key elsewhere then.")
    ] = False,
) -> None:
    """Write database, files and sealing key into one file. Prosa may go on working meanwhile.

    The key goes inside encrypted with a passphrase: who has the file alone cannot read the stored secrets.
    """
    settings = read_settings()
    passphrase = None if without_key else _passphrase(passphrase_file, confirm=True)
    chosen = target or Path(f"prosa-{now():%Y-%m-%d-%H%M%S}.tar")
    with _database(settings) as url, _shown() as report:
        made = write_backup(url, settings.data_dir / "files", chosen, load_keys(settings), passphrase, report)
    out.print(f"{chosen}: {_described(made)}", soft_wrap=True)
    if not made.has_key:
        out.print("The sealing key is not inside: keep a copy of secret.key (or PROSA_SECRET_KEY) elsewhere.")


def restore(
    source: Annotated[Path, typer.Argument(help="File that `prosa backup` wrote.")],
    passphrase_file: PassphraseFile = None,
) -> None:
    """Put a backup back into an empty installation: a new data folder (PROSA_DATA_DIR) or an empty database."""
    settings = read_settings()
    manifest = read_manifest(source)
    passphrase = _passphrase(passphrase_file, confirm=False) if manifest.has_key else None
    with _database(settings) as url, _shown() as report:
        restore_backup(source, url, settings.data_dir, passphrase, report)
        _stop_channels(url)
    out.print(f"Restored {_described(manifest)}", soft_wrap=True)
    out.print("Its channels send nothing until you check each one: what was queued may have gone out since.")
    if manifest.has_key and settings.secret_key is not None:
        err.print("PROSA_SECRET_KEY is set and wins over the restored secret.key: unset it, or make it the same.")


def _stop_channels(url: str) -> None:
    """The old installation may have sent what this copy still holds as queued; an admin decides."""
    with psycopg.connect(url) as connection:
        connection.execute("UPDATE channel SET state = 'stopped', state_detail = 'restored' WHERE deleted_at IS NULL")


def _described(manifest: Manifest) -> str:
    size = manifest.bytes / 2**20
    return f"Prosa {manifest.prosa} of {manifest.created_at}, {manifest.files} files, {size:.1f} MB"


@contextmanager
def _database(settings: Settings) -> Iterator[str]:
    if settings.database_url is not None:
        yield settings.database_url
        return
    server = EmbeddedServer(settings.data_dir)
    try:
        yield server.start()
    finally:
        server.stop()


def _passphrase(file: Path | None, *, confirm: bool) -> str:
    if file is not None:
        found = file.read_text().splitlines()
        if not found or not found[0]:
            raise typer.BadParameter(f"{file} is empty")
        return found[0]
    if not sys.stdin.isatty():
        raise typer.BadParameter("nobody to ask for the passphrase: use --passphrase-file")
    return str(typer.prompt("Passphrase", hide_input=True, confirmation_prompt=confirm))


@contextmanager
def _shown() -> Iterator[Report]:
    """A bar for each part of the work."""
    columns = (TextColumn("{task.description:>9}"), BarColumn(), TaskProgressColumn())
    with Progress(*columns, console=err) as bars:
        known: dict[str, TaskID] = {}

        def report(what: str, done: int, of: int) -> None:
            if what not in known:
                known[what] = bars.add_task(what, total=None)
            bars.update(known[what], completed=done, total=of or None)

        yield report
