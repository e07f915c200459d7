"""Two administrators import the same households in the same minute: both are served."""

from concurrent.futures import Future, ThreadPoolExecutor
from time import sleep

from django.db import connection, transaction

from households.actions import rosters
from households.models import Household, Resident
from tests import cast
from tests.households.sheets import person


def test_the_second_waits_and_finds_nothing_new(committed, preview, admin):
    now = cast.at(cast.today())
    rows = [person(n, 网格="") for n in (1, 2)]  # making the same grid would wait by itself
    first, second = (rosters.confirm(roster=preview(*rows), at=now) for _ in range(2))

    def write_second():
        try:
            return rosters.apply(import_=second, by=admin, at=now)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as hand:
        with transaction.atomic():
            rosters.apply(import_=first, by=admin, at=now)
            written: Future = hand.submit(write_second)
            sleep(1)  # the second has begun, the first is not committed yet

        assert written.result().counts["written"] == {"new": 0, "changed": 0, "unchanged": 2}
    assert (Household.objects.count(), Resident.objects.count()) == (2, 2)
