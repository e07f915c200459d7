"""Standards say which places, how often, by whom; each day is judged by its own (DOMAIN 4)."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from tests import cast
from visits import actions, retelling, standards
from visits.models import PlaceClock, StandardVersion, VisitStandard

NOW = cast.at(cast.today(), "00:01")


def standard(name="poor households", from_on=None, **version):
    row, _ = VisitStandard.objects.get_or_create(name=name)
    version = {"every_days": 90, "modes": ["door"], **version}
    one = StandardVersion(from_on=from_on or cast.today(), **version)
    standards.set_standard(standard=row, version=one, at=NOW)
    return row


def long_standing(**version):
    """A standard that has stood for years."""
    row = VisitStandard.objects.create(name="for years")
    version = {"every_days": 90, "modes": ["door"], **version}
    return StandardVersion.objects.create(standard=row, from_on=date(2020, 1, 1), **version)


def due(place) -> date:
    place.refresh_from_db()
    return place.next_due_on


def test_a_shorter_standard_makes_the_place_due_earlier(old_couple, lin):
    cast.make_visit(old_couple, lin, cast.days_ago(10))

    standard(every_days=30)

    assert due(old_couple) == cast.days_ago(10 - 30)


def test_a_standard_for_another_front_or_area_does_not_ask_this_place(old_couple, next_town):
    before = due(old_couple)

    standard("firms", fronts=["enterprise"])
    standard("next town", area_path=next_town.path)

    assert due(old_couple) == before


def test_a_leaders_standard_waits_for_the_leaders_own_yes(old_couple, lin, leader):
    long_standing(roles=["leader"])
    post = cast.post_of(leader)
    visit = cast.make_visit(old_couple, lin, cast.days_ago(1))
    line = actions.VisitorLine(cadre=leader, post=post, role="leader")
    actions.correct(visit=visit, by=lin, at=visit.received_at, outcome="met", visitors=[line])
    old_couple.refresh_from_db()
    assert old_couple.covered_until is None

    actions.confirm_leader(visit=visit, leader=leader, at=NOW)

    old_couple.refresh_from_db()
    assert old_couple.covered_until == cast.days_ago(1 - 90)


def test_a_proxy_covers_and_never_stands_for_the_leader(old_couple, lin):
    long_standing(roles=["leader"])

    cast.make_visit(old_couple, lin, cast.days_ago(1), role="proxy")

    old_couple.refresh_from_db()
    assert old_couple.last_met_on == cast.days_ago(1)
    assert old_couple.covered_until is None


def test_a_phone_call_counts_where_the_standard_says_so_and_ends_no_never(old_couple, lin):
    long_standing(modes=["door", "phone"])

    cast.make_visit(old_couple, lin, cast.days_ago(1), mode="phone")

    old_couple.refresh_from_db()
    assert old_couple.last_met_on is None
    assert PlaceClock.objects.get(place=old_couple).last_credited_on == cast.days_ago(1)


def test_a_later_version_ends_the_one_before_and_leaves_its_days(old_couple):
    row = standard(every_days=90)

    standard(every_days=30, from_on=cast.days_ago(-10))

    spans = row.versions.order_by("from_on").values_list("every_days", "from_on", "to_on")
    assert list(spans) == [
        (90, cast.today(), cast.days_ago(-10)),
        (30, cast.days_ago(-10), None),
    ]
    assert due(old_couple) == old_couple.joined_on + timedelta(days=90)


def test_the_night_before_its_day_nothing_moves_and_on_its_day_it_does(old_couple):
    standard(every_days=30, from_on=cast.days_ago(-2))
    assert due(old_couple) == old_couple.joined_on + timedelta(days=365)

    retelling.begin_day(cast.days_ago(-2))

    assert due(old_couple) == old_couple.joined_on + timedelta(days=30)


def test_the_base_standard_stays(db):
    base = VisitStandard.objects.get(is_base=True)
    version = StandardVersion(every_days=700, modes=["door"], from_on=cast.today())

    with pytest.raises(ValidationError) as refused:
        standards.set_standard(standard=base, version=version, at=NOW)

    assert refused.value.code == "base"


def test_no_standard_begins_yesterday(db):
    with pytest.raises(ValidationError) as refused:
        standard(from_on=cast.days_ago(1))

    assert refused.value.code == "past"
