"""Rooms for tests of screens, made the way real ones are: through commands. Statements are invented, in three languages.

`hall(40)` is a room at work with 40 statements; `say(story, …)` adds one more.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sessions import commands as c
from sessions.commands import Actor
from sessions.events import NewPrecondition, Placed
from sessions.store import Append, RoomRow, Store
from tests.sessions.stories import AT, METHOD, Story, person

THEMES = ("resources", "collaboration", "mindset", "policy", "commitment", "legal", "visibility", "monitoring")
LEVERS = ("trust", "agency", "value", "rights", "quality", "redistribution")
SHARES = (68, 57, 49, 41, 36, 25, 21, 15)
"""How many of 312 statements fell into each theme in the design's example."""

SAID = {
    "nl": (
        "Tijd. Vertrouwen groeit niet in één projectjaar.",
        "Samen met de doelgroep ontwerpen: voor én door.",
        "Durven praten over racisme, ook onder collega’s.",
        "Van proefproject naar vast beleid.",
        "Een trekker die blijft, ook als de subsidie stopt.",
        "Stages voor nieuwkomers wettelijk mogelijk maken.",
        "Dat mijn dochter zichzelf ziet vóór de klas.",
        "Meten wie er binnenkomt, en wie niet.",
    ),
    "fr": (
        "Du temps : la confiance ne se décrète pas.",
        "Concevoir avec les personnes concernées.",
        "Oser parler du racisme entre collègues.",
        "Du projet pilote à une politique durable.",
        "Quelqu’un qui porte le projet jusqu’au bout.",
        "Adapter la loi sur les stages.",
        "Que ma fille se reconnaisse devant la classe.",
        "Mesurer qui entre, et qui n’entre pas.",
    ),
    "en": (
        "Time. Trust does not grow in one project year.",
        "Design it with the people it is for.",
        "Daring to talk about racism among colleagues.",
        "From a pilot to lasting policy.",
        "Someone who carries it after the funding stops.",
        "Make traineeships for newcomers legal.",
        "My daughter seeing herself in front of the class.",
        "Measure who comes in, and who does not.",
    ),
}


def opened_room(
    language: str = "nl", people: int = 24, tables: int = 24, at: int = AT, code: str = "K4T9-WXAB"
) -> Story:
    """A room in its first stage with `people` spread over its tables."""
    story = Story()
    story.at = at
    story.do(
        c.OpenRoom(
            actor=Actor("organiser", "organiser"),
            at=at,
            code=code,
            title="Startmoment",
            language=language,
            tables=tables,
            method=METHOD,
        )
    )
    for i in range(people):
        story.do(c.Join(actor=person(f"p{i}"), at=at, participant=f"p{i}", table=i % tables + 1))
    return story


def spread(total: int) -> list[str]:
    """`total` themes in the shares of the example, mixed as they would come in."""
    wanted = {theme: total * share / sum(SHARES) for theme, share in zip(THEMES, SHARES, strict=True)}
    given = dict.fromkeys(THEMES, 0)
    order = []
    for k in range(total):
        theme = max(THEMES, key=lambda t: wanted[t] * (k + 1) / total - given[t])
        given[theme] += 1
        order.append(theme)
    return order


def say(story: Story, text: str, theme: str = "resources", who: str = "p10", language: str = "") -> str:
    """One statement in an intervention of its own; returns the statement's id."""
    n = len(story.room.order)
    card = NewPrecondition(f"s{n}", text, language or story.room.language, Placed(theme, confidence=0.9, by="machine"))
    levers = tuple(sorted({LEVERS[n % 11 % 6], LEVERS[n % 17 % 5]}))
    story.by(
        who, c.SubmitIntervention, intervention=f"i{n}", title=f"Praktijk {n}", levers=levers, preconditions=(card,)
    )
    return card.id


def fill(story: Story, themes: Iterable[str]) -> Story:
    """A statement for each theme named, three an intervention, from the people in turn."""
    words = SAID[story.room.language]
    people = len(story.room.participants)
    numbered = list(enumerate(themes, len(story.room.order)))
    for batch in (numbered[i : i + 3] for i in range(0, len(numbered), 3)):
        n = batch[0][0]
        cards = tuple(
            NewPrecondition(
                f"s{k}",
                words[THEMES.index(theme)] if theme in THEMES else "?",
                story.room.language,
                Placed(theme, confidence=0.9, by="machine"),
            )
            for k, theme in batch
        )
        levers = tuple(sorted({LEVERS[n % 11 % 6], LEVERS[n % 17 % 5]}))
        story.by(
            f"p{n % people}", c.SubmitIntervention,
            intervention=f"i{n}", title=f"Praktijk {n}", levers=levers, preconditions=cards,
        )  # fmt: skip
    return story


def hall(
    statements: int = 40,
    language: str = "nl",
    people: int = 214,
    stage: str = "interventions",
    other: int = 0,
    **room: Any,
) -> Story:
    """A room in a stage with statements in the example's shares, and `other` that fit no theme."""
    story = opened_room(language, people, **room)
    story.lead(c.EnterStage, stage="interventions")
    fill(story, ["other"] * other + spread(statements))
    if stage != "interventions":
        story.lead(c.EnterStage, stage=stage)
    return story


def finding(story: Story, text: str, table: int = 1) -> str:
    """A table's finding; the room must be in a stage that takes findings."""
    id = f"f{len(story.room.finding_order)}"
    who = next(p.id for p in story.room.participants.values() if p.table == table)
    story.by(who, c.SubmitFinding, finding=id, text=text)
    return id


async def keep(store: Store, story: Story) -> None:
    """Puts a room with its whole log in a store, as if it had happened there."""
    room = story.room
    await store.create(RoomRow(code=room.code, title=room.title, method=room.the_method.id, created_at=story.at))
    await store.append(Append(room=room.code, expected=0, records=tuple(story.log)))
