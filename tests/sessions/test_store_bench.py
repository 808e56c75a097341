"""The benchmarks of the store measure what they say."""

from bench import appends, fold


async def test_group_commit_outruns_one_a_transaction_when_the_disk_is_slow(monkeypatch):
    monkeypatch.setattr(appends, "SECONDS", 0.3)
    figures = await appends.measure(added_ms=5)
    assert figures["group commit / one a transaction, fsync + 5 ms"] > 8


async def test_the_fold_of_a_day_is_measured(monkeypatch):
    monkeypatch.setattr(fold, "EVENTS", 900)
    figures = await fold.measure()
    assert all(value > 0 for value in figures.values())
