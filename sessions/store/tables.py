"""The tables of a database that keeps rooms: what `migrations/` builds, for SQLite and PostgreSQL alike.

Rooms are a sqlmodel table, because pages and commands ask all sorts of things of them. The log is a bare
table: it is only ever appended to and read in order, and the object mapper costs seven times the insert.

Migrations read this description, and a test holds the two together. A server on an up-to-date database does not
load it: the stores speak plain SQL, which saves half a second at the start and thirty megabytes.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, Table, Text, text
from sqlmodel import Field, SQLModel


class RoomEntry(SQLModel, table=True):
    """A room without its log. `head` is the number of its last record: an append moves it first, in the
    transaction that inserts, so that the log has no holes and two writers cannot both be next. Times in
    milliseconds since the epoch."""

    __tablename__ = "rooms"

    code: str = Field(sa_column=Column(Text, primary_key=True))
    title: str = Field(sa_column=Column(Text, nullable=False))
    created_at: int = Field(sa_column=Column(BigInteger, nullable=False))
    head: int = Field(sa_column=Column(Integer, nullable=False))
    closed_at: int | None = Field(sa_column=Column(BigInteger, nullable=True))
    rehearsal: bool = Field(sa_column=Column(Integer, nullable=False))
    method: str = Field(sa_column=Column(Text, nullable=False))
    date: str = Field(sa_column=Column(Text, nullable=False))
    opened_by: str = Field(sa_column=Column(Text, nullable=False))


EVENTS = Table(
    "events",
    SQLModel.metadata,
    Column("room", Text, primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("id", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("key", Text),
    Column("fingerprint", Text),
    Column("data", Text, nullable=False),
)
Index(
    "events_key_once",
    EVENTS.c.room,
    EVENTS.c.actor,
    EVENTS.c.key,
    unique=True,
    sqlite_where=text("key IS NOT NULL"),
    postgresql_where=text("key IS NOT NULL"),
)
