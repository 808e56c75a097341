"""What a participant's plain forms do: the same calls as the API's, ending on a page. The next one when it is done;
the same one, with the sentence beside the field and everything still filled in, when it is not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
from fastapi import APIRouter, Request
from starlette.datastructures import FormData
from starlette.responses import Response

from app.api import cards as cards_api
from app.api import contributions as api
from app.api import lotus as lotus_api
from app.api import plenary
from app.api.deps import Call, fingerprint_of
from app.pages import phone_views as views
from app.pages.visit import Visit, go, text_in, texts_in, visit
from app.problems import Problem, problem_of, sentence, status_of
from sessions.cards import Petal
from sessions.commands import Refusal

router = APIRouter()
Again = Callable[[FormData, dict[str, str], int], Response]


async def answered(
    request: Request, code: str, act: Callable[[Visit, Call, FormData], Any], again: Callable[[Visit], Again]
) -> tuple[Visit, dict[str, Any] | Response]:
    """Does what a form asks. Returns the API's answer as data, or the page to show instead."""
    v = await visit(request, code)
    fingerprint = await fingerprint_of(request)
    form = await request.form()
    try:
        v.must_be_in()
        response = await act(v, v.call(form, fingerprint), form)
        return v, msgspec.json.decode(response.body)
    except (Refusal, Problem) as error:
        problem = problem_of(error) if isinstance(error, Refusal) else error
        if problem.slug in ("not_joined", "unknown_room"):
            raise
        errors: dict[str, str] = {}
        for field, slug, details in problem.errors:
            # One sentence a field: `preconditions.3` is said under the preconditions.
            errors.setdefault(field.partition(".")[0], sentence(slug, v.language, **details))
        if not errors:
            errors[""] = sentence(problem.slug, v.language, **problem.details)
        return v, again(v)(form, errors, status_of(problem.slug))


def lines_in(form: FormData, name: str) -> list[str]:
    """One statement a line."""
    return [line.strip() for text in texts_in(form, name) for line in text.splitlines() if line.strip()]


def body_of(form: FormData) -> api.InterventionBody:
    """The intervention form as the API's body."""
    names = ("title", "description", "formality", "existence", "origin", "place", "reach", "language")
    if any(len(text_in(form, name)) > 20_000 for name in names):
        raise Problem("too_large")
    lines = lines_in(form, "preconditions")
    if any(len(line) > 20_000 for line in lines):
        raise Problem("bad_input", [("preconditions", "too_long", {"length": "20000+", "limit": 280})])
    values = {name: text_in(form, name) for name in names}
    return api.InterventionBody.model_validate({**values, "levers": texts_in(form, "levers"), "preconditions": lines})


def text_body(form: FormData) -> api.TextBody:
    text = text_in(form, "text")
    if len(text) > 20_000:
        raise Problem("bad_input", [("text", "too_long", {"length": len(text), "limit": 280})])
    return api.TextBody.model_validate({"text": text, "language": text_in(form, "language")})


@router.post("/r/{code}/intervention")
async def post_intervention(request: Request, code: str) -> Response:
    async def act(v: Visit, call: Call, form: FormData) -> Response:
        return await api.post_intervention(call, body_of(form))

    v, answer = await answered(
        request, code, act, lambda v: lambda form, errors, status: views.home(v, "write", form, errors, status)
    )
    return answer if isinstance(answer, Response) else go(f"{v.home}/mine/{answer['id']}/sent")


@router.post("/r/{code}/mine/{card}")
async def post_edit(request: Request, code: str, card: str) -> Response:
    """New words for an intervention, a precondition or a petal of one's own."""

    async def act(v: Visit, call: Call, form: FormData) -> Response:
        own = views.own_card(v, card)
        if own.id in v.room.interventions:
            body = body_of(form)
            body.preconditions = []
            return await api.patch_intervention(call, own.id, body)
        if isinstance(own, Petal):
            text = lotus_api.PetalPatch(text=text_body(form).text)
            return await lotus_api.patch_petal(call, request, own.lotus, own.id, text)
        return await api.patch_precondition(call, own.id, api.PreconditionPatch(text=text_body(form).text))

    v, answer = await answered(request, code, act, lambda v: lambda *again: views.card_again(v, card, *again))
    return answer if isinstance(answer, Response) else go(v.home)


@router.post("/r/{code}/mine/{card}/theme")
async def post_theme(request: Request, code: str, card: str) -> Response:
    async def act(v: Visit, call: Call, form: FormData) -> Response:
        return await api.patch_precondition(call, card, api.PreconditionPatch(theme=text_in(form, "theme")[:60]))

    v, answer = await answered(
        request, code, act, lambda v: lambda form, errors, status: views.theme_page(v, card, errors, status)
    )
    return answer if isinstance(answer, Response) else go(v.home)


@router.post("/r/{code}/mine/{card}/withdraw")
async def post_withdraw(request: Request, code: str, card: str) -> Response:
    async def act(v: Visit, call: Call, form: FormData) -> Response:
        return await cards_api.delete_card(call, card)

    v, answer = await answered(
        request, code, act, lambda v: lambda form, errors, status: views.withdraw_page(v, card, errors, status)
    )
    return answer if isinstance(answer, Response) else go(v.home)


@router.post("/r/{code}/mine/{card}/add")
async def post_add(request: Request, code: str, card: str) -> Response:
    """One more precondition for an intervention."""

    async def act(v: Visit, call: Call, form: FormData) -> Response:
        return await api.post_precondition(call, card, text_body(form))

    v, answer = await answered(
        request,
        code,
        act,
        lambda v: lambda form, errors, status: views.add_page(v, card, text_in(form, "text"), errors, status),
    )
    return answer if isinstance(answer, Response) else go(f"{v.home}/mine/{answer['id']}/sent")


@router.post("/r/{code}/finding")
async def post_finding(request: Request, code: str) -> Response:
    async def act(v: Visit, call: Call, form: FormData) -> Response:
        return await plenary.post_finding(call, text_body(form))

    return await _staged(request, code, act, "finding")


@router.post("/r/{code}/commitment")
async def post_commitment(request: Request, code: str) -> Response:
    async def act(v: Visit, call: Call, form: FormData) -> Response:
        names = ("who", "what", "by", "reach", "sector", "initiative")
        body = plenary.CommitmentBody(**{name: text_in(form, name)[:20_000] for name in names})
        return await plenary.post_commitment(call, body)

    return await _staged(request, code, act, "commitment")


@router.post("/r/{code}/dots")
async def post_dots(request: Request, code: str) -> Response:
    async def act(v: Visit, call: Call, form: FormData) -> Response:
        spent = {theme.id: text_in(form, f"dots.{theme.id}") for theme in v.room.the_method.themes}
        themes = {id: int(n) for id, n in spent.items() if n.isascii() and n.isdigit() and len(n) < 4}
        body = plenary.DotsBody.model_validate({"themes": themes})
        return await plenary.put_dots(call, body)

    return await _staged(request, code, act, "dots")


async def _staged(request: Request, code: str, act: Callable[[Visit, Call, FormData], Any], said: str) -> Response:
    """A form that stands on the page of its stage."""
    v, answer = await answered(
        request, code, act, lambda v: lambda form, errors, status: views.home(v, "home", form, errors, status, said)
    )
    return answer if isinstance(answer, Response) else go(v.home)
