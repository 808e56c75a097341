"""What every store promises: one suite, run on each of them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from sessions import codec
from sessions import events as e
from sessions.store import Append, Behind, KeyUsed, Store
from tests.sessions.store_kinds import ON_DISK, STORES, running
from tests.sessions.store_kit import append, finding, record, room_row, texts


@pytest.fixture(params=STORES)
async def store(request, tmp_path) -> AsyncIterator[Store]:
    async with running(request.param, tmp_path) as started:
        await started.create(room_row("HALL"))
        yield started


async def test_what_was_appended_is_read_back_in_order(store):
    await append(store, "HALL", 0, finding("a"), finding("b"))
    await append(store, "HALL", 2, finding("c"))
    assert [(r.seq, r.event.text) for r in await store.read("HALL")] == [(1, "a"), (2, "b"), (3, "c")]


async def test_a_record_comes_back_whole(store):
    first = record(1, finding("a"), key="k", fingerprint="f", actor="participant:ada")
    await store.append(Append(room="HALL", expected=0, records=(first,)))
    assert await store.read("HALL") == [first]


async def test_reading_can_start_later_and_stop_earlier(store):
    await append(store, "HALL", 0, *map(finding, "abcde"))
    assert texts(await store.read("HALL", since=2)) == ["c", "d", "e"]
    assert texts(await store.read("HALL", since=1, limit=2)) == ["b", "c"]
    assert await store.read("HALL", since=5) == []
    assert await store.read("HALL", limit=0) == []


async def test_who_is_behind_is_told_so_and_nothing_is_stored(store):
    await append(store, "HALL", 0, finding("a"))
    with pytest.raises(Behind):
        await append(store, "HALL", 0, finding("late"))
    with pytest.raises(Behind):
        await append(store, "HALL", 7, finding("early"))
    assert texts(await store.read("HALL")) == ["a"]
    await append(store, "HALL", 1, finding("b"))


async def test_a_batch_with_a_hole_in_its_numbers_is_refused(store):
    with pytest.raises(ValueError, match="record 2 where 1 was due"):
        await store.append(Append(room="HALL", expected=0, records=(record(2, finding("a")),)))
    assert await store.heads() == {"HALL": 0}


async def test_an_unknown_room_has_no_log(store):
    with pytest.raises(KeyError):
        await store.read("NONE")
    with pytest.raises(KeyError):
        await append(store, "NONE", 0, finding("a"))
    with pytest.raises(KeyError):
        await store.update("NONE", title="x")
    assert await store.row("NONE") is None


async def test_an_empty_log_is_not_an_unknown_room(store):
    assert await store.read("HALL") == []


async def test_a_code_is_given_once(store):
    await append(store, "HALL", 0, finding("a"))
    with pytest.raises(KeyError):
        await store.create(room_row("HALL", title="another"))
    assert (await store.row("HALL")).title == "A day"
    assert texts(await store.read("HALL")) == ["a"]


async def test_a_key_is_stored_once_for_each_actor(store):
    await store.append(Append(room="HALL", expected=0, records=(record(1, finding("a"), key="k"),)))
    with pytest.raises(KeyUsed):
        await store.append(Append(room="HALL", expected=1, records=(record(2, finding("again"), key="k"),)))
    twice = (record(2, finding("b"), key="l"), record(3, finding("c"), key="l"))
    with pytest.raises(KeyUsed):
        await store.append(Append(room="HALL", expected=1, records=twice))
    assert await store.heads() == {"HALL": 1}
    other = record(2, finding("b"), key="k", actor="participant:bob")
    await store.append(Append(room="HALL", expected=1, records=(other,)))
    await store.create(room_row("ELSE"))
    await store.append(Append(room="ELSE", expected=0, records=(record(1, finding("a"), key="k"),)))
    assert texts(await store.read("HALL")) == ["a", "b"]


async def test_a_row_tells_the_head_and_what_was_set(store):
    await store.create(room_row("LATER", created_at=9, rehearsal=True, date="2031-05-01", method="other"))
    await append(store, "LATER", 0, finding("a"))
    await store.update("LATER", title="Ω", closed_at=12)
    wanted = room_row(
        "LATER",
        created_at=9,
        rehearsal=True,
        date="2031-05-01",
        method="other",
        title="Ω",
        closed_at=12,
        head=1,
    )
    assert await store.row("LATER") == wanted
    assert await store.rows() == [wanted, room_row("HALL")]
    assert await store.heads() == {"HALL": 0, "LATER": 1}
    await store.update("LATER", closed_at=None)
    assert (await store.row("LATER")).closed_at is None


async def test_head_and_code_are_not_for_setting(store):
    for field in ({"head": 3}, {"code": "X"}, {"nonsense": 1}):
        with pytest.raises(TypeError):
            await store.update("HALL", **field)
    assert await store.row("HALL") == room_row("HALL")


async def test_erasing_a_room_leaves_the_others(store):
    await store.create(room_row("ELSE"))
    for code in ("HALL", "ELSE"):
        await store.append(Append(room=code, expected=0, records=(record(1, finding(code), key="k"),)))
    await store.erase("HALL")
    await store.erase("HALL")
    assert await store.heads() == {"ELSE": 1}
    with pytest.raises(KeyError):
        await store.read("HALL")
    assert texts(await store.read("ELSE")) == ["ELSE"]
    await store.create(room_row("HALL"))
    await store.append(Append(room="HALL", expected=0, records=(record(1, finding("new"), key="k"),)))
    assert texts(await store.read("HALL")) == ["new"]


async def test_withdrawn_words_leave_earlier_records_and_only_theirs(store):
    intervention = e.InterventionSubmitted(
        intervention="i1",
        title="secret title",
        author="ada",
        language="en",
        place="secret place",
        preconditions=(
            e.NewPrecondition(
                id="p1",
                text="secret text",
                language="en",
                placed=e.Placed(theme="time", confidence=0.5, because=("secret",)),
            ),
        ),
    )
    other = e.FindingSubmitted(finding="f1", text="stays, though i1 is named", author="ada", language="en")
    await append(store, "HALL", 0, intervention, other)
    gone = record(3, e.CardWithdrawn(card="i1"))
    await store.append(Append(room="HALL", expected=2, records=(gone,), blank=frozenset({"i1", "p1"})))
    first, second, third = await store.read("HALL")
    assert "secret" not in str(first)
    assert first.event == codec.without_words(intervention, frozenset({"i1", "p1"}))
    assert first.event.preconditions[0].placed.theme == "time"
    assert (second.event, third.event) == (other, gone.event)
    assert [r.seq for r in (first, second, third)] == [1, 2, 3]


async def test_who_is_behind_takes_no_words_out(store):
    await append(store, "HALL", 0, e.FindingSubmitted(finding="f1", text="stays", author="ada", language="en"))
    with pytest.raises(Behind):
        await store.append(
            Append(
                room="HALL",
                expected=0,
                records=(record(1, e.CardWithdrawn(card="f1")),),
                blank=frozenset({"f1"}),
            )
        )
    assert texts(await store.read("HALL")) == ["stays"]


async def test_people_get_other_names_in_all_earlier_records(store):
    joined = e.ParticipantJoined(participant="ada", table=1, name="Ada", sector="work")
    log = (record(1, joined, key="k", fingerprint="f"), record(2, finding("a")), record(3, e.RoomClosed(), actor="x:y"))
    await store.append(Append(room="HALL", expected=0, records=log))
    last = record(4, e.AuthorsUnlinked(), actor="machine:retention")
    await store.append(Append(room="HALL", expected=3, records=(last,), names={"ada": "zoe"}))
    first, second, third, fourth = await store.read("HALL")
    assert first.event == e.ParticipantJoined(participant="zoe", table=1, name="", sector="work")
    assert (first.actor, first.key, first.fingerprint) == ("participant:zoe", None, None)
    assert (second.event.author, second.event.text) == ("zoe", "a")
    assert (third, fourth) == (log[2], last)


async def test_sixty_four_writers_at_once_leave_no_hole(store):
    async def writer(name: int) -> None:
        for turn in range(2):
            while True:
                head = (await store.heads())["HALL"]
                try:
                    made = record(head + 1, finding(f"{name}-{turn}"), key=f"{name}-{turn}")
                    await store.append(Append(room="HALL", expected=head, records=(made,)))
                    break
                except Behind:
                    continue

    await asyncio.gather(*map(writer, range(64)))
    log = await store.read("HALL")
    assert [r.seq for r in log] == list(range(1, 129))
    assert sorted(texts(log)) == sorted(f"{name}-{turn}" for name in range(64) for turn in range(2))


async def test_one_bad_batch_does_not_take_its_neighbours_along(store):
    for code in ("A", "B", "C"):
        await store.create(room_row(code))
    await store.append(Append(room="A", expected=0, records=(record(1, finding("x"), key="k"),)))
    came_to = await asyncio.gather(
        append(store, "B", 0, finding("good")),
        append(store, "B", 0, finding("late")),
        append(store, "NONE", 0, finding("nowhere")),
        store.append(Append(room="A", expected=1, records=(record(2, finding("y"), key="k"),))),
        append(store, "C", 0, finding("good"), finding("good")),
        append(store, "C", 2, finding("next")),
        return_exceptions=True,
    )
    assert [type(problem) for problem in came_to] == [
        type(None), Behind, KeyError, KeyUsed, type(None), type(None),
    ]  # fmt: skip
    assert await store.heads() == {"HALL": 0, "A": 1, "B": 1, "C": 3}


async def test_a_ping_is_answered_and_changes_nothing(store):
    await append(store, "HALL", 0, finding("a"))
    before = await store.rows()
    await store.ping()
    assert await store.rows() == before


@pytest.mark.parametrize("kind", ON_DISK)
async def test_a_store_opened_again_knows_everything(kind, tmp_path):
    async with running(kind, tmp_path) as store:
        await store.create(room_row("HALL"))
        await append(store, "HALL", 0, finding("a"), finding("b"))
        before = (await store.rows(), await store.read("HALL"))
    async with running(kind, tmp_path) as store:
        assert (await store.rows(), await store.read("HALL")) == before
        await append(store, "HALL", 2, finding("c"))
