"""Two beats do no harm: a lease in the database lets one of them send."""

from datetime import UTC, datetime, timedelta

import pytest

from config.beat import LEASE, give_back_lease, take_lease

NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _first_holds_it(db):
    assert take_lease(owner="first", at=NOON)


def test_a_second_beat_waits(db):
    assert not take_lease(owner="second", at=NOON + timedelta(seconds=5))


def test_the_holder_renews(db):
    assert take_lease(owner="first", at=NOON + timedelta(seconds=5))
    assert not take_lease(owner="second", at=NOON + LEASE + timedelta(seconds=1))


def test_after_a_dead_holder_the_second_takes_over_and_the_first_stays_out(db):
    later = NOON + LEASE + timedelta(seconds=1)

    assert take_lease(owner="second", at=later)
    assert not take_lease(owner="first", at=later)


def test_who_leaves_in_order_leaves_at_once(db):
    give_back_lease(owner="second")
    assert not take_lease(owner="second", at=NOON)
    give_back_lease(owner="first")
    assert take_lease(owner="second", at=NOON)
