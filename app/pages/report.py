"""The synthesis as a page to print and to edit in place, and the read-only result that is given back to the hall."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from app.api.deps import actor_of, limit_rate, same_origin, texts
from app.context import Context, context_of
from app.documents import FORMATS
from app.documents.job import Cancelled, Failed
from app.identity import ORGANISER_COOKIE, cookie_name
from app.moments import records_at
from app.pages.common import html, locked, reader_language, room_for
from app.pages.keeping import erased_on, unlinked_on
from app.problems import Problem, told
from app.qr import svg
from sessions import commands as c
from sessions.cards import Card
from sessions.commands import Actor, Refusal
from sessions.rules.reporting import MAX_QUOTES
from sessions.state import Room

router = APIRouter()
WEEK = 7 * 24 * 3600
LEADS = ("facilitator", "organiser")
READS = (*LEADS, "moderator", "harvest")


@router.get("/r/{code}/report")
async def report(request: Request, code: str) -> Response:
    """For the desk; the organiser and the facilitator may edit."""
    context = context_of(request)
    room = await room_for(context, code)
    if token := request.query_params.get("key"):
        return _let_in(context, request, room, token)
    actor = actor_of(request, context, room, "d")
    if actor is None or actor.role not in READS:
        return locked(context, request, room, "no_token" if actor is None else "not_allowed")
    seq = request.query_params.get("at", "")
    if not seq:
        return await page(context, request, room, actor)
    return await earlier(context, request, room, actor, int(seq) if seq.isascii() and seq.isdigit() else 0)


def _let_in(context: Context, request: Request, room: Room, token: str) -> Response:
    actor = context.tokens.read(token, room.code)
    if actor is None:
        raise Problem("bad_token")
    link = room.links.get(actor.id)
    if link is not None and link.revoked:
        raise Problem("link_revoked")
    if actor.role not in READS:
        raise Problem("not_allowed")
    response = RedirectResponse(f"/r/{room.code}/report", status_code=303, headers={"Cache-Control": "no-store"})
    name = ORGANISER_COOKIE if actor.role == "organiser" else cookie_name(room.code, "desk")
    secure = context.base_url(request).startswith("https:")
    response.set_cookie(name, token, max_age=WEEK, httponly=True, samesite="lax", secure=secure)
    return response


async def page(
    context: Context, request: Request, room: Room, actor: Actor, said: str = "", status: int = 200
) -> Response:
    language = reader_language(request, room.language)
    edit = actor.role in LEADS
    body = await _body(context, room, "html-edit" if edit else "html", language)
    return html(
        context, request, "report/page.html.j2", language, status=status, room=room, edit=edit, body=body, said=said,
        formats=FORMATS, flags=_flags(room) if edit else (), erased=erased_on(context, room, language),
        unlinked=unlinked_on(context, room, language), at=0, name="",
    )  # fmt: skip


async def earlier(context: Context, request: Request, room: Room, actor: Actor, seq: int) -> Response:
    """The report as it was at an earlier number of the log: to read and to take home, not to edit."""
    language = reader_language(request, room.language)
    body = await _body(context, room, "html", language, seq)
    return html(
        context, request, "report/page.html.j2", language, room=room, edit=False, body=body, said="", at=seq,
        name=next((s.name for s in room.snapshots if s.seq == seq), ""),
        formats=FORMATS if actor.role in LEADS else (), flags=(), erased="", unlinked="",
    )  # fmt: skip


def _flags(room: Room) -> list[tuple[str, str, str, bool]]:
    """What authors say was not meant: (card, its words, what was meant, dealt with), what asks for attention first."""
    cards = (card for id in room.flags if (card := room.card(id)) is not None)
    order = sorted(cards, key=lambda card: (card.id in room.settled, card.seq))
    return [(card.id, _words(card), room.flags[card.id], card.id in room.settled) for card in order]


def _words(card: Card) -> str:
    return next((str(words) for name in ("text", "title", "what") if (words := getattr(card, name, ""))), "")


async def _body(context: Context, room: Room, kind: str, language: str, at: int | None = None) -> str:
    records = await records_at(context, room, at)
    seq = records[-1].seq
    try:
        data = await context.press.page(room.code, seq, records, kind, language, context.now())
    except (Failed, Cancelled, TimeoutError):
        raise Problem("export_failed") from None
    return data.decode()


@router.post("/r/{code}/report/edit")
async def edit(request: Request, code: str) -> Response:
    """Keeps one edit and goes back to where it was made."""
    context = context_of(request)
    room = await room_for(context, code)
    form = await request.form()
    actor = may_lead(context, request, room)
    part, of = str(form.get("part", "")), str(form.get("of", ""))
    try:
        fields = _fields(part, of, form)
        await context.service.do(room.code, c.EditReport(actor=actor, at=context.now(), part=part, of=of, **fields))
    except (Problem, Refusal) as error:
        said, status = told(error, reader_language(request, room.language))
        return await page(context, request, room, actor, said, status)
    where = {"note": of, "section": of, "quotes": "themes", "summary": "summary"}.get(part, "")
    return RedirectResponse(f"/r/{room.code}/report{'#s-' + where if where else ''}", status_code=303)


def may_lead(context: Context, request: Request, room: Room) -> Actor:
    """Who writes with the desk's cookie; whether they may lead, the rules say."""
    same_origin(request, context)
    actor = actor_of(request, context, room, "d")
    if actor is None:
        raise Problem("no_token")
    limit_rate(context, room.code, str(actor))
    return actor


