"""What the database itself refuses about visits and standards."""

from datetime import date, timedelta

import pytest
from django.db import Error
from django.db.models import F
from django.utils import timezone

from tests import cast
from tests.breaking import refused_by
from visits.models import (
    FormerVisitor,
    PlaceClock,
    StandardVersion,
    Topic,
    Visit,
    Visitor,
    VisitStandard,
)


@pytest.fixture
def visit(old_couple, lin):
    return cast.make_visit(old_couple, lin)


def version(**told):
    told = {"every_days": 90, "modes": ["door"], "from_on": date(2020, 1, 1), **told}
    standard = told.pop("standard", None) or VisitStandard.objects.create(name="低保户")
    return StandardVersion.objects.create(standard=standard, **told)


def test_a_topic_is_over_after_it_began_or_the_same_day(db):
    with refused_by("topic_ends_after_it_begins"):
        Topic.objects.create(name="医保缴费", from_on=cast.today(), until_on=cast.days_ago(1))


def test_no_visit_happens_after_its_receipt(visit):
    with refused_by("visit_did_not_happen_after_its_receipt"):
        Visit.objects.update(happened_at=F("received_at") + timedelta(seconds=1))


@pytest.mark.parametrize("told", [{"cash_yuan": 200}, {"cash_yuan": -1, "help": ["cash"]}])
def test_an_amount_belongs_to_cash_and_is_one(visit, told):
    with refused_by("visit_with_cash_names_the_amount_or_nothing"):
        Visit.objects.update(**told)


def test_a_location_has_two_numbers(visit):
    with refused_by("visit_location_is_whole_or_absent"):
        Visit.objects.update(latitude="31.69")


def test_a_visit_entered_later_says_which_part_of_the_day(visit):
    with refused_by("visit_entered_later_names_part_of_day"):
        Visit.objects.update(entered_later=True)


def test_only_a_postponed_visit_agrees_a_day(visit):
    with refused_by("visit_agreed_day_belongs_to_a_postponed_one"):
        Visit.objects.update(again_on=cast.today())


def test_nobody_goes_twice_on_one_visit(visit, lin):
    with refused_by("visitor_stands_once_a_visit"):
        Visitor.objects.create(visit=visit, cadre=lin, post=cast.post_of(lin), role="proxy")


def test_a_former_party_names_everybody_once(visit, lin):
    told = {"visit": visit, "cadre": lin, "post": cast.post_of(lin), "until_at": timezone.now()}
    FormerVisitor.objects.create(role="main", **told)

    with refused_by("former_visitor_stands_once_a_version"):
        FormerVisitor.objects.create(role="proxy", **told)


def test_the_history_of_a_visit_is_only_ever_added_to(visit):
    with pytest.raises(Error, match="append_only"):
        visit.events.model.objects.all().delete()


def test_there_is_one_base_standard(db):
    with refused_by("standard_has_one_base"):
        VisitStandard.objects.create(name="另一条底线", is_base=True)


def test_a_version_of_a_standard_holds_for_a_day_at_least(db):
    with refused_by("standard_version_ends_after_it_begins"):
        version(to_on=date(2020, 1, 1))


def test_a_standard_has_one_version_a_day(db):
    standard = version().standard

    with refused_by("standard_has_one_version_a_day"):
        version(standard=standard, from_on=date(2021, 1, 1))


@pytest.mark.parametrize(
    "told",
    [{"times": 2, "period": "month"}, {"every_days": 0}, {"every_days": None, "times": 2}],
)
def test_a_standard_counts_days_or_times_a_period(db, told):
    with refused_by("standard_is_every_n_days_or_n_times_a_period"):
        version(**told)


def test_a_standard_says_which_modes_count(db):
    with refused_by("standard_names_modes_that_count"):
        version(modes=[])


def test_a_place_has_one_clock_a_standard(old_couple):
    base = VisitStandard.objects.get(is_base=True)
    PlaceClock.objects.create(place=old_couple, standard=base)

    with refused_by("clock_is_one_a_standard"):
        PlaceClock.objects.create(place=old_couple, standard=base)
