"""What goes wrong on a page, as a page: one sentence in the reader's language and ways on."""

from __future__ import annotations

from fastapi import Request
from starlette.responses import Response

from app.context import context_of
from app.http import HEADERS
from app.pages.common import html, reader_language
from app.problems import Problem, answer, language_of, sentence, status_of

NO_PAGES = ("/api/", "/static/", "/healthz", "/readyz", "/metrics")


def wants_page(request: Request) -> bool:
    """Whether a person waits for this answer: a page's address, and a browser that takes HTML."""
    path = request.url.path
    if path.startswith(NO_PAGES) or path.endswith(("/frames", "/rows")):
        return False
    accept = request.headers.get("accept", "")
    return "text/html" in accept or request.headers.get("sec-fetch-mode") == "navigate"


def error_answer(request: Request, problem: Problem) -> Response | None:
    """The page for a problem, with its status; None where problem+json is as it should be."""
    status = status_of(problem.slug)
    response: Response | None = None
    if wants_page(request):
        language = reader_language(request)
        said = [sentence(slug, language, **details) for _, slug, details in problem.errors]
        values = {"said": " ".join(said) or sentence(problem.slug, language, **problem.details), "slug": problem.slug}
        response = html(context_of(request), request, "start/error.html.j2", language, status=status, **values)
        response.headers.update(problem.headers)
    if status == 500:  # answered outside the layer that seals every other answer
        response = response or answer(problem, language_of(request))
        response.headers.update({name.decode(): content.decode() for name, content in HEADERS})
    return response
