"""What the console's buttons ask (`verb:argument:argument`), done by the functions of the JSON API."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import msgspec
import regex
from fastapi import Request

from app.api import cards, contributions, links, rooms, rules
from app.api.deps import Call
from app.i18n import gettext
from app.pages.common import reader_language
from app.pages.ruling import offer_after
from app.problems import Problem
from sessions.cards import Intervention
from sessions.views import words_of

Form = dict[str, str]
Done = dict[str, Any]
_MAIL = regex.compile(r"[\w.+-]+@[\w-]+\.[\w.]{2,}")
_PHONE = regex.compile(r"(?:\+|\b0)[\d\s./()-]{7,}\d")


async def run(call: Call, request: Request, form: Form) -> Done:
    """Does what `form["do"]` asks and returns the API's answer. Raises Problem or Refusal."""
    verb, _, rest = form.get("do", "").partition(":")
    act = ACTS.get(verb)
    if act is None:
        raise Problem("bad_input", [("do", "unknown_choice", {})])
    return await act(call, request, rest, form)


def _data(response: Any) -> Done:
    return dict(msgspec.json.decode(response.body)) if response.body else {}


def _number(text: str, field: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise Problem("bad_input", [(field, "wrong_type", {})]) from None


async def stage(call: Call, request: Request, rest: str, form: Form) -> Done:
    return _data(await rooms.post_stage(call, rooms.StageBody(stage=rest)))


async def phase(call: Call, request: Request, rest: str, form: Form) -> Done:
    name, _, part = rest.partition(":")
    return _data(await rooms.post_stage(call, rooms.StageBody(stage=name, phase=part)))


async def timer(call: Call, request: Request, rest: str, form: Form) -> Done:
    return _data(await rooms.post_timer(call, rooms.TimerBody(seconds=_number(rest, "seconds"))))


async def settings(call: Call, **fields: Any) -> Done:
    return _data(await rooms.patch_room(call, rooms.RoomPatch(**fields)))


async def board(call: Call, request: Request, rest: str, form: Form) -> Done:
    return await settings(call, board=rest)


async def appearance(call: Call, request: Request, rest: str, form: Form) -> Done:
    return await settings(call, appearance=rest)


async def focus(call: Call, request: Request, rest: str, form: Form) -> Done:
    return await settings(call, focus=rest)


async def moderation(call: Call, request: Request, rest: str, form: Form) -> Done:
    return await settings(call, moderation=rest)


async def frozen(call: Call, request: Request, rest: str, form: Form) -> Done:
    return await settings(call, frozen=rest == "1")


def switch(name: str) -> Callable[[Call, Request, str, Form], Awaitable[Done]]:
    async def flip(call: Call, request: Request, rest: str, form: Form) -> Done:
        return _data(await getattr(rooms, f"post_{name}")(call))

    return flip


async def hide(call: Call, request: Request, rest: str, form: Form) -> Done:
    """Without a reason of the facilitator's own, what can be seen from the words is written down."""
    reason = form.get("reason", "")
    card = call.room.card(rest)
    if not reason and card is not None:
        words = words_of(card)
        if _MAIL.search(words):
            reason = gettext(call.room.language, "holds an e-mail address")
        elif _PHONE.search(words):
            reason = gettext(call.room.language, "holds a phone number")
    return _data(await cards.post_hide(call, rest, cards.HideBody(reason=reason)))


async def show(call: Call, request: Request, rest: str, form: Form) -> Done:
    return _data(await cards.post_show(call, rest))


async def spot(call: Call, request: Request, rest: str, form: Form) -> Done:
    return _data(await cards.post_spotlight(call, rest or "-", cards.SpotBody(on=bool(rest))))


async def merge(call: Call, request: Request, rest: str, form: Form) -> Done:
    card, _, into = rest.partition(":")
    return _data(await cards.post_merge(call, card, cards.MergeBody(into=into)))


async def split(call: Call, request: Request, rest: str, form: Form) -> Done:
    return _data(await cards.post_split(call, rest))


async def move(call: Call, request: Request, rest: str, form: Form) -> Done:
    """Moves a card; the answer's `offer` is a rule worth making after this move, if there is one."""
    card, _, theme = rest.partition(":")
    done = _data(await contributions.patch_precondition(call, card, contributions.PreconditionPatch(theme=theme)))
    room = await call.context.service.room(call.code)
    return {**done, "offer": await offer_after(room, theme, reader_language(request, room.language))}


async def rule(call: Call, request: Request, rest: str, form: Form) -> Done:
    theme, _, pattern = rest.partition(":")
    return _data(await rules.post_rule(call, rules.RuleBody(pattern=pattern, theme=theme)))


async def drop(call: Call, request: Request, rest: str, form: Form) -> Done:
    """A theme of the bar: the chosen card goes there; when none is chosen, the list shows only that theme."""
    if card := form.get("card"):
        return await move(call, request, f"{card}:{rest}", form)
    return {"f": rest}


async def edit(call: Call, request: Request, rest: str, form: Form) -> Done:
    """Mends the words of a precondition, or the title and description of an intervention."""
    card = call.room.card(rest)
    text = form.get("text", "")
    if not isinstance(card, Intervention):
        return _data(await contributions.patch_precondition(call, rest, contributions.PreconditionPatch(text=text)))
    body = contributions.InterventionBody(
        title=text,
        description=form.get("description", card.description),
        formality=card.formality,
        existence=card.existence,
        origin=card.origin,
        place=card.place,
        reach=card.reach,
        levers=list(card.levers),
        preconditions=[],
    )
    return _data(await contributions.patch_intervention(call, rest, body))


async def link(call: Call, request: Request, rest: str, form: Form) -> Done:
    table = form.get("table", "").strip()
    body = links.LinkBody(role=form.get("role", ""), table=_number(table, "table") if table else None)
    made = _data(await links.post_link(request, call, body))
    return {"link": made["id"], "seq": made["seq"]}


async def revoke(call: Call, request: Request, rest: str, form: Form) -> Done:
    return _data(await links.delete_link(call, rest))


async def undo(call: Call, request: Request, rest: str, form: Form) -> Done:
    return _data(await cards.post_undo(call))


ACTS: dict[str, Callable[[Call, Request, str, Form], Awaitable[Done]]] = {
    "stage": stage,
    "phase": phase,
    "timer": timer,
    "board": board,
    "appearance": appearance,
    "focus": focus,
    "moderation": moderation,
    "frozen": frozen,
    "pause": switch("pause"),
    "resume": switch("resume"),
    "close": switch("close"),
    "reopen": switch("reopen"),
    "hide": hide,
    "show": show,
    "spot": spot,
    "merge": merge,
    "split": split,
    "move": move,
    "drop": drop,
    "rule": rule,
    "edit": edit,
    "link": link,
    "revoke": revoke,
    "undo": undo,
}
