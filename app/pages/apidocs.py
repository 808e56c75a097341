"""The API documented as a page of our own, made from the OpenAPI document: nothing from another host, no script."""

from __future__ import annotations

import json
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.context import context_of
from app.pages.common import html

router = APIRouter()


def calls_of(document: dict[str, Any]) -> list[dict[str, Any]]:
    """Each call with its method, path, words, and the fields of its body."""
    schemas = document.get("components", {}).get("schemas", {})
    calls = []
    for path, methods in document["paths"].items():
        for method, call in methods.items():
            body = call.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
            fields = _fields(body, schemas)
            calls.append(
                {
                    "method": method.upper(),
                    "path": path,
                    "says": call.get("description") or call.get("summary", ""),
                    "tag": (call.get("tags") or ["other"])[0],
                    "fields": fields,
                    "example": _example(fields),
                }
            )
    return calls


def _fields(schema: dict[str, Any], schemas: dict[str, Any]) -> list[dict[str, Any]]:
    while "$ref" in schema:
        schema = schemas.get(schema["$ref"].rpartition("/")[2], {})
    for option in schema.get("anyOf", []):
        if "$ref" in option:
            return _fields(option, schemas)
    needed = schema.get("required", [])
    return [
        {"name": name, "type": _type(of), "required": name in needed, "example": (of.get("examples") or [None])[0]}
        for name, of in schema.get("properties", {}).items()
    ]


def _type(of: dict[str, Any]) -> str:
    if "anyOf" in of:
        return " or ".join(_type(option) for option in of["anyOf"])
    if of.get("type") == "array":
        return f"list of {_type(of.get('items', {}))}"
    return str(of.get("type", "any"))


def _example(fields: list[dict[str, Any]]) -> str:
    shown = {f["name"]: f["example"] for f in fields if f["example"] is not None}
    return json.dumps(shown, ensure_ascii=False, indent=2) if shown else ""


@router.get("/api/docs")
async def api_docs(request: Request) -> Response:
    calls = calls_of(request.app.openapi())
    return html(context_of(request), request, "docs/api.html.j2", "en", calls=calls)
