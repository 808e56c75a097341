"""The desk's groups over the API: what might belong together, and making, changing, splitting, merging groups."""

from __future__ import annotations

import secrets
from typing import Any

from fastapi import APIRouter, Request
from pydantic import Field
from starlette.responses import Response

from app.api.answers import created, reply
from app.api.deps import Body, Call, ReadCall, WriteCall, texts
from app.api.lotus import language_of
from app.problems import Problem
from app.proposing import proposals_data
from sessions import lotus_commands as lc
from sessions import lotus_events as le
from sessions.loop import Outcome
from sessions.lotus_views import gathered
from sessions.rules.checks import PLACERS
from sessions.state import Room

router = APIRouter(tags=["groups"])
MOST = 2000
Ids = list[str]


def must_be_at_desk(call: Call) -> None:
    if call.actor.role == "anyone":
        raise Problem("no_token", headers={"WWW-Authenticate": "Bearer"})
    if call.actor.role not in PLACERS:
        raise Problem("not_allowed")


def group_data(room: Room, id: str, language: str) -> dict[str, Any]:
    group = room.groups.get(id)
    ranked = gathered(room).groups.get(id)
    return {
        "id": id,
        "name": group.name(language),
        "names": dict(group.names),
        "family": group.family,
        "members": list(group.members),
        "also": list(group.also),
        "aliases": list(group.aliases),
        "count": ranked.tally.count if ranked else 0,
        "tables": ranked.tally.tables if ranked else 0,
        "people": ranked.tally.people if ranked else 0,
        "marks": ranked.tally.marks if ranked else 0,
        "place": ranked.place if ranked else None,
        "kind": ranked.kind if ranked else "undecided",
    }


@router.get("/rooms/{code}/groups")
async def get_groups(call: ReadCall, request: Request) -> Response:
    """All groups in the order in which they were made, with their place and counts."""
    must_be_at_desk(call)
    language = language_of(call, request)
    groups = [group_data(call.room, g.id, language) for g in call.room.groups.listed()]
    return reply({"seq": call.room.seq, "groups": groups, "loose": list(gathered(call.room).shared.loose)})


@router.get("/rooms/{code}/groups/proposals")
async def get_proposals(call: ReadCall, request: Request) -> Response:
    """Petals that look like one thing, each with its evidence. Nothing is grouped until a person says so."""
    must_be_at_desk(call)
    return reply(await proposals_data(call.context, call.room, language_of(call, request)))


class GroupBody(Body):
    members: Ids = Field(max_length=MOST)
    name: str | None = Field(default=None, examples=["Kennis delen"])
    names: dict[str, str] | None = Field(default=None, examples=[{"nl": "Kennis delen", "fr": "Partager le savoir"}])
    family: str | None = None
    because: Ids = Field(default=[], max_length=20)


def names_of(call: Call, name: str | None, names: dict[str, str] | None) -> dict[str, str]:
    """Names by language, through the text gate; a bare name is in the room's language."""
    given = dict(names or {})
    if name is not None:
        given[call.room.language] = name
    unknown = [k for k in given if k not in call.room.the_method.languages]
    if unknown:
        raise Problem("bad_input", [(f"names.{unknown[0][:20]}", "unknown_choice", {})])
    limit = call.room.the_method.limits.label
    fields: dict[str, tuple[str | None, int]] = {
        ("name" if k == call.room.language and name is not None else f"names.{k}"): (v, limit) for k, v in given.items()
    }
    cleaned = texts(fields)
    return {call.room.language if k == "name" else k.removeprefix("names."): v for k, v in cleaned.items()}


def answer(outcome: Outcome, id: str, language: str) -> dict[str, Any]:
    seq = outcome.records[0].seq if outcome.records else outcome.seq
    known = group_data(outcome.room, id, language) if id in outcome.room.groups.groups else {"id": id}
    return {**known, "seq": seq}


