"""Exercise two on a phone with plain forms: begin a lotus, fill a petal, change, mark, move and open it.

The forms do what the API does. The flower itself is a live region of the phone's page; a petal has a page of its own.
"""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from starlette.datastructures import FormData
from starlette.responses import Response

from app.api import lotus as api
from app.api.deps import Call
from app.pages.phone_forms import answered
from app.pages.phone_views import home, new_key
from app.pages.visit import Visit, go, text_in, visit
from app.problems import Problem
from app.regions.lotus_drawing import drawing_of
from app.regions.phone_lotus import takes_petals
from lotus.blossom import KINDS, Node
from sessions.commands import Actor
from sessions.lotus_views import may_see_lotus, readable
from sessions.lotuses import Lotus
from sessions.state import Room

router = APIRouter()


def own_lotus(v: Visit, id: str) -> Lotus:
    """A lotus of the visitor's table. Problem when there is none, or it is another table's."""
    person = v.must_be_in()
    lotus = v.room.lotuses.get(id)
    if lotus is None:
        raise Problem("unknown_lotus")
    if not may_see_lotus(v.room, Actor("participant", person.id), lotus):
        raise Problem("not_your_table")
    return lotus


def own_node(v: Visit, lotus: Lotus, id: str) -> Node:
    node = next((n for n in readable(lotus, Actor("participant", v.must_be_in().id)) if n.id == id), None)
    if node is None:
        raise Problem("card_withdrawn" if id in lotus.blossom.gone else "unknown_petal")
    return node


def petal_page(
    v: Visit,
    lotus: Lotus,
    parent: str,
    slot: int,
    errors: dict[str, str] | None = None,
    status: int = 200,
    text: str = "",
) -> Response:
    """An empty petal: the longlist by family, and own words."""
    person = v.must_be_in()
    drawn = drawing_of(v.room, lotus, Actor("participant", person.id), v.language, parent or None)
    return v.page(
        "lotus_put", status, drawn=drawn, lotus=lotus, parent=parent, slot=slot, errors=errors or {}, text=text,
        key=new_key(), families=longlist(v.room, lotus), takes=takes_petals(v.room),
    )  # fmt: skip


def node_page(v: Visit, lotus: Lotus, node: Node, errors: dict[str, str] | None = None, status: int = 200) -> Response:
    """A petal with words in it; once opened, its own eight."""
    person = v.must_be_in()
    drawn = drawing_of(v.room, lotus, Actor("participant", person.id), v.language, node.id)
    return v.page(
        "lotus_node", status, drawn=drawn, lotus=lotus, node=node, errors=errors or {}, key=new_key(), kinds=KINDS,
        mine=node.author == person.id, takes=takes_petals(v.room), hint=lotus.hints.get(node.id),
        linked=v.room.preconditions.get(lotus.linked.get(node.id, "")),
        deeper=lotus.blossom.ring(node.id) < lotus.blossom.rings, bumped=lotus.bumped.get(node.id),
    )  # fmt: skip


def longlist(room: Room, lotus: Lotus) -> list[tuple[Any, list[Any]]]:
    """The method's ingredients by family, without what this lotus already holds."""
    used = {n.ingredient for n in lotus.blossom.nodes.values() if n.ingredient and n.wish is None}
    method = room.the_method
    found = [(f, [i for i in method.ingredients if i.family == f.id and i.id not in used]) for f in method.families]
    return [(family, some) for family, some in found if some]


def slot_in(value: str) -> int:
    return int(value) if value in tuple("12345678") else 0


@router.get("/r/{code}/lotus/{lotus}/put")
async def put_page(request: Request, code: str, lotus: str) -> Response:
    v = await visit(request, code)
    query = request.query_params
    parent, found = query.get("parent", ""), own_lotus(v, lotus)
    if parent:
        own_node(v, found, parent)
    return petal_page(v, found, parent, slot_in(query.get("slot", "")))


@router.get("/r/{code}/lotus/{lotus}/petal/{node}")
async def petal(request: Request, code: str, lotus: str, node: str) -> Response:
    v = await visit(request, code)
    found = own_lotus(v, lotus)
    return node_page(v, found, own_node(v, found, node))


@router.post("/r/{code}/lotus")
async def post_lotus(request: Request, code: str) -> Response:
    async def act(v: Visit, call: Call, form: FormData) -> Response:
        intervention, centre = text_in(form, "intervention"), text_in(form, "centre")
        body = api.LotusBody(intervention=intervention or None, centre=None if intervention else centre[:2000])
        return await api.post_lotus(call, body)

    v, answer = await answered(
        request, code, act, lambda v: lambda form, errors, status: home(v, "home", form, errors, status, "lotus")
    )
    return answer if isinstance(answer, Response) else go(f"{v.home}?home#lotus-{answer['id']}")


@router.post("/r/{code}/lotus/{lotus}/put")
async def post_petal(request: Request, code: str, lotus: str) -> Response:
    async def act(v: Visit, call: Call, form: FormData) -> Response:
        body = api.PetalBody(
            parent=text_in(form, "parent") or None,
            slot=slot_in(text_in(form, "slot")) or None,
            text=text_in(form, "text")[:2000],
            ingredient=text_in(form, "ingredient") or None,
        )
        return await api.post_petal(call, lotus, body)

    def again(v: Visit) -> Any:
        return lambda form, errors, status: petal_page(
            v, own_lotus(v, lotus), text_in(form, "parent"), slot_in(text_in(form, "slot")), errors, status,
            text_in(form, "text"),
        )  # fmt: skip

    v, answer = await answered(request, code, act, again)
    return answer if isinstance(answer, Response) else go(f"{v.home}/lotus/{lotus}/petal/{answer['node']}")


@router.post("/r/{code}/lotus/{lotus}/petal/{node}")
async def post_node(request: Request, code: str, lotus: str, node: str) -> Response:
    async def act(v: Visit, call: Call, form: FormData) -> Response:
        what, value = text_in(form, "do"), text_in(form, "value")
        if what == "withdraw":
            return await api.delete_petal(call, lotus, node)
        if what == "link":
            return await (api.post_link if value == "1" else api.delete_link)(call, lotus, node)
        body = {
            "text": lambda: api.PetalPatch(text=text_in(form, "text")[:2000]),
            "kind": lambda: api.PetalPatch(kind=value),
            "strongest": lambda: api.PetalPatch(strongest=value == "1"),
            "open": lambda: api.PetalPatch(open=value == "1"),
            "slot": lambda: api.PetalPatch(slot=slot_in(text_in(form, "slot")) or None),
        }.get(what)
        if body is None:
            raise Problem("bad_input")
        return await api.patch_petal(call, request, lotus, node, body())

    def again(v: Visit) -> Any:
        found = own_lotus(v, lotus)
        return lambda form, errors, status: node_page(v, found, own_node(v, found, node), errors, status)

    v, answer = await answered(request, code, act, again)
    if isinstance(answer, Response):
        return answer
    return go(f"{v.home}?home" if "withdrawn" in answer else f"{v.home}/lotus/{lotus}/petal/{node}")
