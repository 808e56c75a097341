"""Rooms full of lotuses for tests of screens, made through commands: petals in three languages, groups, a second ring."""

from __future__ import annotations

import itertools
from typing import Any

from sessions import commands as c
from sessions import lotus_commands as lc
from tests.rooms import opened_room
from tests.sessions.stories import FACILITATOR, Story, person

HEART = "Buddywerking op de werkvloer"
SAID = {
    "nl": ("Ontmoeten", "Normaliseren", "Volhouden", "Laagdrempelig", "Delen", "Talenten", "Trekkers", "Maatwerk"),
    "fr": ("Se rencontrer", "Rendre la diversité normale", "Tenir bon", "Sans seuil", "Partager", "Découvrir les talents",
           "Des moteurs engagés", "Sur mesure"),
    "en": ("Meeting", "Making it normal", "Persisting", "Low threshold", "Sharing", "Talents", "Drivers", "Tailor-made"),
}  # fmt: skip
INNER = ("Vertrouwen herstellen", "Netwerk verbreden", "Bruggen slaan", "Samen eten", "Generaties mengen", "Vaste plek",
         "Burgerschap oefenen", "Levensbeschouwing")  # fmt: skip
LONG = (
    "Gemeenschappelijkeverantwoordelijkheidsgevoelens in de buurt en ver daarbuiten",
    "Meertaligheidsondersteuningsmogelijkheden voor iedereen die dat wil",
    "De reconnaissance mutuelle et l’accompagnement à long terme des familles nouvellement arrivées",
    "Iets heel langs dat over veel regels gaat en dat toch nog te lezen moet zijn vanop de laatste rij",
)
TABLES = 24


def blossoming(petals: int, language: str = "nl", phase: str = "choose", long: bool = False, **room: Any) -> Story:
    """A room in the lotus stage with `petals` petals at up to 24 tables, some of them opened into a second ring."""
    story = opened_room(language, 48, TABLES, **room)
    story.lead(c.EnterStage, stage="lotus", phase=phase)
    words = itertools.cycle((*LONG, *SAID["fr"]) if long else SAID[language])
    made = 0
    opened: dict[int, str] = {}
    for k in itertools.count():
        if made >= petals:
            return story
        table = k % TABLES + 1
        who = f"p{k % 48}"
        if f"L{table}" not in story.room.lotuses:
            story.by(who, lc.OpenLotus, lotus=f"L{table}", centre=HEART if not long else LONG[0])
        if table in opened and k % 3 == 0:
            put(story, who, table, f"n{made}", INNER[(k * k) % len(INNER)], opened[table])
        else:
            put(story, who, table, f"n{made}", next(words))
            if table not in opened and story.room.lotuses[f"L{table}"].blossom.nodes[f"n{made}"].slot:
                change(story, who, table, f"n{made}", strongest=True, open=True)
                opened[table] = f"n{made}"
        made += 1
        if made % 9 == 0 and made < petals:
            put(story, who, table, f"n{made}", f"Buitenbeentje {made}: iets dat niemand anders zei")
            made += 1


def put(story: Story, who: str, table: int, node: str, text: str, parent: str | None = None) -> None:
    story.by(who, lc.PutPetal, lotus=f"L{table}", node=node, text=text, parent=parent)


def change(story: Story, who: str, table: int, node: str, **fields: Any) -> None:
    story.do(lc.ChangePetal(actor=person(who), at=story.at, lotus=f"L{table}", node=node, **fields))


def grouped(story: Story, most: int = 60) -> Story:
    """Everything that reads the same becomes a group, as a facilitator would confirm it; what stands alone stays."""
    by_text: dict[str, list[str]] = {}
    for lotus in story.room.lotuses.values():
        for node in sorted(lotus.blossom.nodes.values(), key=lambda n: n.seq):
            by_text.setdefault(node.text, []).append(node.id)
    some = sorted((ids for ids in by_text.values() if len(ids) > 1), key=len, reverse=True)[:most]
    for i, ids in enumerate(some):
        text = next(t for t, found in by_text.items() if found is ids)
        name = {story.room.language: text}
        story.do(lc.MakeGroup(actor=FACILITATOR, at=story.at, group=f"g{i}", names=name, members=tuple(ids)))
    return story
