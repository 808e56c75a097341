"""A room, its synthesis and a language together, with the look-ups that every part of a paper needs."""

from __future__ import annotations

from functools import cached_property, partial
from typing import Any

from app.i18n import gettext, ngettext
from app.report.blocks import Voice
from facilitation.method import NO_THEME, Method, label
from facilitation.synthesis.counting import Count
from facilitation.synthesis.inputs import Meeting, Practice, Statement
from facilitation.synthesis.results import Synthesis
from lotus.entries import Entry
from sessions.state import Room


class Source:
    """What the parts of a paper are made from."""

    def __init__(self, room: Room, meeting: Meeting, made: Synthesis, language: str) -> None:
        self.room = room
        self.meeting = meeting
        self.made = made
        self.language = language
        self.method: Method = room.the_method

    @cached_property
    def statements(self) -> dict[str, Statement]:
        return {s.id: s for s in self.meeting.statements}

    @cached_property
    def practices(self) -> dict[str, Practice]:
        return {p.id: p for p in self.meeting.practices}

    @cached_property
    def entries(self) -> dict[str, Entry]:
        return {e.id: e for e in self.meeting.entries}

    @cached_property
    def names(self) -> dict[str, str]:
        """Every id of the method to its words; ids of different kinds do not collide where it matters."""
        _ = partial(gettext, self.language)
        method = self.method
        found: dict[str, str] = {"": _("not said")}
        lists: tuple[Any, ...] = (
            method.kinds, method.formality, method.existence, method.origin, method.reach, method.actors,
            method.sectors, method.families, method.levers,
        )  # fmt: skip
        for things in lists:
            found.update({thing.id: label(thing, self.language) for thing in things})
        return found

    @cached_property
    def themes(self) -> dict[str, str]:
        found = {t.id: label(t, self.language) for t in self.method.themes}
        return {**found, NO_THEME: label(self.method.other, self.language)}

    def label(self, thing: Any) -> str:
        return label(thing, self.language)

    def name(self, id: str) -> str:
        return self.names.get(id, id)

    def theme(self, id: str) -> str:
        return self.themes.get(id, self.themes[NO_THEME])

    def table(self, table: int | None) -> str:
        _ = partial(gettext, self.language)
        return _("Table {number}").format(number=table) if table is not None else _("No table")

    def voice(self, id: str) -> Voice:
        card = self.statements[id]
        return Voice(card.text, card.language, self.table(card.table), card.id)

    def group(self, id: str) -> str:
        """The name of a group, or the words of an entry without one."""
        if id in self.meeting.groups.groups:
            return self.meeting.groups.get(id).name(self.language)
        return self.entries[id].text if id in self.entries else id

    def counts(self, count: Count) -> str:
        """`4 tables, 9 people, 12 statements`."""
        n = partial(ngettext, self.language)
        return ", ".join(
            (
                n("{n} table", "{n} tables", count.tables).format(n=count.tables),
                n("{n} person", "{n} people", count.people).format(n=count.people),
                n("{n} statement", "{n} statements", count.entries).format(n=count.entries),
            )
        )
