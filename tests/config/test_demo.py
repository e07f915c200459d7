"""The demo looks like life, and every figure in it comes from the real rules."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from django.test import override_settings
from django.utils import timezone
from stdnum.cn import ric

from cadres.models import Cadre, Role
from config.demo import accounts, building
from config.demo.seasons import is_around_festival, spring_festival
from households.models import Exclusion, Place, Resident
from households.queries import unassigned
from issues.models import Issue
from tests import cast
from visits import queries, retelling, topics
from visits.models import Visit

DATES = ("pk", "covered_until", "next_due_on", "last_met_on", "empty_handed", "is_excluded")


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker, tmp_path_factory):
    """A small demo of now, built once for this file and rolled back after it."""
    with (
        django_db_blocker.unblock(),
        override_settings(DATA_DIR=tmp_path_factory.mktemp("data")),
        transaction.atomic(),
    ):
        yield building.build(
            places=600, visits_a_place=2, seed=1, at=timezone.now(), tell=lambda part: None
        )
        transaction.set_rollback(True)


@pytest.fixture
def own_doors(demo, db):
    """What cadre1 answers for: two grids of 瞿巷村."""
    return Place.objects.visible_for(Cadre.objects.get(username="cadre1"), "visit")


def test_it_has_as_many_places_as_were_asked_for(demo, db):
    assert demo.places == Place.objects.count() == 600
    assert demo.visits == Visit.objects.count() > 800
    assert demo.issues == Issue.objects.count()


def test_far_more_doors_are_knocked_at_around_spring_festival(demo, db):
    days = list(Visit.objects.values_list("visited_on", flat=True))
    at_the_feast = sum(is_around_festival(day) for day in days)

    assert at_the_feast / len(days) > 1.5 * 30 / 365


def test_each_front_has_doors_in_time_overdue_and_never_seen(demo, db):
    for front in ("village", "community", "enterprise"):
        places = Place.objects.filter(front=front, is_excluded=False)
        late = queries.uncovered(places, on=cast.today()).count()
        assert 0 < late < places.count() * 0.6
        assert queries.overdue(places, on=cast.today()).exists()
        assert queries.never_seen(places, on=cast.today()).exists()


def test_some_are_answered_for_by_nobody_and_some_were_tried_three_times(demo, db):
    assert 0 < unassigned(Place.objects.all(), on=cast.today()).count() < 120
    assert Place.objects.filter(empty_handed__gte=3).exists()


def test_some_exclusions_are_approved_by_somebody_else_and_some_wait(demo, db):
    assert Exclusion.objects.filter(approved_on__isnull=True).exists()
    assert Place.objects.filter(is_excluded=True).exists()


def test_some_issues_are_settled_some_press_and_some_are_stuck(demo, db):
    now = timezone.now()

    assert Issue.objects.filter(status="closed").exists()
    assert Issue.objects.near_due(at=now).exists()
    assert Issue.objects.overdue(at=now).exists()
    assert all(issue.events.exists() for issue in Issue.objects.all())


def test_the_dates_are_what_the_visits_say(demo, db):
    told = set(Place.objects.values_list(*DATES))

    retelling.retell([row[0] for row in told], cast.today())

    assert set(Place.objects.values_list(*DATES)) == told


def test_nothing_lies_ahead(demo, db):
    assert not Visit.objects.filter(received_at__gt=timezone.now()).exists()
    assert not Visit.objects.filter(visited_on__gt=cast.today()).exists()
    assert not Issue.objects.filter(closed_at__gt=timezone.now()).exists()


def test_cadre1_has_a_day_worth_showing(own_doors):
    today = cast.today()
    soon = queries.due_soon(own_doors, on=today, until=today + timedelta(days=14))

    assert own_doors.filter(kind="enterprise").exists()
    assert queries.overdue(own_doors, on=today).count() >= 3
    assert soon.filter(next_due_on=today).exists()
    assert 5 <= soon.count() <= 15
    assert queries.never_seen(own_doors, on=today).count() >= 2
    assert own_doors.filter(last_met_on=today).count() == 5


def test_cadre1_has_promised_to_come_back(own_doors):
    promised = Visit.objects.filter(place__in=own_doors, again_on__gte=cast.today())

    assert set(promised.values_list("place__name", flat=True)) == {"王桂兰", "钱惠珍"}


def test_five_log_in_by_one_password_and_nobody_else(demo, db):
    password = accounts.password()
    able = [cadre for cadre in Cadre.objects.all() if cadre.has_usable_password()]

    assert {cadre.username for cadre in able} == set(accounts.LOG_INS)
    assert all(cadre.check_password(password) for cadre in able)
    assert accounts.password_file().stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("log_in", "role"),
    [
        ("cadre1", Role.CADRE),
        ("supervisor1", Role.SUPERVISOR),
        ("admin1", Role.ADMINISTRATOR),
        ("handler1", Role.HANDLER),
        ("leader1", Role.LEADER),
    ],
)
def test_each_log_in_holds_the_post_it_is_named_after(demo, db, log_in, role):
    tenures = Cadre.objects.get(username=log_in).tenures.on(cast.today())

    assert [tenure.post.role for tenure in tenures] == [role]


def test_nobody_in_it_can_be_taken_for_a_real_person(demo, db):
    for person in Resident.objects.all()[:200]:
        assert person.id_number.startswith("999999")
        assert ric.calc_check_digit(person.id_number[:-1]) == person.id_number[-1]
        assert not person.phone or person.phone.startswith("199")


def test_the_lunar_year_begins_when_it_does():
    assert spring_festival(2026) == date(2026, 2, 17)
    assert spring_festival(2027) == date(2027, 2, 6)


def test_most_doors_have_something_worth_saying(own_doors):
    told = topics.topics_of(list(own_doors), on=cast.today())

    assert all(len(rows) >= 3 for rows in told.values())
    assert len({tuple(topic.name for topic in rows) for rows in told.values()}) > 1
    assert Visit.objects.filter(policies__len__gt=0, place__in=own_doors).exists()
