"""Room rules (a word means a theme), and cards that look alike."""

from __future__ import annotations

import asyncio
import secrets

from fastapi import APIRouter
from pydantic import Field
from starlette.responses import Response

from app.api.answers import created, reply
from app.api.deps import Body, Call, ReadCall, WriteCall, texts
from app.likeness import cards_of, proposals
from app.problems import Problem
from sessions import commands as c
from sessions import events as e
from sessions.rules.checks import PLACERS
from sessions.rules.ruling import engine_of
from sessions.state import Room

router = APIRouter(tags=["rules"])


def must_see(call: Call) -> None:
    if call.actor.role not in PLACERS:
        raise Problem("no_token" if call.actor.role == "anyone" else "not_allowed")


@router.get("/rooms/{code}/rules")
async def get_rules(call: ReadCall) -> Response:
    """The room's rules with the cards they hold, and rules that the corrections so far suggest."""
    must_see(call)
    room = call.room
    offered = await asyncio.to_thread(proposals, room)
    return reply(
        {
            "seq": room.seq,
            "rules": [
                {"id": r.id, "pattern": r.pattern, "theme": r.theme, "on": r.on, "cards": held_by(room, r.id)}
                for r in sorted(room.rules.values(), key=lambda r: r.seq)
            ],
            "proposals": [
                {
                    "pattern": p.rule.pattern,
                    "theme": p.rule.theme,
                    "because": list(p.rule.examples),
                    "cards": [{"id": cid, "text": room.preconditions[cid].text} for cid in p.moves],
                }
                for p in offered
            ],
        }
    )


def held_by(room: Room, rule: str) -> list[str]:
    """Ids of the cards that stand where they stand because of this rule."""
    return sorted(p.id for p in room.preconditions.values() if p.placed.engine == engine_of(rule) and not p.withdrawn)


class RuleBody(Body):
    pattern: str = Field(examples=["rolmodel"])
    theme: str = Field(examples=["resources"])


@router.post("/rooms/{code}/rules", status_code=201)
async def post_rule(call: WriteCall, body: RuleBody) -> Response:
    """Makes a rule: cards with this word that no hand placed move to the theme, now and as they come in."""
    pattern = texts({"pattern": (body.pattern, 60)})["pattern"]
    cards = await asyncio.to_thread(cards_of, call.room, pattern) if pattern else ()
    command = c.MakeRule(**call.common, rule=secrets.token_hex(6), pattern=pattern, theme=body.theme, cards=cards)
    outcome = await call.context.service.do(call.code, command)
    event = outcome.records[0].event
    assert isinstance(event, e.RuleMade)
    answer = {"id": event.rule, "seq": outcome.seq, "moved": [m.precondition for m in event.moves]}
    return created(answer, outcome)


class SwitchBody(Body):
    on: bool


@router.patch("/rooms/{code}/rules/{rule}")
async def patch_rule(call: WriteCall, rule: str, body: SwitchBody) -> Response:
    """Off: its cards go back to where the machine had them. On: they follow again."""
    known = call.room.rules.get(rule)
    cards = await asyncio.to_thread(cards_of, call.room, known.pattern) if known and body.on else ()
    outcome = await call.context.service.do(call.code, c.SwitchRule(**call.common, rule=rule, on=body.on, cards=cards))
    return reply({"id": rule, "on": outcome.room.rules[rule].on, "seq": outcome.seq})


@router.get("/rooms/{code}/alike")
async def get_alike(call: ReadCall) -> Response:
    """Pairs of cards that say nearly the same, to merge: the later one into the earlier."""
    must_see(call)
    likeness = call.context.likeness(call.room.the_method.id)
    found = await asyncio.to_thread(likeness.pairs, call.room) if likeness else []
    return reply(
        {
            "seq": call.room.seq,
            "pairs": [
                {
                    "into": {"id": a.id, "text": a.text, "table": a.table, "language": a.language},
                    "card": {"id": b.id, "text": b.text, "table": b.table, "language": b.language},
                    "score": round(score, 3),
                    "words": list(shared),
                }
                for a, b, score, shared in found
            ],
        }
    )