def _fields(part: str, of: str, form: FormData) -> dict[str, Any]:
    """What an edit changes, from the form it came with."""
    if part == "section":
        return {"on": form.get("on") != "no"}
    if part == "quotes":
        if form.get("reset"):
            return {"cards": ()}
        numbered = []
        for name, value in form.multi_items():
            if name.startswith("order.") and isinstance(value, str) and value.strip().isdigit():
                numbered.append((int(value), name.removeprefix("order.")))
        return {"cards": tuple(card for _number, card in sorted(numbered)[: MAX_QUOTES + 1])}
    limit = {"title": 120, "summary": 4000}.get(part, 2000)
    lines = () if part == "title" else ("text",)
    text = str(form.get("text", "")).replace("\r\n", "\n")
    return {"language": str(form.get("language", "")), "text": texts({"text": (text, limit)}, lines)["text"]}


@router.post("/r/{code}/report/share")
async def share(request: Request, code: str) -> Response:
    """Opens or shuts the result page."""
    context = context_of(request)
    room = await room_for(context, code)
    form = await request.form()
    actor = may_lead(context, request, room)
    await context.service.do(room.code, c.ShareResult(actor=actor, at=context.now(), on=form.get("on") != "no"))
    return RedirectResponse(f"/r/{room.code}/report", status_code=303)


@router.post("/r/{code}/report/flags")
async def settle(request: Request, code: str) -> Response:
    """What an author did not mean is dealt with, or not after all."""
    context = context_of(request)
    room = await room_for(context, code)
    form = await request.form()
    actor = may_lead(context, request, room)
    card, on = str(form.get("card", ""))[:60], form.get("on") != "no"
    await context.service.do(room.code, c.SettleFlag(actor=actor, at=context.now(), card=card, on=on))
    return RedirectResponse(f"/r/{room.code}/report#flags", status_code=303)


@router.get("/r/{code}/result")
async def result(request: Request, code: str) -> Response:
    """The result to read, while the organiser keeps it open: no names, no hidden cards, no list of who said what."""
    context = context_of(request)
    room = await room_for(context, code)
    if not room.result_shared:
        raise Problem("not_found")
    language = reader_language(request, room.language)
    body = await _body(context, room, "html-result", language)
    url = f"{context.base_url(request)}/r/{room.code}/result"
    return html(
        context, request, "report/result.html.j2", language, room=room, body=body, url=url, qr=svg(url),
        erased=erased_on(context, room, language),
    )  # fmt: skip
