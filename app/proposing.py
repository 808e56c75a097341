"""What might belong together: group proposals with their evidence, worked out beside the event loop."""

from __future__ import annotations

import asyncio
from typing import Any

from app.context import Context
from lotus.likeness import Finder, Pair, near_meaning, same_ingredient, same_spelling, same_stems, same_words
from lotus.proposals import Proposal, likely_family, propose
from sessions.lotus_views import Gathered, gathered, words
from sessions.state import Room

MOST = 200  # a person works through them from the top; what is left comes back when these are dealt with


async def proposals_data(context: Context, room: Room) -> dict[str, Any]:
    """CONTRACT.md's proposals: [{members, because}] and what a desk needs to show them."""
    found = await asyncio.to_thread(proposals, context, room)
    return {"seq": room.seq, "proposals": [proposal_data(room, p) for p in found[:MOST]], "total": len(found)}


def proposals(context: Context, room: Room) -> list[Proposal]:
    known = gathered(room)
    finders: list[Finder] = [same_ingredient, same_words, same_stems, same_spelling]
    # What reads the same is found by its words: meaning is only asked of texts that differ.
    first = {entry.text: entry for entry in reversed(known.entries)}
    some = sorted(first.values(), key=lambda entry: (entry.seq, entry.id))
    vectors = context.placer.vectors(room.the_method.id, [entry.text for entry in some])
    if vectors is not None and some:
        near = near_meaning(*vectors)
        finders.append(lambda entries: near(some))
    return propose(known.entries, room.groups, finders)


def proposal_data(room: Room, proposal: Proposal) -> dict[str, Any]:
    known = gathered(room)
    families = {i.id: i.family for i in room.the_method.ingredients}
    some = [known.by_id[id] for id in proposal.members]
    return {
        "members": list(proposal.members),
        "texts": {e.id: e.text for e in some},
        "tables": len({e.table for e in some if e.table is not None}),
        "because": [because(known, pair) for pair in proposal.because[:12]],
        "score": proposal.score,
        "name": proposal.name,
        "language": proposal.language,
        "names": names_of(room, proposal, known),
        "family": likely_family(some, families),
        "group": proposal.group,
        "merge": list(proposal.merge),
    }


def because(known: Gathered, pair: Pair) -> dict[str, Any]:
    texts = [known.by_id[id].text for id in (pair.a, pair.b)]
    return {
        "why": pair.why,
        "score": pair.score,
        "words": list(pair.words),
        "between": [pair.a, pair.b],
        "texts": texts,
    }


def names_of(room: Room, proposal: Proposal, known: Gathered) -> dict[str, str]:
    """A name in every language where a longlist line gives one, else the words most tables used."""
    for id in proposal.members:
        if known.by_id[id].ingredient:
            return {code: words(room, known.by_id[id], code) for code in room.the_method.languages}
    return {proposal.language if proposal.language in room.the_method.languages else room.language: proposal.name}
