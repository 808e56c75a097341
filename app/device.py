"""One device that several people write on (a *tafeltoestel*): whose tokens it holds, and who is writing now.

The current person's token is in the cookie that every page reads. A second cookie holds the tokens of all who wrote on
this device, so that the device can be handed back, and so that what waits in somebody's outbox still goes out as theirs
when another has taken over. Each of them is a participant of their own.
"""

from __future__ import annotations

from starlette.datastructures import Headers

from app.context import Context
from app.identity import PARTICIPANT, cookie_name, cookies
from sessions.commands import Actor
from sessions.state import Participant, Room

MOST_PEOPLE = 12  # so that the cookie stays far under what browsers keep
PERSON = "x-bloesem-person"
_BETWEEN = "~"


def shared_name(room: str) -> str:
    return f"bloesem_s_{room.replace('-', '')}"


def tokens_of(headers: Headers, context: Context, room: Room) -> dict[str, str]:
    """Participant to token of everyone on this device in the order in which they came, the current one among them."""
    jar = cookies(headers)
    held = [*jar.get(shared_name(room.code), "").split(_BETWEEN), jar.get(cookie_name(room.code, PARTICIPANT), "")]
    found: dict[str, str] = {}
    for token in held[-MOST_PEOPLE - 1 :]:
        actor = context.tokens.read(token, room.code) if token else None
        if actor is not None and actor.role == PARTICIPANT and actor.id in room.participants:
            found.setdefault(actor.id, token)
    return found


def people_on(headers: Headers, context: Context, room: Room) -> list[Participant]:
    return [room.participants[id] for id in tokens_of(headers, context, room)]


def cookie_of(tokens: dict[str, str]) -> str:
    return _BETWEEN.join(list(tokens.values())[-MOST_PEOPLE:])


def asked_for(headers: Headers, context: Context, room: Room) -> Actor | None:
    """The person of this device that a call is made for; None when it names nobody, or nobody of this device."""
    person = headers.get(PERSON)
    if person and person in tokens_of(headers, context, room):
        return Actor(PARTICIPANT, person)
    return None
