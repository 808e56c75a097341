"""Brings a database to the layout this version knows, when the server starts."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

from sessions.store import Unusable

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"


def known_revisions() -> list[str]:
    """The revisions this version has, oldest first: what the files in `migrations/versions` begin with."""
    return sorted(path.name.split("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))


def up_to_date(revision: str | None, where: str) -> bool:
    """Whether a database at `revision` (None: an empty one) needs nothing. Raises Unusable when it is newer.

    Asked before anything else, because loading alembic takes longer than the rest of the start.
    """
    known = known_revisions()
    if revision is not None and revision not in known:
        raise Unusable(
            "The database {where} was written by a newer version of Bloesem: update Bloesem first.",
            where=where,
        )
    return revision == known[-1]


def upgrade(connection: Any) -> None:
    """Runs what is missing, on a SQLAlchemy connection."""
    from alembic import command
    from alembic.config import Config

    logging.getLogger("alembic").setLevel(logging.WARNING)
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
