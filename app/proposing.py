"""What might belong together: group proposals with their evidence, worked out beside the event loop.

What two petals have in common is kept until a petal changes, and is brought up to date while tables write; so a desk
that opens or acts only waits for the clusters, not for the comparing.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any, NamedTuple

import structlog

from app.i18n import gettext
from facilitation.alike import glossary_of
from facilitation.method import Method, label
from lotus.entries import Entry
from lotus.glossary import Glossary
from lotus.likeness import Pair, near_meaning, same_ingredient, same_spelling, same_stems, same_words
from lotus.proposals import Proposal, likely_family, propose
from lotus.sense import lines_of, near_sense, overlap, same_sense
from sessions import lotus_events as le
from sessions.events import Record
from sessions.lotus_views import Gathered, gathered, words
from sessions.state import Room

if TYPE_CHECKING:
    from app.context import Context, Placer

log = structlog.get_logger()
MOST = 200  # a person works through them from the top; what is left comes back when these are dealt with
ROOMS = 8
USUAL = "startmoment"  # its words serve methods that bring none of their own
PAUSE_SECONDS = 2.0
HALF = 0.5
SHARE = 20  # comparing beforehand takes at most one part in so many of the time


class Compared(NamedTuple):
    """What the petals of `lotuses` have in common. `near` are the near pairs among `texts`, by their words: a text more
    is only compared with those known.
    """

    lotuses: Any
    pairs: list[Pair]
    texts: frozenset[str]
    near: list[tuple[str, str, Pair]]


class Answer(NamedTuple):
    """The proposals for `lotuses` with `groups`, and as data for readers of a language."""

    lotuses: Any
    groups: Any
    proposals: list[Proposal]
    data: dict[str, list[dict[str, Any]]]


class Proposing:
    """Compares petals in a thread of its own; remembers the last answer a room."""

    def __init__(self, placer: Placer) -> None:
        self._placer = placer
        self._compared: OrderedDict[str, Compared] = OrderedDict()
        self._answers: OrderedDict[str, Answer] = OrderedDict()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="proposing")
        self._later: dict[str, Room] = {}
        self._task: asyncio.Task[None] | None = None
        self._took = 0.0
        self.pause = PAUSE_SECONDS

    async def of(self, room: Room, language: str) -> tuple[list[dict[str, Any]], int]:
        """What a person might confirm next, the first as data for a reader of `language`; and how many there are."""
        known = self._answers.get(room.code)
        if known is None or known.lotuses is not room.lotuses or known.groups is not room.groups:
            known = None
        if known is None or language not in known.data:
            loop = asyncio.get_running_loop()
            known = await loop.run_in_executor(self._thread, self._answer, room, language)
        return known.data[language], len(known.proposals)

    def _answer(self, room: Room, language: str) -> Answer:
        known = self._answers.get(room.code)
        if known is None or known.lotuses is not room.lotuses or known.groups is not room.groups:
            known = Answer(room.lotuses, room.groups, self.now(room), {})
            _keep(self._answers, room.code, known)
        known.data.setdefault(language, [proposal_data(room, p, language) for p in known.proposals[:MOST]])
        return known

    def now(self, room: Room) -> list[Proposal]:
        """All proposals, worked out in this thread."""
        pairs = self._compare(room)
        return propose(gathered(room).entries, room.groups, [lambda entries: pairs])

    def heard(self, room: Room, records: tuple[Record, ...]) -> None:
        """A listener of the service: compares new petals beforehand, in the pauses."""
        if any(isinstance(record.event, le.PetalPut | le.PetalChanged) for record in records):
            self._later[room.code] = room
            if self._task is None or self._task.done():
                self._task = asyncio.create_task(self._beforehand(), name="proposing")

    async def idle(self) -> None:
        """When what came in is compared."""
        if self._task is not None:
            await self._task

    def compared(self, code: str) -> int:
        """How many different texts of a room are compared so far."""
        known = self._compared.get(code)
        return len(known.texts) if known else 0

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
        self._thread.shutdown(wait=False, cancel_futures=True)

    async def _beforehand(self) -> None:
        while self._later:
            await asyncio.sleep(max(self.pause, SHARE * self._took))
            _, room = self._later.popitem()
            try:
                await asyncio.get_running_loop().run_in_executor(self._thread, self._compare, room)
            except Exception:  # the desk that asks will hear of it
                log.exception("proposing")

    def _compare(self, room: Room) -> list[Pair]:
        known = self._compared.get(room.code)
        if known is not None and known.lotuses is room.lotuses:
            return known.pairs
        started = time.perf_counter()
        entries = gathered(room).entries
        # What reads the same is found by its words: the rest is only asked of texts that differ.
        first = {entry.text: entry for entry in reversed(entries)}
        some = list(first.values())[::-1]
        texts, near = frozenset(first), []
        if known is not None:
            near = [n for n in known.near if n[0] in first and n[1] in first]
        fresh = [i for i, e in enumerate(some) if known is None or e.text not in known.texts]
        if fresh:
            by_id = {e.id: e.text for e in some}
            near += [(by_id[p.a], by_id[p.b], p) for p in self._near(room, some, fresh)]
        pairs = [*_sure(room, entries, some)]
        pairs += [p._replace(a=first[a].id, b=first[b].id) for a, b, p in near]
        self._took = time.perf_counter() - started
        _keep(self._compared, room.code, Compared(room.lotuses, pairs, texts, near))
        return pairs

    def _near(self, room: Room, some: Sequence[Entry], fresh: Sequence[int]) -> Iterator[Pair]:
        yield from same_spelling(some, fresh=fresh)
        glossary = glossary_of(room.the_method.id) or glossary_of(USUAL)
        if glossary is None:
            return
        yield from near_sense(glossary, fresh)(some)

        def agrees(a: Entry, b: Entry) -> bool:
            """Vectors of letters hold "money for long" and "thinking long" for alike; the words that differ tell."""
            return overlap(glossary.read(a.text, a.language), glossary.read(b.text, b.language)) > HALF

        vectors = self._placer.vectors(room.the_method.id, [entry.text for entry in some])
        if vectors is not None:
            yield from near_meaning(*vectors, fresh=fresh, agrees=agrees)(some)


def _sure(room: Room, entries: Sequence[Entry], some: Sequence[Entry]) -> Iterator[Pair]:
    """Pairs that hold by themselves; `some` are entries that differ in their text."""
    yield from same_ingredient(entries)
    yield from same_words(entries)
    yield from same_stems(some)
    glossary = glossary_of(room.the_method.id) or glossary_of(USUAL)
    if glossary is not None:
        yield from same_sense(glossary, _lines(glossary, room.the_method))(some)


@lru_cache(maxsize=16)
def _lines(glossary: Glossary, method: Method) -> dict[frozenset[str], str]:
    return lines_of(glossary, {i.id: i.label for i in method.ingredients})


def _keep(kept: OrderedDict[str, Any], code: str, value: Any) -> None:
    kept[code] = value
    kept.move_to_end(code)
    while len(kept) > ROOMS:
        kept.popitem(last=False)


async def proposals_data(context: Context, room: Room, language: str) -> dict[str, Any]:
    """CONTRACT.md's proposals: [{members, because}] and what a desk needs to show them."""
    found, total = await context.proposing.of(room, language)
    return {"seq": room.seq, "proposals": found, "total": total}


