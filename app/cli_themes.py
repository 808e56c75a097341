"""`bloesem themes`: place a table of statements without a server, and train a pack of your own."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from facilitation.theming import Pack, PackError, default_engine, load_pack
from facilitation.theming.frozen import save_frozen, train_frozen
from facilitation.theming.fusion import save_fusion
from facilitation.theming.model import SentenceEncoder
from facilitation.theming.table import TableError, place_table
from facilitation.theming.taught import fusion_with, teach
from facilitation.theming.train import Trained, train
from facilitation.theming.weights import save_weights


class Format(StrEnum):
    """How the answers are written."""

    tsv = "tsv"
    json = "json"


class _PlaceByDefault(TyperGroup):
    """`bloesem themes FILE` is short for `bloesem themes place FILE`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put `place` in front unless the first word is a command or a call for help."""
        if args and args[0] not in self.commands and args[0] not in ctx.help_option_names:
            args = ["place", *args]
        return super().parse_args(ctx, args)


themes_app = typer.Typer(
    cls=_PlaceByDefault,
    no_args_is_help=True,
    help="""Place statements in themes without a server, or train a pack.

    Examples:

      bloesem themes statements.tsv > placed.tsv

      cat cards.csv | bloesem themes - --format json

      bloesem themes train my-pack/
    """,
)


@themes_app.command()
def place(
    file: Annotated[str, typer.Argument(help="CSV or TSV with columns id, lang, text; - reads standard input")],
    method: Annotated[str, typer.Option(help="name of a pack, or a folder with one")] = "startmoment",
    format: Annotated[Format, typer.Option(help="tsv or json")] = Format.tsv,
) -> None:
    """Place each row: id, theme second theme, confidence and the words that decided."""
    try:
        engine = default_engine(load_pack(method))
        if file == "-":
            sys.stdin.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
            place_table(sys.stdin, sys.stdout, engine, format.value)
        else:
            with Path(file).open(encoding="utf-8", errors="replace", newline="") as source:
                place_table(source, sys.stdout, engine, format.value)
    except (PackError, TableError, OSError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error


@themes_app.command("train")
def train_pack(
    pack: Annotated[str, typer.Argument(help="name of a pack, or a folder with pack.toml, lexicon.tsv and corpus/")],
) -> None:
    """Make a pack's weights from its lexicon and corpus; needs no network and no graphics card."""
    try:
        loaded = load_pack(pack)
        trained = train(loaded, typer.echo)
        if not loaded.encoder:
            trained = _taught(loaded, trained)
        save_weights(loaded.weights_path, trained.weights)
        if loaded.encoder:
            _train_on_vectors(loaded, trained)
    except (PackError, ValueError, OSError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error
    typer.echo(f"wrote {loaded.weights_path}")


def _taught(pack: Pack, trained: Trained) -> Trained:
    """The core learns from the pack's own encoder, where it has one; how they weigh together is written beside it."""
    try:
        encoder = SentenceEncoder(pack.model_path)
    except FileNotFoundError:
        return trained
    except (ImportError, OSError) as error:
        typer.echo(f"no sentence encoder here ({error}); the core learns from the corpus alone")
        return trained
    trained = teach(pack, trained, encoder, typer.echo)
    fusion = fusion_with(pack, trained, encoder)
    save_fusion(pack.model_path / "fusion.npz", fusion)
    typer.echo(f"theme, core and encoder together: {fusion['theme'].right:.3f} right of the same rows")
    return trained


def _train_on_vectors(pack: Pack, trained: Trained) -> None:
    """Heads on the borrowed encoder's vectors; without the encoder the pack works with core alone."""
    try:
        encoder = SentenceEncoder(pack.model_path)
    except (ImportError, OSError) as error:
        typer.echo(f"no sentence encoder here ({error}); the pack will run on the core engine")
        return
    heads = train_frozen(pack, encoder, trained.held_out)
    save_frozen(pack.frozen_path, heads)
    typer.echo(f"with sentence vectors: {heads.fusion['theme'].right:.3f} right in cross-validation")


if __name__ == "__main__":
    themes_app()
