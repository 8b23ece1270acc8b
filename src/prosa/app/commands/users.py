"""`prosa user`: the people who sign in, from the command line. Asks nothing, so scripts can use it."""

import sys
from typing import Annotated, Any, TypeVar

import typer
from pydantic import SecretStr, TypeAdapter, ValidationError
from rich.table import Table

from prosa import accounts
from prosa.accounts import Role
from prosa.accounts.schemas import Email, Name, NewPassword, User, UserChange, system
from prosa.app.terminal import out, run
from prosa.core.errors import Invalid
from prosa.core.runtime import Runtime

app = typer.Typer(no_args_is_help=True, help="The people who sign in: add, list, password, role, deactivate.")
ACTOR = system("command line")
T = TypeVar("T")

EmailArgument = Annotated[str, typer.Argument(help="E-mail the person signs in with.")]
PasswordOption = Annotated[
    bool,
    typer.Option("--password-stdin", help="Read the password from standard input instead of inventing one."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command()
def add(
    email: EmailArgument,
    name: Annotated[str, typer.Option(help="Name shown to colleagues.")] = "",
    role: Annotated[Role, typer.Option(help="What the person may do.")] = Role.OPERATOR,
    password_stdin: PasswordOption = False,
) -> None:
    """Add a person. Prints the password that was invented for them, this once."""
    email = _checked(Email, "email", email)
    name = _checked(Name, "name", name or email.split("@")[0])
    password, invented = _password(password_stdin)

    async def task(runtime: Runtime) -> None:
        password_hash = await accounts.hash_password(password)
        async with runtime.db.transaction() as session:
            await accounts.add_user(session, ACTOR, email=email, name=name, role=role, password_hash=password_hash)
        out.print(f"{email} is {role} now.")
        _show(password, invented)

    run(task)


@app.command("list")
def list_(json: JsonOption = False) -> None:
    """List everybody, also those who are deactivated."""

    async def task(runtime: Runtime) -> None:
        async with runtime.db.transaction() as session:
            people = await accounts.list_users(session)
        if json:
            sys.stdout.buffer.write(TypeAdapter(list[User]).dump_json(people, indent=2) + b"\n")
        else:
            out.print(_table(people))

    run(task)


@app.command()
def password(email: EmailArgument, password_stdin: PasswordOption = False) -> None:
    """Give a person a new password, and end all their sign-ins."""
    new, invented = _password(password_stdin)

    async def task(runtime: Runtime) -> None:
        password_hash = await accounts.hash_password(new)
        async with runtime.db.transaction() as session:
            user = await accounts.get_user_by_email(session, email)
            await accounts.set_password(session, ACTOR, user.id, password_hash)
        out.print(f"{user.email} has a new password and must sign in again.")
        _show(new, invented)

    run(task)


@app.command()
def role(email: EmailArgument, role: Annotated[Role, typer.Argument(help="What the person may do.")]) -> None:
    """Change what a person may do."""
    _change(email, UserChange(role=role))


@app.command()
def deactivate(email: EmailArgument) -> None:
    """Close an account and end all its sign-ins. What the person did stays."""
    _change(email, UserChange(active=False))


@app.command()
def activate(email: EmailArgument) -> None:
    """Open a closed account again."""
    _change(email, UserChange(active=True))


def _change(email: str, change: UserChange) -> None:
    async def task(runtime: Runtime) -> None:
        async with runtime.db.transaction() as session:
            user = await accounts.get_user_by_email(session, email)
            user = await accounts.change_user(session, ACTOR, user.id, change)
        out.print(f"{user.email}: {user.role}, {'active' if user.active else 'deactivated'}")

    run(task)


def _password(from_stdin: bool) -> tuple[str, bool]:
    """The password, and whether it was invented here."""
    if not from_stdin:
        return accounts.readable_password(), True
    typed = SecretStr(sys.stdin.readline().rstrip("\r\n"))
    return _checked(NewPassword, "password", typed).get_secret_value(), False


def _checked(type_: Any, name: str, value: T) -> T:
    """The value as the API would take it (`type_` is one of its annotated types)."""
    try:
        checked: T = TypeAdapter(type_).validate_python(value)
        return checked
    except ValidationError as error:
        problem = error.errors(include_input=False, include_url=False)[0]
        raise Invalid(f"{name}: {problem['msg']}") from None


def _show(password: str, invented: bool) -> None:
    if invented:
        out.print(f"Password: [bold]{password}[/bold]")


def _table(people: list[User]) -> Table:
    table = Table("e-mail", "name", "role", "active", "last sign-in")
    for person in people:
        seen = f"{person.last_login_at:%Y-%m-%d %H:%M} UTC" if person.last_login_at else "never"
        table.add_row(person.email, person.name, person.role, "yes" if person.active else "no", seen)
    return table
