"""kill -9 in the middle of work: nothing acknowledged is lost, nothing is there twice, no number is missing.

A plain kill rarely falls between two steps, so the process also dies at each named point on the way of a command; and
careless variants of the service must be caught by the very same checks, or these would prove nothing.
"""

from __future__ import annotations

import pytest

from sessions.failpoints import POINTS
from tests.sessions.store_witness import Witness

pytestmark = pytest.mark.slow

# Time for what is said too early to be heard, before the process dies with the batch still uncommitted.
HASTE = "mid_transaction=sleep:40,before_commit=kill:3"


def test_whoever_dies_where_ever_nothing_promised_is_lost(tmp_path):
    witness = Witness(tmp_path, each=60)
    for turn, point in enumerate(POINTS):
        assert witness.round(f"{point}=kill:{2 + turn % 3}") == -9
        assert witness.left, "it died with work in hand"
        witness.check()
    for _ in range(2):
        heard = len(witness.acknowledged)
        assert witness.round(kill_after=witness.dice.randrange(1, 100)) == -9
        assert len(witness.acknowledged) > heard
        witness.check()
    assert witness.round() == 0
    witness.check_all_is_done()


def test_a_disk_that_fails_for_a_while_costs_an_error_and_no_word(tmp_path):
    witness = Witness(tmp_path, each=4)
    assert witness.round("before_commit=fail:3") == 0
    assert len(witness.errors) == witness.left
    assert 0 < witness.left < 96
    assert all("Unavailable" in error for error in witness.errors)
    witness.errors.clear()
    assert witness.round() == 0
    witness.check_all_is_done()


def test_the_service_as_it_is_passes_what_the_mutants_must_not(tmp_path):
    witness = Witness(tmp_path, each=6)
    assert witness.round(HASTE) == -9
    witness.check()
    assert witness.round("after_commit_before_answer=kill:2") == -9
    assert witness.round() == 0
    witness.check_all_is_done()


def test_acknowledging_before_the_commit_is_caught(tmp_path):
    witness = Witness(tmp_path, each=6, variant="acknowledge_before_commit")
    assert witness.round(HASTE) == -9
    with pytest.raises(AssertionError, match="acknowledged, not kept"):
        witness.check()


def test_telling_before_the_commit_is_caught(tmp_path):
    witness = Witness(tmp_path, each=6, variant="tell_before_commit")
    assert witness.round(HASTE) == -9
    with pytest.raises(AssertionError, match="told, not kept"):
        witness.check()


def test_forgetting_who_sent_what_is_caught(tmp_path):
    witness = Witness(tmp_path, each=6, variant="no_deduplication")
    assert witness.round("after_commit_before_answer=kill:2") == -9
    witness.check()
    assert witness.round() == 0
    with pytest.raises(AssertionError, match="stored twice"):
        witness.check()
