from pathlib import Path

import pytest

from sessions.store import Unusable
from sessions.store.address import store_at
from sessions.store.memory import MemoryStore
from sessions.store.sqlite import SqliteStore


def test_without_an_address_the_database_is_a_file_in_the_data_folder(tmp_path):
    store = store_at("", tmp_path)
    assert isinstance(store, SqliteStore)
    assert store.path == tmp_path / "bloesem.sqlite3"


def test_an_sqlite_address_names_the_file(tmp_path):
    assert store_at("sqlite:////srv/rooms.sqlite3", tmp_path).path == Path("/srv/rooms.sqlite3")
    assert store_at("sqlite:///rooms.sqlite3", tmp_path).path == Path("rooms.sqlite3")


def test_memory_can_be_asked_for(tmp_path):
    assert isinstance(store_at("memory:", tmp_path), MemoryStore)


def test_an_unknown_kind_of_address_is_refused_in_a_sentence(tmp_path):
    with pytest.raises(Unusable, match="begins with mysql:"):
        store_at("mysql://host/db", tmp_path)
