"""Every kind of event survives the way into every store and back."""

from __future__ import annotations

import asyncio
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sessions import codec
from sessions import events as e
from sessions.lotus_events import GroupChanged
from sessions.store import Append
from tests.sessions.store_kinds import STORES, running
from tests.sessions.store_kit import record, room_row

words = st.text(st.characters(exclude_categories=("Cs",)), max_size=40) | st.sampled_from(
    ["", "ruimte 🌸👩🏽‍🌾", "الوقت والثقة", "‏مرحبا‎ e\u0301 ﷽", "a\x00b", "'; DROP TABLE events; --", '"\\']
)
st.register_type_strategy(str, words)
st.register_type_strategy(int, st.integers(0, 2**53))
st.register_type_strategy(float, st.floats(0, 1))
plain = st.dictionaries(words, words | st.integers(0, 9) | st.none() | st.booleans(), max_size=4)
counts = st.dictionaries(words, st.integers(0, 9), max_size=4)
by_type = {kind: st.from_type(kind) for kind in codec.EVENT_TYPES} | {
    e.RoomOpened: st.builds(
        e.RoomOpened,
        code=words,
        title=words,
        language=words,
        tables=st.integers(0, 99),
        method=plain,
        place=words,
    ),
    e.DotsSpent: st.builds(e.DotsSpent, author=words, themes=counts, characteristics=counts),
}
by_type[GroupChanged] = st.builds(
    GroupChanged, group=words, names=st.dictionaries(words, words, max_size=3), family=st.none() | words
)
by_type[e.Undone] = st.builds(
    e.Undone,
    undoes=st.integers(1, 99),
    inverse=st.one_of([by_type[kind] for kind in by_type if kind is not e.Undone]).map(
        lambda event: json.loads(codec.encode(event))
    ),
)
every_event = st.one_of(list(by_type.values()))


@pytest.mark.parametrize("kind", STORES)
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(batches=st.lists(st.lists(st.tuples(every_event, words, words), min_size=1, max_size=4), max_size=4))
def test_every_kind_of_event_survives_the_round_trip(kind, batches, tmp_path_factory):
    async def story() -> None:
        async with running(kind, tmp_path_factory.mktemp("store")) as store:
            await store.create(room_row("HALL", title="🌸"))
            wanted: list[e.Record] = []
            for batch in batches:
                head = len(wanted)
                made = [record(head + i, event, id=id_, actor=actor) for i, (event, id_, actor) in enumerate(batch, 1)]
                await store.append(Append(room="HALL", expected=head, records=tuple(made)))
                wanted += made
            assert await store.read("HALL") == wanted

    asyncio.run(story())