@router.post("/rooms/{code}/groups", status_code=201)
async def post_group(call: WriteCall, request: Request, body: GroupBody) -> Response:
    """A named group; petals that stood in another one move in."""
    command = lc.MakeGroup(
        **call.common,
        group=secrets.token_hex(8),
        names=names_of(call, body.name, body.names),
        members=tuple(body.members),
        family=body.family,
        because=tuple(slug[:40] for slug in body.because),
    )
    outcome = await call.context.service.do(call.code, command)
    event = outcome.records[0].event
    assert isinstance(event, le.GroupMade)
    return created(answer(outcome, event.group, language_of(call, request)), outcome)


class GroupPatch(Body):
    name: str | None = None
    names: dict[str, str] | None = None
    family: str | None = Field(default=None, description='A family of the method; "" takes it off')
    add: Ids = Field(default=[], max_length=MOST)
    also: Ids = Field(default=[], max_length=MOST, description="Secondary members: shown here, counted elsewhere")
    remove: Ids = Field(default=[], max_length=MOST)


@router.patch("/rooms/{code}/groups/{group}")
async def patch_group(call: WriteCall, request: Request, group: str, body: GroupPatch) -> Response:
    """Names, family, and who is in."""
    command = lc.ChangeGroup(
        **call.common,
        group=group,
        names=names_of(call, body.name, body.names),
        family=body.family,
        add=tuple(body.add),
        also=tuple(body.also),
        remove=tuple(body.remove),
    )
    outcome = await call.context.service.do(call.code, command)
    return reply(answer(outcome, group, language_of(call, request)))


class SplitBody(Body):
    members: Ids = Field(max_length=MOST)
    name: str | None = None
    names: dict[str, str] | None = None


@router.post("/rooms/{code}/groups/{group}/split", status_code=201)
async def post_split(call: WriteCall, request: Request, group: str, body: SplitBody) -> Response:
    """Some members become a group of their own."""
    command = lc.SplitGroup(
        **call.common,
        group=group,
        new=secrets.token_hex(8),
        names=names_of(call, body.name, body.names),
        members=tuple(body.members),
    )
    outcome = await call.context.service.do(call.code, command)
    event = outcome.records[0].event
    assert isinstance(event, le.GroupSplit)
    return created(answer(outcome, event.new, language_of(call, request)), outcome)


class IntoBody(Body):
    into: str


@router.post("/rooms/{code}/groups/{group}/merge")
async def post_merge(call: WriteCall, request: Request, group: str, body: IntoBody) -> Response:
    """All of a group goes into another, which remembers its names."""
    outcome = await call.context.service.do(call.code, lc.MergeGroup(**call.common, group=group, into=body.into))
    return reply(answer(outcome, body.into, language_of(call, request)))


@router.delete("/rooms/{code}/groups/{group}")
async def delete_group(call: WriteCall, group: str) -> Response:
    """The group is no more; its petals are to be placed again."""
    outcome = await call.context.service.do(call.code, lc.DissolveGroup(**call.common, group=group))
    return reply({"id": group, "seq": outcome.seq})


class ApartBody(Body):
    members: Ids = Field(max_length=200)


@router.post("/rooms/{code}/groups/apart")
async def post_apart(call: WriteCall, body: ApartBody) -> Response:
    """Turns a proposal down: these are not the same thing and are not proposed again."""
    outcome = await call.context.service.do(call.code, lc.KeepApart(**call.common, members=tuple(body.members)))
    return reply({"members": body.members, "seq": outcome.seq})


class KindsBody(Body):
    members: Ids = Field(max_length=MOST)
    kind: str = Field(examples=["goal"], description="undecided, characteristic, goal or precondition")


@router.post("/rooms/{code}/groups/kinds")
async def post_kinds(call: WriteCall, body: KindsBody) -> Response:
    """Says of petals, wherever they stand, what they are; one action that can be taken back."""
    command = lc.SettleKinds(**call.common, members=tuple(body.members), kind=body.kind)
    outcome = await call.context.service.do(call.code, command)
    return reply({"members": body.members, "kind": body.kind, "seq": outcome.seq})