def proposal_data(room: Room, proposal: Proposal, language: str) -> dict[str, Any]:
    known = gathered(room)
    families = {i.id: i.family for i in room.the_method.ingredients}
    some = [known.by_id[id] for id in proposal.members]
    return {
        "members": list(proposal.members),
        "texts": {e.id: e.text for e in some},
        "languages": {e.id: e.language for e in some},
        "tables": len({e.table for e in some if e.table is not None}),
        "because": [because(room, known, pair, language) for pair in proposal.because[:12]],
        "score": proposal.score,
        "name": proposal.name,
        "language": proposal.language,
        "names": names_of(room, proposal, known),
        "family": likely_family(some, families) or families.get(line_of(proposal)),
        "group": proposal.group,
        "merge": list(proposal.merge),
    }


def because(room: Room, known: Gathered, pair: Pair, language: str) -> dict[str, Any]:
    """One piece of evidence: a slug, the score, what the two share, and a sentence for the reader."""
    some = [known.by_id[id] for id in (pair.a, pair.b)]
    shared = list(pair.words)
    if pair.why == "same_line":
        shared = [label(room.the_method.ingredient(id), language) for id in pair.words]
    return {
        "why": pair.why,
        "score": pair.score,
        "words": shared,
        "said": said(pair.why, shared, pair.score, language),
        "between": [pair.a, pair.b],
        "texts": [entry.text for entry in some],
    }


def said(why: str, shared: Sequence[str], score: float, language: str) -> str:
    """The evidence as a sentence."""
    _, these = partial(gettext, language), {"words": ", ".join(shared)}
    match why:
        case "same_ingredient":
            return _("picked from the same line of the list")
        case "same_line":
            return _("both say what the list calls “%(words)s”") % these
        case "same_words":
            return _("the same words")
        case "same_stems":
            return _("the same words in another form")
        case "same_sense":
            return _("the same in other words or another language: %(words)s") % these
        case "near_sense":
            sentence = _("nearly the same in other words or another language: %(words)s") % these
        case "same_spelling":
            sentence = _("the same but for spelling")
        case _:
            sentence = _("nearly the same words")
    return f"{sentence} ({score * 100:.0f} %)"


def line_of(proposal: Proposal) -> str:
    """The line of the longlist that its members say in their own words, if they do."""
    return next((pair.words[0] for pair in proposal.because if pair.why == "same_line"), "")


def names_of(room: Room, proposal: Proposal, known: Gathered) -> dict[str, str]:
    """A name in every language where a longlist line gives one or somebody wrote it so; most tables' words else."""
    some = [known.by_id[id] for id in proposal.members]
    if line := line_of(proposal):
        return {code: label(room.the_method.ingredient(line), code) for code in room.the_method.languages}
    for entry in some:
        if entry.ingredient:
            return {code: words(room, entry, code) for code in room.the_method.languages}
    names = {proposal.language if proposal.language in room.the_method.languages else room.language: proposal.name}
    for entry in some:
        if entry.language in room.the_method.languages:
            names.setdefault(entry.language, entry.text)
    return names
