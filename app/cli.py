"""The `bloesem` command."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, NoReturn

import httpx
import typer

from app.cli_themes import themes_app
from app.settings import load_settings

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="""Bloesem: a hall writes, the wall shows what it takes.

    Examples:

      bloesem serve --port 8000

      bloesem rehearse new --phones 40 --minutes 2

      bloesem export K4T9-WMPH --format csv > room.csv

      bloesem doctor
    """,
)
app.add_typer(themes_app, name="themes")

Url = Annotated[str, typer.Option(envvar="BLOESEM_SERVER", help="where the server runs")]
HERE = "http://127.0.0.1:8000"


def fail(message: str) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(1)


def call(method: str, url: str, path: str, **more: object) -> httpx.Response:
    """A call as organiser to the running server; ends the command with a sentence when it cannot be made."""
    headers = {"Authorization": f"Bearer {load_settings().organiser_token}"}
    try:
        answer = httpx.request(method, f"{url}{path}", headers=headers, timeout=120, **more)  # type: ignore[arg-type]
    except httpx.TransportError:
        fail(f"There is no server at {url}. Start it with `make run`, or name another with --url.")
    if not answer.is_success:
        try:
            fail(str(answer.json().get("detail", answer.status_code)))
        except json.JSONDecodeError:
            fail(f"The server answered {answer.status_code}.")
    return answer


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="address to listen on")] = "0.0.0.0",  # noqa: S104  phones must reach it
    port: Annotated[int, typer.Option(help="port to listen on")] = 8000,
    workers: Annotated[int, typer.Option(help="processes; SQLite takes one")] = 1,
) -> None:
    """Start the server.

    Example: bloesem serve --port 8000
    """
    from app.serving import run

    run(host, port, workers)


@app.command()
def rehearse(
    room: Annotated[str, typer.Argument(help="the code of a room, or `new` for one that is marked as a rehearsal")],
    phones: Annotated[int, typer.Option(min=1, max=2000)] = 40,
    minutes: Annotated[float, typer.Option(min=0, help="how long it lasts; 0 goes as fast as it can")] = 2.0,
    seed: Annotated[int, typer.Option(help="the same seed writes the same things")] = 1,
    tables: Annotated[int, typer.Option(min=1, max=200, help="tables of a new room")] = 12,
    interventions: Annotated[int, typer.Option(min=0, help="interventions a phone")] = 3,
    preconditions: Annotated[int, typer.Option(min=0, max=20, help="preconditions an intervention")] = 3,
    petals: Annotated[int, typer.Option(min=0, help="petals a phone; 0 leaves the lotus out")] = 5,
    url: Url = HERE,
) -> None:
    """Send simulated participants into a room, over real HTTP and WebSocket.

    Example: bloesem rehearse new --phones 40 --minutes 2
    """
    from app.rehearsal.run import Plan, RehearsalError, play, summary

    stages = ("interventions", "plenary", *(("lotus",) if petals else ()))
    plan = Plan(phones, minutes, seed, tables, interventions, preconditions, petals, stages=stages)
    try:
        code, tally = play(url, load_settings().organiser_token, room, plan, typer.echo)
    except RehearsalError as problem:
        fail(f"The rehearsal stopped: {problem}.")
    typer.echo(summary(tally))
    typer.echo(f"room {code}")


@app.command("export")
def export_room(
    room: str,
    format: Annotated[str, typer.Option(help="json csv xlsx docx pdf pptx zip")] = "json",
    out: Annotated[Path | None, typer.Option(help="the file to write; standard output if left out")] = None,
    url: Url = HERE,
) -> None:
    """Write a room to a file.

    Example: bloesem export K4T9-WMPH --format csv --out room.csv
    """
    data = call("GET", url, f"/api/rooms/{room}/export.{format}").content
    if out is None:
        typer.get_binary_stream("stdout").write(data)
    else:
        out.write_bytes(data)
        typer.echo(f"{out}: {len(data)} bytes")


@app.command("import")
def import_room(room: str, file: Path, url: Url = HERE) -> None:
    """Take paper cards (CSV) or an earlier export (JSON) into a room.

    Example: bloesem import K4T9-WMPH cards.csv
    """
    if not file.is_file():
        fail(f"There is no file {file}.")
    upload = {"file": (file.name, file.read_bytes(), "application/octet-stream")}
    answer = call("POST", url, f"/api/rooms/{room}/import", files=upload).json()
    came = [f"{n} {name}" for name, n in answer.items() if n and name != "seq"]
    typer.echo(f"{', '.join(came)}: taken in." if came else "Everything in this file was in the room already.")


@app.command()
def erase(
    room: str,
    yes: Annotated[bool, typer.Option("--yes", help="do not ask")] = False,
    url: Url = HERE,
) -> None:
    """Erase everything of a room, from disk too.

    Example: bloesem erase K4T9-WMPH --yes
    """
    if not yes and not typer.confirm(f"Erase room {room} with everything in it? This cannot be undone."):
        raise typer.Exit(1)
    call("DELETE", url, f"/api/rooms/{room}")
    typer.echo(f"room {room} is gone")


@app.command()
def doctor() -> None:
    """Check database, fonts, disk, clock and public address, and say what is wrong in a sentence.

    Example: bloesem doctor
    """
    from app.doctor import examine

    findings = examine(load_settings())
    for finding in findings:
        typer.echo(f"{'ok   ' if finding.ok else 'WRONG'}  {finding.what}: {finding.says}")
    if not all(finding.ok for finding in findings):
        raise typer.Exit(1)


def main() -> None:
    app()


if __name__ == "__main__":
    main()
