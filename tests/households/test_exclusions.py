"""Leaving places out: asked for by one, decided by another (DOMAIN 4.8, 4.13)."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from households.actions import exclusions
from households.models import Exclusion
from tests import cast
from tests.breaking import refused_by


@pytest.fixture
def asked(old_couple, lin):
    return exclusions.ask(
        place=old_couple, reason="moved_out", note="搬去上海了", by=lin, at=timezone.now()
    )


def test_what_was_asked_for_stays_in_scope(old_couple, asked):
    old_couple.refresh_from_db()

    assert asked.is_pending
    assert not old_couple.is_excluded


def test_a_second_request_returns_the_first(old_couple, asked, wu):
    again = exclusions.ask(place=old_couple, reason="empty", by=wu, at=timezone.now())

    assert (again.pk, again.reason) == (asked.pk, "moved_out")


def test_an_unknown_reason_is_refused_in_words(old_couple, lin):
    with pytest.raises(ValidationError) as refusal:
        exclusions.ask(place=old_couple, reason="too far", by=lin, at=timezone.now())

    assert refusal.value.code == "reason"


def test_it_is_out_from_the_day_of_approval(old_couple, asked, gao):
    exclusions.approve(exclusion=asked, by=gao, on=cast.today())

    old_couple.refresh_from_db()
    assert old_couple.is_excluded
    assert Exclusion.objects.in_force(on=cast.today()).get().approved_by == gao


def test_nobody_approves_what_they_asked_for(asked, lin):
    with pytest.raises(ValidationError) as refusal:
        exclusions.approve(exclusion=asked, by=lin, on=cast.today())

    assert refusal.value.code == "own"


def test_a_refusal_says_why(asked, gao):
    with pytest.raises(ValidationError):
        exclusions.refuse(exclusion=asked, by=gao, on=cast.today(), why=" ")
    row = exclusions.refuse(exclusion=asked, by=gao, on=cast.today(), why="只是外出打工")

    assert (row.refused_by, row.refused_why) == (gao, "只是外出打工")


def test_the_second_who_decides_is_told_what_the_first_did(asked, gao, admin):
    exclusions.refuse(exclusion=asked, by=gao, on=cast.today(), why="只是外出打工")

    with pytest.raises(ValidationError, match="高敏.*只是外出打工"):
        exclusions.approve(exclusion=asked, by=admin, on=cast.today())


def test_deciding_twice_changes_nothing(asked, gao, admin):
    for who in (gao, admin):
        row = exclusions.approve(exclusion=asked, by=who, on=cast.today())

    assert row.approved_by == gao


def test_who_comes_back_counts_again_with_the_old_dates(old_couple, asked, gao, lin):
    cast.make_visit(old_couple, lin, cast.days_ago(10))
    exclusions.approve(exclusion=asked, by=gao, on=cast.days_ago(3))
    exclusions.end(exclusion=asked, by=gao, on=cast.today())

    old_couple.refresh_from_db()
    assert not old_couple.is_excluded
    assert old_couple.last_met_on == cast.days_ago(10)


def test_ending_an_approval_of_today_takes_it_back(old_couple, asked, gao):
    exclusions.approve(exclusion=asked, by=gao, on=cast.today())

    row = exclusions.end(exclusion=asked, by=gao, on=cast.today())

    old_couple.refresh_from_db()
    assert row.is_pending
    assert not old_couple.is_excluded


def test_a_decision_is_taken_back_by_who_made_it(old_couple, asked, gao, admin):
    exclusions.approve(exclusion=asked, by=gao, on=cast.today())
    with pytest.raises(ValidationError):
        exclusions.take_back(exclusion=asked, by=admin, on=cast.today())

    assert exclusions.take_back(exclusion=asked, by=gao, on=cast.today()).is_pending


def test_an_end_is_taken_back_too(old_couple, asked, gao):
    exclusions.approve(exclusion=asked, by=gao, on=cast.days_ago(3))
    exclusions.end(exclusion=asked, by=gao, on=cast.today())

    assert exclusions.take_back(exclusion=asked, by=gao, on=cast.today()).ended_on is None
    old_couple.refresh_from_db()
    assert old_couple.is_excluded


def test_a_decision_of_yesterday_stands(asked, gao):
    exclusions.approve(exclusion=asked, by=gao, on=cast.days_ago(1))

    with pytest.raises(ValidationError) as refusal:
        exclusions.take_back(exclusion=asked, by=gao, on=cast.today())

    assert refusal.value.code == "late"


def test_one_refused_row_leaves_the_others_alone(asked, next_door, gao):
    own = exclusions.ask(place=next_door, reason="empty", by=gao, at=timezone.now())

    done, refused = exclusions.approve_many(exclusions=[asked, own], by=gao, on=cast.today())

    assert [row.pk for row in done] == [asked.pk]
    assert [(row.pk, why.code) for row, why in refused] == [(own.pk, "own")]


def test_many_are_refused_for_one_reason(asked, gao):
    done, refused = exclusions.refuse_many(
        exclusions=[asked], by=gao, on=cast.today(), why="还住着"
    )

    assert [row.refused_why for row in done] == ["还住着"]
    assert refused == []


def test_the_database_wants_a_reason_for_a_refusal(asked, gao):
    with refused_by("exclusion_refused_says_why"):
        Exclusion.objects.filter(pk=asked.pk).update(refused_by=gao, refused_on=cast.today())
