"""The grouping desk: proposals to confirm or turn down, groups to rename, move, split, merge, and what has none yet.

Plain forms that do what the API does; keys press the button that carries them (static/js/groups.js). The page holds one
group opened at a time, so that it stays small however much a hall has written.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.datastructures import FormData, QueryParams
from starlette.responses import RedirectResponse, Response

from app.api import cards as cards_api
from app.api import groups as api
from app.api import lotus as lotus_api
from app.api.deps import Call, fingerprint_of, limit_rate, same_origin
from app.context import Context, context_of
from app.identity import cookie_name
from app.pages.common import YEAR, html, reader_language, room_for
from app.pages.harvest import helper_of
from app.pages.visit import text_in, texts_in
from app.problems import Problem, told
from app.proposing import proposals_data
from lotus.glossary import tokens
from lotus.words import fold
from sessions import lotus_events as le
from sessions.commands import Actor, Refusal
from sessions.lotus_views import Gathered, gathered, words
from sessions.state import Room

router = APIRouter()
SHOWN = 6
LOOSE = 100  # shown at once; the rest comes up as these are placed, or by a word
OURS = (le.GroupsRestored, le.KindsSettled)  # what takes back something done at this desk


@router.get("/r/{code}/groups")
async def desk(request: Request, code: str) -> Response:
    context = context_of(request)
    room = await room_for(context, code)
    key = request.query_params.get("key")
    if key:
        if context.tokens.read(key, room.code) is None:
            raise Problem("bad_token")
        there = RedirectResponse(f"/r/{room.code}/groups", 303)
        there.set_cookie(cookie_name(room.code, "desk"), key, max_age=YEAR, httponly=True, samesite="lax")
        return there
    return await shown(request, context, room, helper_of(request, context, room), request.query_params)


async def shown(
    request: Request,
    context: Context,
    room: Room,
    actor: Actor,
    place: QueryParams | FormData,
    said: str = "",
    status: int = 200,
) -> Response:
    """The desk at a place: `skip` proposals left for later, `g` the opened group, `q` a word to look for."""
    language = reader_language(request, room.language)
    found = await proposals_data(context, room, language)
    skip, word = skip_in(str(place.get("skip", ""))), str(place.get("q", ""))[:80]
    known = gathered(room)
    ids = [c.id for c in known.clusters if c.group] + [g.id for g in room.groups.listed() if g.id not in known.groups]
    opened = str(place.get("g", ""))[:60]
    loose = [id for id in known.shared.loose if fold(word) in fold(words(room, known.by_id[id], language))]
    proposal = found["proposals"][skip] if skip < len(found["proposals"]) else None
    page = {
        "proposal": proposal,
        "reasons": reasons(proposal["because"]) if proposal else (),
        "total": found["total"],
        "skip": skip,
        "word": word,
        "at": opened,  # kept when the group is gone: taken back, it stands open again
        "groups": [(id, room.groups.get(id).name(language), known.groups.get(id)) for id in ids],
        "open": group_view(room, known, opened, language) if opened in room.groups.groups else None,
        "loose": [entry_view(room, known, id, language) for id in loose[:LOOSE]],
        "found": len(loose),
        "loose_count": len(known.shared.loose),
        "undo": room.undo[-1] if may_undo(room, actor) else None,
        "problem": said,
    }
    return html(context, request, "groups/page.html.j2", language, status=status, room=room, **page)


def reasons(because: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Why petals were proposed together, each pair of texts once however many petals read so."""
    once: dict[Any, dict[str, Any]] = {}
    for why in because:
        once.setdefault((frozenset(" ".join(tokens(fold(t))) for t in why["texts"]), why["said"]), why)
    return list(once.values())[:SHOWN]


def may_undo(room: Room, actor: Actor) -> bool:
    """Whether the last action of all was done at this desk, by this helper unless a facilitator looks."""
    inverse = room.undo[-1].inverse if room.undo else None
    linked = isinstance(inverse, le.PetalChanged) and inverse.linked is not None
    if not linked and not isinstance(inverse, OURS):
        return False
    return actor.leads or room.undo[-1].actor == str(actor)


