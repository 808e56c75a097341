"""A participant's own words by their own link: to read, to take home, to flag, to take back. Plain forms, no script."""

from __future__ import annotations

import msgspec
from fastapi import APIRouter, Request
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from app.api.deps import Call
from app.api.people import delete_participant
from app.api.report import FlagBody, post_flag
from app.i18n import gettext
from app.identity import PARTICIPANT, cookie_name
from app.own import own_document, own_entries
from app.pages.common import YEAR
from app.pages.keeping import erased_on, unlinked_on
from app.pages.phone_forms import answered
from app.pages.phone_views import new_key
from app.pages.visit import Visit, canonical, go, text_in, visit
from app.problems import Problem
from facilitation.method import label
from sessions.rules.reporting import may_flag

router = APIRouter()
HEADERS = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex"}


@router.get("/r/{code}/mine")
async def own(request: Request, code: str) -> Response:
    """Everything from this phone. `key` is the link that a person keeps: it makes another device theirs."""
    v = await visit(request, code)
    if token := request.query_params.get("key"):
        return _let_in(v, token)
    if elsewhere := canonical(request, code, v.room):
        return elsewhere
    return own_page(v)


def _let_in(v: Visit, token: str) -> Response:
    actor = v.context.tokens.read(token, v.room.code)
    if actor is None or actor.role != PARTICIPANT or actor.id not in v.room.participants:
        return v.page("own_gone", 404)
    response = RedirectResponse(f"{v.home}/mine", status_code=303, headers={"Cache-Control": "no-store"})
    secure = v.context.base_url(v.request).startswith("https:")
    name = cookie_name(v.room.code, PARTICIPANT)
    response.set_cookie(name, token, max_age=YEAR, httponly=True, samesite="lax", secure=secure)
    return response


def own_page(
    v: Visit, errors: dict[str, str] | None = None, at: str = "", typed: str = "", status: int = 200
) -> Response:
    """`at` is the card that `errors` are about, `typed` what its form held."""
    if v.person is None:
        return v.page("own_gone", 404)
    token = v.context.tokens.sign(v.room.code, PARTICIPANT, v.person.id)
    return v.page(
        "own", status, entries=own_entries(v.room, v.person), errors=errors or {}, at=at, typed=typed, key=new_key(),
        link=f"{v.context.base_url(v.request)}{v.home}/mine?key={token}", flags=may_flag(v.room, v.context.now()),
        erased=erased_on(v.context, v.room, v.language), unlinked=unlinked_on(v.context, v.room, v.language),
        kinds=kinds(v.language),
    )  # fmt: skip


def kinds(language: str) -> dict[str, str]:
    """What an entry is, in words."""
    return {
        "intervention": gettext(language, "intervention"),
        "precondition": gettext(language, "precondition"),
        "finding": gettext(language, "finding"),
        "commitment": gettext(language, "commitment"),
        "petal": gettext(language, "active ingredient"),
        "lotus": gettext(language, "heart of a lotus"),
    }


@router.get("/r/{code}/mine.json")
async def as_data(request: Request, code: str) -> Response:
    """Everything from this phone as a file for a machine."""
    v = await visit(request, code)
    if v.person is None:
        return v.page("own_gone", 404)
    data = msgspec.json.format(msgspec.json.encode(own_document(v.room, v.person)), indent=1)
    return _file(v, data, "json", "application/json")


@router.get("/r/{code}/mine.txt")
async def as_text(request: Request, code: str) -> Response:
    """Everything from this phone as a file to read."""
    v = await visit(request, code)
    if v.person is None:
        return v.page("own_gone", 404)
    words, themes = kinds(v.language), {t.id: label(t, v.language) for t in v.room.the_method.themes}
    lines = [v.room.title, v.room.code, ""]
    for entry in own_entries(v.room, v.person):
        lines.append(entry.text)
        lines.append("  " + ", ".join(part for part in (words[entry.kind], themes.get(entry.theme, "")) if part))
        lines += [f"  {value}" for name, value in entry.more.items() if name in ("description", "place", "by")]
        lines.append("")
    return _file(v, b"\xef\xbb\xbf" + "\n".join(lines).encode(), "txt", "text/plain; charset=utf-8")


def _file(v: Visit, data: bytes, ending: str, media: str) -> Response:
    name = f'attachment; filename="bloesem-{v.room.code}-{gettext(v.language, "mine")}.{ending}"'
    return Response(data, media_type=media, headers={**HEADERS, "Content-Disposition": name})


@router.get("/r/{code}/mine/erase")
async def erase(request: Request, code: str) -> Response:
    """Asks once more."""
    v = await visit(request, code)
    if v.person is None:
        return v.page("own_gone", 404)
    return v.page("own_erase", count=len(own_entries(v.room, v.person)), errors={}, key=new_key())


@router.post("/r/{code}/mine/erase")
async def post_erase(request: Request, code: str) -> Response:
    """Everything that this phone brought in is gone."""

    async def act(v: Visit, call: Call, form: FormData) -> Response:
        return await delete_participant(call, "me")

    v, answer = await answered(
        request, code, act,
        lambda v: lambda form, errors, status: v.page(
            "own_erase", status, count=len(own_entries(v.room, v.must_be_in())), errors=errors, key=new_key()
        ),
    )  # fmt: skip
    return answer if isinstance(answer, Response) else go(f"{v.home}/mine")


@router.post("/r/{code}/mine/{card}/flag")
async def post_flag_form(request: Request, code: str, card: str) -> Response:
    """This is not what I meant; with what was meant, if they say so."""

    async def act(v: Visit, call: Call, form: FormData) -> Response:
        text = text_in(form, "text")
        if len(text) > 20_000:
            limit = v.room.the_method.limits.statement
            raise Problem("bad_input", [("text", "too_long", {"length": len(text), "limit": limit})])
        return await post_flag(call, card, FlagBody(text=text))

    v, answer = await answered(
        request, code, act,
        lambda v: lambda form, errors, status: own_page(v, errors, card[:60], text_in(form, "text"), status),
    )  # fmt: skip
    return answer if isinstance(answer, Response) else go(f"{v.home}/mine#e-{card}")
