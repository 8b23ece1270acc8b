"""`prosa key`: the key that seals the secrets of connections, renewed without losing one."""

import typer
from cryptography.fernet import Fernet

from prosa.accounts import record_action
from prosa.accounts.schemas import system
from prosa.app.terminal import out, run
from prosa.core.runtime import Runtime
from prosa.core.secrets import Vault, check_sealed, key_file, load_keys, rotate_sealed, write_keys

app = typer.Typer(no_args_is_help=True, help="The key that seals the secrets of connections.")
ACTOR = system("command line")


@app.command()
def rotate() -> None:
    """Make a new key and seal every secret with it. The old key stays listed until `prosa key prune`.

    With PROSA_SECRET_KEY, put a new key first in it yourself (`prosa key new` prints one); this command then seals
    every secret with that one. Restart running processes afterwards: they know only the keys they started with.
    """

    async def task(runtime: Runtime) -> None:
        keys = load_keys(runtime.settings)
        if runtime.settings.secret_key is None:
            keys = [_new_key(), *keys]
            write_keys(key_file(runtime.settings), keys, replace=True)
        async with runtime.db.transaction() as session:
            count = await rotate_sealed(session, Vault(keys))
            record_action(session, ACTOR, "key.rotated", sealed=count)
        out.print(f"{count} secrets are sealed with the first of {len(keys)} keys.")
        out.print("Restart the running processes, then drop the old keys with `prosa key prune`.")

    run(task)


@app.command()
def prune() -> None:
    """Drop the old keys from the key file, once nothing is sealed with them."""

    async def task(runtime: Runtime) -> None:
        first = load_keys(runtime.settings)[:1]
        async with runtime.db.transaction() as session:
            await check_sealed(session, Vault(first))
            record_action(session, ACTOR, "key.pruned")
        if runtime.settings.secret_key is None:
            write_keys(key_file(runtime.settings), first, replace=True)
            out.print("Only the newest key is left.")
        else:
            out.print("Only the first key of PROSA_SECRET_KEY is needed: remove the others from it.")

    run(task)


@app.command()
def new() -> None:
    """Print a fresh key for PROSA_SECRET_KEY."""
    typer.echo(_new_key())


def _new_key() -> str:
    return Fernet.generate_key().decode()
