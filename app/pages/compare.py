"""Two moments of the report side by side: what was added, moved, taken back, and the counts before and after."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from babel.dates import format_datetime
from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from app.api.deps import actor_of, texts
from app.comparing import compared
from app.context import context_of
from app.i18n import gettext, ngettext
from app.pages.common import html, locked, reader_language, room_for
from app.pages.report import READS, may_lead
from app.problems import Problem, told
from facilitation.method import NO_THEME, label
from sessions import commands as c
from sessions.commands import Refusal
from sessions.comparing import Comparison, Difference
from sessions.state import Room

router = APIRouter()
NAME = 80
MOST = 500
"""Entries printed under one heading; the number beside it is of all."""


@dataclass(frozen=True)
class Part:
    """One heading of the page with its entries."""

    id: str
    title: str
    rows: tuple[Difference, ...]
    more: int


@router.post("/r/{code}/report/snapshots")
async def keep(request: Request, code: str) -> Response:
    """Keeps this moment, to be found back by name and number."""
    context = context_of(request)
    room = await room_for(context, code)
    form = await request.form()
    actor = may_lead(context, request, room)
    name = texts({"name": (str(form.get("name", "")), NAME)})["name"]
    await context.service.do(room.code, c.KeepSnapshot(actor=actor, at=context.now(), name=name))
    return RedirectResponse(f"/r/{room.code}/report/compare", status_code=303)


@router.get("/r/{code}/report/compare")
async def compare(request: Request, code: str) -> Response:
    """For whoever may read the report. Without numbers: from the last snapshot to now."""
    context = context_of(request)
    room = await room_for(context, code)
    language = reader_language(request, room.language)
    actor = actor_of(request, context, room, "d")
    if actor is None or actor.role not in READS:
        return locked(context, request, room, "no_token" if actor is None else "not_allowed")
    moments = _moments(room, language)
    # The last snapshot is now, until something happens: then the one before it says more.
    kept = [s.seq for s in room.snapshots if s.seq < room.seq]
    before, after = _number(request, "from", kept[-1] if kept else 1), _number(request, "to", room.seq)
    made, said, status = None, "", 200
    try:
        made = await compared(context, room, before, after)
    except (Problem, Refusal) as error:
        said, status = told(error, language)
    for seq in (before, after):
        moments.setdefault(seq, gettext(language, "Number {seq}").format(seq=seq))
    return html(
        context, request, "report/compare.html.j2", language, status=status, room=room, said=said,
        before=before, after=after, moments=sorted(moments.items()), edit=actor.leads,
        parts=_parts(made, language) if made else (), made=made, names=names_of(language),
        themes=_themes(room, language),
    )  # fmt: skip


def _number(request: Request, name: str, default: int) -> int:
    wish = request.query_params.get(name, "")
    return int(wish) if wish.isascii() and wish.isdigit() and len(wish) < 10 else default


def _moments(room: Room, language: str) -> dict[int, str]:
    """What can be chosen: the opening, every snapshot, now."""
    _ = partial(gettext, language)
    found = {1: _("The opening of the room"), room.seq: _("Now, number {seq}").format(seq=room.seq)}
    for one in room.snapshots:
        at = format_datetime(datetime.fromtimestamp(one.at / 1000).astimezone(), "d MMM, HH:mm", locale=language)
        found[one.seq] = f"{one.name or _('Snapshot')} ({at}, {_('number {seq}').format(seq=one.seq)})"
    return found


def _parts(made: Comparison, language: str) -> tuple[Part, ...]:
    n = partial(ngettext, language)
    listed: tuple[tuple[str, str, tuple[Difference, ...]], ...] = (
        ("added", n("{n} added", "{n} added", len(made.added)), made.added),
        ("moved", n("{n} moved to another theme", "{n} moved to another theme", len(made.moved)), made.moved),
        ("reworded", n("{n} reworded", "{n} reworded", len(made.reworded)), made.reworded),
        ("merged", n("{n} merged with another", "{n} merged with another", len(made.merged)), made.merged),
        ("hidden", n("{n} hidden", "{n} hidden", len(made.hidden)), made.hidden),
        ("withdrawn", n("{n} taken back", "{n} taken back", len(made.withdrawn)), made.withdrawn),
    )
    return tuple(
        Part(id, title.format(n=len(rows)), rows[:MOST], max(0, len(rows) - MOST)) for id, title, rows in listed
    )


def names_of(language: str) -> dict[str, str]:
    """Words for what is counted and for kinds of entries."""
    _ = partial(gettext, language)
    return {
        "participants": _("participants"),
        "tables": _("tables"),
        "interventions": _("interventions"),
        "preconditions": _("preconditions"),
        "findings": _("findings"),
        "commitments": _("commitments"),
        "petals": _("active ingredients"),
        "groups": _("groups"),
        "voters": _("people who spent dots"),
        "intervention": _("intervention"),
        "precondition": _("precondition"),
        "finding": _("finding"),
        "commitment": _("commitment"),
        "petal": _("active ingredient"),
    }


def _themes(room: Room, language: str) -> dict[str, str]:
    other: Any = room.the_method.other
    return {**{t.id: label(t, language) for t in room.the_method.themes}, NO_THEME: label(other, language)}
