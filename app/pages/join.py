"""Coming in: by QR (upper case), by table link, by typed code. No account, no name, no JavaScript needed."""

from __future__ import annotations

import secrets
import uuid

from fastapi import APIRouter, Request
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from app.api.deps import fingerprint_of, limit_rate, same_origin, texts
from app.context import context_of
from app.device import MOST_PEOPLE, cookie_of, people_on, shared_name, tokens_of
from app.identity import PARTICIPANT, cookie_name
from app.pages.common import YEAR, html, reader_language
from app.pages.visit import Visit, go, key_in, text_in, visit
from app.problems import Problem, problem_of, sentence, status_of
from facilitation.text import CODE_LETTERS, room_code
from lotus import geometry
from sessions import commands as c
from sessions.commands import Actor, Refusal
from sessions.events import ParticipantJoined

router = APIRouter()
# What the art shows of a flower in bloom: the petals above the waterline.
ART = geometry.flower((60, 55, 52, 40, 46, 52, 50, 54))
ABOVE = (0, 1, 2, 6, 7)


@router.get("/r")
async def by_code(request: Request, code: str = "") -> Response:
    """Where the code field sends people."""
    letters = room_code(code)
    if letters:
        return RedirectResponse(f"/r/{letters}", status_code=302)
    return no_room(request, code)


def no_room(request: Request, typed: str) -> Response:
    """No room under what was typed: says why, and offers the field again."""
    language = reader_language(request)
    letters = "".join(ch for ch in typed.upper() if ch.isalnum())
    if not letters:
        why = "empty"
    elif any(ch not in CODE_LETTERS for ch in letters):
        why = "letters"
    elif len(letters) != 8:
        why = "length"
    else:
        why = "unknown"
    return html(context_of(request), request, "phone/no_room.html.j2", language, 404, typed=typed[:40], why=why)


def join_page(
    v: Visit, form: FormData | None = None, errors: dict[str, str] | None = None, status: int = 200
) -> Response:
    table = text_in(form, "table") or v.request.query_params.get("table", "")
    return v.page(
        "join",
        status,
        art=[ART.petals[i] for i in ABOVE],
        table=int(table) if table.isascii() and table.isdigit() and len(table) < 4 else None,
        sector=text_in(form, "sector"),
        actor=text_in(form, "actor"),
        errors=errors or {},
        key=str(uuid.uuid4()),
        outside=v.context.settings.outside_host,
    )


@router.post("/r/{code}/join")
async def post_join(request: Request, code: str) -> Response:
    v = await visit(request, code)
    if v.person is not None:
        return go(v.home)
    fingerprint = await fingerprint_of(request)
    form = await request.form()
    try:
        token = await _join(v, form, fingerprint)
    except (Refusal, Problem) as error:
        problem = problem_of(error) if isinstance(error, Refusal) else error
        errors = {field: sentence(slug, v.language, **details) for field, slug, details in problem.errors}
        if not errors:
            errors = {"": sentence(problem.slug, v.language, **problem.details)}
        return join_page(v, form, errors, status_of(problem.slug))
    return with_cookies(go(v.home), v, {cookie_name(v.room.code, PARTICIPANT): token})


def with_cookies(response: Response, v: Visit, values: dict[str, str]) -> Response:
    for name, value in values.items():
        response.set_cookie(
            name, value, max_age=YEAR, httponly=True, samesite="lax", secure=v.request.url.scheme == "https"
        )
    return response


@router.get("/r/{code}/device")
async def device(request: Request, code: str) -> Response:
    """Several people on one device: who writes now, and handing it over."""
    v = await visit(request, code)
    v.must_be_in()
    return device_page(v)


def device_page(v: Visit, said: str = "", status: int = 200) -> Response:
    return v.page("device", status, device=people_on(v.request.headers, v.context, v.room), said=said,
                  key=str(uuid.uuid4()), full=MOST_PEOPLE)  # fmt: skip


@router.post("/r/{code}/next")
async def post_next(request: Request, code: str) -> Response:
    """Hands the device over: to a person who wrote on it before, else to a new one at the same table."""
    v = await visit(request, code)
    now = v.must_be_in()
    same_origin(request, v.context)
    fingerprint = await fingerprint_of(request)
    form = await request.form()
    tokens = tokens_of(request.headers, v.context, v.room)
    person = text_in(form, "person")
    if person not in tokens:
        try:
            if len(tokens) >= MOST_PEOPLE:
                raise Problem("too_many_people", high=MOST_PEOPLE)
            token = await _join(v, form, fingerprint, now.table)
        except (Refusal, Problem) as error:
            problem = problem_of(error) if isinstance(error, Refusal) else error
            return device_page(v, sentence(problem.slug, v.language, **problem.details), status_of(problem.slug))
        actor = v.context.tokens.read(token, v.room.code)
        person = actor.id if actor else ""
        tokens[person] = token
    values = {cookie_name(v.room.code, PARTICIPANT): tokens[person], shared_name(v.room.code): cookie_of(tokens)}
    return with_cookies(go(f"{v.home}?home"), v, values)


async def _join(v: Visit, form: FormData, fingerprint: str, at_table: int | None = None) -> str:
    """Joins and returns the token. Raises Refusal, Problem."""
    same_origin(v.request, v.context)
    key = key_in(form)
    limit_rate(v.context, v.room.code, f"join {key or secrets.token_hex(4)}")
    table = str(at_table or "") or text_in(form, "table")
    if table and not (table.isascii() and table.isdigit() and len(table) < 4):
        raise Problem("bad_input", [("table", "unknown_table", {"high": v.room.tables})])
    name = texts({"name": (text_in(form, "name"), v.room.the_method.limits.name)})["name"]
    participant = secrets.token_hex(8)
    command = c.Join(
        actor=Actor("joining", key) if key else Actor(PARTICIPANT, participant),
        at=v.context.now(),
        key=key,
        fingerprint=fingerprint,
        participant=participant,
        table=int(table) if table else None,
        name=name,
        language=v.language,
        sector=text_in(form, "sector"),
        actor_group=text_in(form, "actor"),
    )
    outcome = await v.context.service.do(v.room.code, command)
    event = outcome.records[0].event
    assert isinstance(event, ParticipantJoined)
    return v.context.tokens.sign(v.room.code, PARTICIPANT, event.participant)
