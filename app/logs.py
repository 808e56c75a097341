"""Logs as one JSON object a line. An error is told by its kind and where it happened: its message may quote what
somebody wrote, so the message stays out.
"""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

import structlog

ROOT = Path(__file__).parent.parent
DEPTH = 12


def told(error: BaseException) -> dict[str, Any]:
    """The kind of an error and its last places in the code."""
    places = traceback.extract_tb(error.__traceback__)[-DEPTH:]
    where = [f"{_short(place.filename)}:{place.lineno} {place.name}" for place in places]
    return {"error": type(error).__name__, "where": where}


def _short(name: str) -> str:
    path = Path(name)
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else "/".join(path.parts[-2:])


def _without_words(logger: Any, name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    error = event.pop("exc_info", None)
    if error is True:
        error = sys.exc_info()[1]
    elif isinstance(error, tuple):
        error = error[1]
    if isinstance(error, BaseException):
        event.update(told(error))
    return event


class _Line(logging.Formatter):
    """The libraries' log records in the same form; with an exception the message is left to its kind and place."""

    def format(self, record: logging.LogRecord) -> str:
        event: dict[str, Any] = {"event": record.name, "level": record.levelname.lower()}
        if record.exc_info and record.exc_info[1] is not None:
            event.update(told(record.exc_info[1]))
        else:
            event["message"] = record.getMessage()
        return str(structlog.processors.JSONRenderer(ensure_ascii=False)(None, "", _stamp(None, "", event)))


_stamp = structlog.processors.TimeStamper(fmt="iso", utc=True)


def configure() -> None:
    """For the whole process; called by the server, not by tests or tools."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            _stamp,
            _without_words,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler()
    handler.setFormatter(_Line())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
