"""Refusals and mistakes as answers: RFC 9457 problem details in the reader's language."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from app import problems_lotus
from app.i18n import gettext, negotiate
from app.metrics import REFUSALS
from sessions.commands import Refusal
from sessions.loop import UnknownRoom
from sessions.store import Unavailable


def N_(message: str) -> str:  # noqa: N802  marks a message for the catalogues
    return message


# slug: (status, sentence). {names} are filled from the refusal's details.
SENTENCES: dict[str, tuple[int, str]] = {
    "not_allowed": (403, N_("This is not for you to do here.")),
    "not_joined": (403, N_("Join the room first.")),
    "not_yours": (403, N_("Only the person who wrote this can change it.")),
    "not_your_table": (403, N_("This belongs to another table.")),
    "link_revoked": (403, N_("This link no longer works. Ask the facilitator for a new one.")),
    "placed_by_facilitator": (409, N_("The facilitator has already placed this.")),
    "no_token": (401, N_("This needs a token. Join the room or sign in.")),
    "bad_token": (401, N_("This token does not belong to this room.")),
    "unknown_room": (404, N_("There is no room with this code.")),
    "unknown_card": (404, N_("This does not exist in this room.")),
    "unknown_link": (404, N_("This link does not exist.")),
    "card_withdrawn": (410, N_("This was taken back by its author.")),
    "card_hidden": (409, N_("A hidden card cannot be in the spotlight.")),
    "already_open": (409, N_("This room is already open.")),
    "room_closed": (409, N_("The room is closed. Nothing new can come in.")),
    "stage_takes_none": (409, N_("The room is not taking this in now. Wait for the right round.")),
    "key_reused": (409, N_("This key was already used for something else.")),
    "nothing_to_undo": (409, N_("There is nothing to undo.")),
    "into_itself": (409, N_("A card cannot be merged with itself.")),
    "unknown_rule": (404, N_("This rule does not exist.")),
    "rule_exists": (409, N_("The room already has a rule for this word.")),
    "not_alike": (409, N_("Only cards of the same kind can be merged.")),
    "empty": (422, N_("Please write something here.")),
    "too_long": (422, N_("This is too long: {length} characters, {limit} fit.")),
    "too_many": (422, N_("This is too many: at most {high}.")),
    "twice": (422, N_("The same choice stands here twice.")),
    "unknown_choice": (422, N_("This is not one of the choices.")),
    "unknown_table": (422, N_("There is no such table. The last one is {high}.")),
    "out_of_range": (422, N_("Choose a number from {low} to {high}.")),
    "bad_text": (422, N_("This text holds characters that are not text.")),
    "bad_key": (422, N_("Idempotency-Key must be a UUID.")),
    "bad_input": (422, N_("Some of what was sent is not right.")),
    "bad_json": (400, N_("What was sent is not readable as JSON.")),
    "bad_origin": (403, N_("This page may not do that from another site.")),
    "too_large": (413, N_("This is too large to take in.")),
    "too_fast": (429, N_("That goes too fast. Try again in a moment.")),
    "unavailable": (503, N_("Nothing can be saved right now. Keep what you wrote; we try again.")),
    "not_found": (404, N_("There is nothing here.")),
    "wrong_method": (405, N_("This address does not take that.")),
    "missing": (422, N_("This is needed.")),
    "wrong_type": (422, N_("This has the wrong form.")),
    **problems_lotus.SENTENCES,
    "import_unreadable": (422, N_("This file is not an export of Bloesem, nor a table with a title column.")),
    "import_unsound": (422, N_("This file cannot be taken in: something is wrong with “{what}”.")),
    "export_failed": (500, N_("The document could not be made. Try again, or take another format.")),
    "export_cancelled": (409, N_("The document was stopped before it was ready.")),
    "server_error": (500, N_("Something went wrong on our side. What you wrote is kept on your device.")),
}


class Problem(Exception):
    """An answer that is not a success. `errors`: (field, slug, details)."""

    def __init__(
        self,
        slug: str,
        errors: list[tuple[str, str, dict[str, Any]]] | None = None,
        headers: dict[str, str] | None = None,
        **details: Any,
    ) -> None:
        super().__init__(slug)
        self.slug = slug
        self.errors = errors or []
        self.headers = headers or {}
        self.details = details


def sentence(slug: str, language: str, **details: Any) -> str:
    """What a slug says to a reader of `language`."""
    _, message = SENTENCES.get(slug, SENTENCES["server_error"])
    text = gettext(language, message)
    try:
        return text.format(**details)
    except (KeyError, IndexError):
        return text


def status_of(slug: str) -> int:
    return SENTENCES.get(slug, SENTENCES["server_error"])[0]


def problem_of(refusal: Refusal) -> Problem:
    """A refusal of the rules as a problem; with a field it is said beside that field."""
    if refusal.field and status_of(refusal.slug) == 422:
        return Problem("bad_input", [(refusal.field, refusal.slug, refusal.details)])
    return Problem(refusal.slug, **refusal.details)


def told(error: Problem | Refusal, language: str) -> tuple[str, int]:
    """What a page says when something cannot be done (what is wrong with the fields, else the problem itself), and the
    status it says it with."""
    problem = problem_of(error) if isinstance(error, Refusal) else error
    said = " ".join(sentence(slug, language, **details) for _field, slug, details in problem.errors)
    return said or sentence(problem.slug, language, **problem.details), status_of(problem.slug)


def answer(problem: Problem, language: str) -> Response:
    """The problem+json response."""
    REFUSALS.labels(problem.slug).inc()
    body: dict[str, Any] = {
        "type": f"/problems/{problem.slug}",
        "title": sentence(problem.slug, language, **problem.details),
        "status": status_of(problem.slug),
        "detail": sentence(problem.slug, language, **problem.details),
        "slug": problem.slug,
    }
    if problem.errors:
        body["errors"] = [
            {"field": field, "message": sentence(slug, language, **details), "slug": slug}
            for field, slug, details in problem.errors
        ]
        body["detail"] = " ".join(f"{e['field']}: {e['message']}" for e in body["errors"][:5])
    headers = {"Content-Language": language, "Cache-Control": "no-store", **problem.headers}
    return Response(
        msgspec.json.encode(body),
        status_code=status_of(problem.slug),
        media_type="application/problem+json",
        headers=headers,
    )


def language_of(request: Request) -> str:
    """The language in which to answer an API call."""
    return negotiate(header=request.headers.get("accept-language", ""))


def install(app: FastAPI, page: Callable[[Request, Problem], Response | None] = lambda request, problem: None) -> None:
    """Every way to fail ends in a problem answer, or in a page when `page` makes one for that request."""

    def on(kind: type[Exception], make: Any) -> None:
        async def handler(request: Request, error: Exception) -> Response:
            problem = make(error)
            return page(request, problem) or answer(problem, language_of(request))

        app.add_exception_handler(kind, handler)

    on(Problem, lambda error: error)
    on(Refusal, problem_of)
    on(UnknownRoom, lambda error: Problem("unknown_room"))
    on(Unavailable, lambda error: Problem("unavailable", headers={"Retry-After": "2"}))
    on(RequestValidationError, _validation)
    on(HTTPException, _http)
    on(Exception, lambda error: Problem("server_error"))


def _validation(error: RequestValidationError) -> Problem:
    problems = error.errors()
    if any(p["type"] == "json_invalid" for p in problems):
        return Problem("bad_json")
    errors = []
    for p in problems[:20]:
        where = [str(part)[:60] for part in p["loc"] if part not in ("body", "query", "path", "header")]
        slug = {"missing": "missing", "string_too_long": "too_long", "too_long": "too_many"}.get(
            p["type"], "wrong_type"
        )
        context = p.get("ctx", {})
        details: dict[str, Any] = {"limit": context.get("max_length"), "length": "…", "high": context.get("max_length")}
        if p["type"] in ("literal_error", "enum"):
            slug = "unknown_choice"
        errors.append((".".join(where) or "body", slug, details))
    return Problem("bad_input", errors)


def _http(error: HTTPException) -> Problem:
    slug = {404: "not_found", 405: "wrong_method", 413: "too_large", 401: "no_token", 403: "not_allowed"}
    return Problem(slug.get(error.status_code, "bad_input"), headers=dict(error.headers or {}))
