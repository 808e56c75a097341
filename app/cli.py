"""The `bloesem` command."""

from __future__ import annotations

import typer

app = typer.Typer(no_args_is_help=True, help="Bloesem: a hall writes, the wall shows what it takes.")


@app.command()
def serve(host: str = "0.0.0.0", port: int = 8000, workers: int = 1) -> None:  # noqa: S104  phones must reach it
    """Starts the server.

    Example: bloesem serve --port 8000
    """
    from app.serving import run

    run(host, port, workers)


@app.command()
def doctor() -> None:
    """Checks the surroundings and says what is wrong in a sentence."""
    from app.settings import load_settings

    settings = load_settings()
    typer.echo(f"data in {settings.data_dir}")


def main() -> None:
    app()


if __name__ == "__main__":
    main()