def skip_in(value: str) -> int:
    return int(value) if value.isascii() and value.isdigit() and len(value) < 4 else 0


def entry_view(room: Room, known: Gathered, id: str, language: str) -> dict[str, Any]:
    entry = known.by_id[id]
    said = language if entry.ingredient else entry.language
    lotus = room.lotuses[room.petals[id]]
    stands = room.preconditions.get(lotus.linked.get(id, ""))
    return {
        "id": id,
        "text": words(room, entry, language),
        "language": said,
        "table": entry.table,
        "kind": entry.kind,
        "linked": stands is not None and not stands.withdrawn,
    }


def group_view(room: Room, known: Gathered, id: str, language: str) -> dict[str, Any]:
    group = room.groups.get(id)
    return {
        **api.group_data(room, id, language),
        "entries": [entry_view(room, known, m, language) for m in group.members if m in known.by_id],
        "seconds": [entry_view(room, known, m, language) for m in group.also if m in known.by_id],
        "by_language": {code: group.names.get(code, "") for code in room.the_method.languages},
    }


@router.post("/r/{code}/groups")
async def act(request: Request, code: str) -> Response:
    """One thing done at the desk; the same page with a sentence when it cannot be."""
    context = context_of(request)
    room = await room_for(context, code)
    same_origin(request, context)
    actor = helper_of(request, context, room)
    limit_rate(context, room.code, str(actor))
    fingerprint = await fingerprint_of(request)
    form = await request.form()
    call = Call(context, room, actor, None, fingerprint)
    try:
        await done(call, request, form)
    except (Refusal, Problem) as error:
        room = await room_for(context, code)
        said, status = told(error, reader_language(request, room.language))
        return await shown(request, context, room, actor, form, said, status)
    skip = skip_in(text_in(form, "skip")) + (text_in(form, "do") == "later")
    place = {"skip": skip or "", "g": text_in(form, "g")[:60], "q": text_in(form, "q")[:80]}
    query = urlencode({name: value for name, value in place.items() if value})
    return RedirectResponse(f"/r/{room.code}/groups" + (f"?{query}" if query else ""), 303)


async def done(call: Call, request: Request, form: FormData) -> None:
    what, group = text_in(form, "do"), text_in(form, "group")[:60]
    for way, act in (("link", lotus_api.post_link), ("unlink", lotus_api.delete_link)):
        if node := text_in(form, way)[:60]:
            await act(call, call.room.petals.get(node, ""), node)
            return
    members = [id[:60] for id in texts_in(form, "member")]
    given = {code: text_in(form, f"name.{code}")[:2000] for code in call.room.the_method.languages}
    names = {code: name for code, name in given.items() if name.strip()}
    target = text_in(form, "target")[:60]
    match what:
        case "make":
            because = [slug[:40] for slug in texts_in(form, "because")]
            body = api.GroupBody(members=members, names=names, family=text_in(form, "family") or None, because=because)
            await api.post_group(call, request, body)
        case "join":
            await api.patch_group(call, request, target, api.GroupPatch(add=members))
        case "also":
            await api.patch_group(call, request, target, api.GroupPatch(also=members))
        case "names":
            await api.patch_group(call, request, group, api.GroupPatch(names=names, family=text_in(form, "family")))
        case "remove":
            await api.patch_group(call, request, group, api.GroupPatch(remove=members))
        case "split":
            new = {call.room.language: text_in(form, "new")[:2000]}
            await api.post_split(call, request, group, api.SplitBody(members=members, names=new))
        case "merge":
            await api.post_merge(call, request, group, api.IntoBody(into=target))
        case "dissolve":
            await api.delete_group(call, group)
        case "apart":
            await api.post_apart(call, api.ApartBody(members=members[:200]))
        case "kind":
            await api.post_kinds(call, api.KindsBody(members=members, kind=text_in(form, "kind")[:40]))
        case "undo":
            of = text_in(form, "of")
            await cards_api.post_undo(call, int(of) if of.isascii() and of.isdigit() and len(of) < 12 else 0)
        case "later":
            return
        case _:
            raise Problem("bad_input")
