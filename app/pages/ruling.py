"""Rules and look-alikes: what two like corrections suggest, the rules in force, and cards to merge.

Plain forms that do what the API does; keys press the button that carries them (static/js/harvest.js).
"""

from __future__ import annotations

import asyncio
from typing import Any

from fastapi import APIRouter, Request
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from app.api import cards as cards_api
from app.api import rules as api
from app.api.deps import Call, fingerprint_of, limit_rate, same_origin
from app.context import Context, context_of
from app.likeness import proposals
from app.pages.common import html, reader_language, room_for
from app.pages.harvest import helper_of
from app.pages.visit import text_in
from app.problems import Problem, told
from facilitation.method import label
from sessions.commands import Actor, Refusal
from sessions.state import Room

router = APIRouter()
SHOWN = 12  # cards of an offer at once; how many there are stands beside them


@router.get("/r/{code}/rules")
async def desk(request: Request, code: str) -> Response:
    context = context_of(request)
    room = await room_for(context, code)
    return await shown(request, context, room, helper_of(request, context, room))


async def shown(
    request: Request, context: Context, room: Room, actor: Actor, said: str = "", status: int = 200
) -> Response:
    """The whole page; `said` is what went wrong."""
    likeness = context.likeness(room.the_method.id)
    offered = await asyncio.to_thread(proposals, room)
    pairs = await asyncio.to_thread(likeness.pairs, room) if likeness else []
    page: dict[str, Any] = {
        "offers": [
            {"rule": p.rule, "moves": len(p.moves), "cards": [room.preconditions[id] for id in p.moves[:SHOWN]]}
            for p in offered
            if p.moves
        ],
        "rules": [
            (rule, len(api.held_by(room, rule.id))) for rule in sorted(room.rules.values(), key=lambda rule: -rule.seq)
        ],
        "pairs": pairs,
        "themes": {t.id: t for t in room.the_method.themes},
        "can_undo": actor.leads and bool(room.undo),
        "problem": said,
    }
    return html(
        context,
        request,
        "rules/page.html.j2",
        reader_language(request, room.language),
        status=status,
        room=room,
        **page,
    )


@router.post("/r/{code}/rules")
async def act(request: Request, code: str) -> Response:
    """One thing done; the same page with a sentence when it cannot be."""
    context = context_of(request)
    room = await room_for(context, code)
    same_origin(request, context)
    actor = helper_of(request, context, room)
    limit_rate(context, room.code, str(actor))
    call = Call(context, room, actor, None, await fingerprint_of(request))
    try:
        await done(call, await request.form())
    except (Refusal, Problem) as error:
        said, status = told(error, reader_language(request, room.language))
        return await shown(request, context, room, actor, said, status)
    return RedirectResponse(f"/r/{room.code}/rules", 303)


async def done(call: Call, form: FormData) -> None:
    """`do` is `make`, `on`, `off`, `merge` or `undo`; Problem for anything else."""
    rule = text_in(form, "rule")[:60]
    match text_in(form, "do"):
        case "make":
            await api.post_rule(call, api.RuleBody(pattern=text_in(form, "pattern"), theme=text_in(form, "theme")))
        case "on" | "off" as way:
            await api.patch_rule(call, rule, api.SwitchBody(on=way == "on"))
        case "merge":
            body = cards_api.MergeBody(into=text_in(form, "into")[:60])
            await cards_api.post_merge(call, text_in(form, "card")[:60], body)
        case "undo":
            await cards_api.post_undo(call)
        case _:
            raise Problem("bad_input")


async def offer_after(room: Room, theme: str, language: str) -> dict[str, Any] | None:
    """The rule to offer to whoever just moved a card to `theme`: word, theme, its name, and how many cards it moves."""
    for found in await asyncio.to_thread(proposals, room, theme):
        if found.moves:
            named = {t.id: label(t, language) for t in room.the_method.themes}
            return {
                "pattern": found.rule.pattern,
                "theme": theme,
                "name": named.get(theme) or label(room.the_method.other, language),
                "moves": len(found.moves),
            }
    return None
