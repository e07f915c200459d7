"""Promises, three times nobody, and what waits for somebody's yes (DOMAIN 4.13, 4.14, 4.21, 7)."""

import pytest
from django.utils import timezone

from households.models import Exclusion, Place
from reminders import actions, queries
from reminders.models import Reason, Reminder
from tests import cast
from tests.reminders.conftest import cast_found
from visits import actions as visits
from visits.content import VisitorLine
from visits.models import Promise

pytestmark = pytest.mark.django_db


def told() -> set[tuple[str, str]]:
    actions.raise_due(at=timezone.now())
    return set(Reminder.objects.values_list("recipient__username", "reason"))


def inbox(cadre) -> list[str]:
    return [section.reason for section in queries.inbox(cadre, at=timezone.now())]


def promise(place, by, days: int) -> Promise:
    return Promise.objects.create(
        place=place,
        text="问材料",
        due_on=cast.days_ago(-days),
        made_by=by,
        made_under=cast.post_of(by),
        made_at=timezone.now(),
    )


@pytest.mark.parametrize(("days", "is_told"), [(2, False), (1, True), (0, True), (-5, True)])
def test_a_promise_is_brought_up_from_the_day_before(lin, old_couple, days, is_told):
    promise(old_couple, lin, days)

    assert told() == ({("lin", Reason.PROMISE_DUE)} if is_told else set())


def test_a_promise_passes_on_with_the_post(lin, wu, old_couple):
    promise(old_couple, lin, 0)
    post = cast.post_of(lin)
    post.tenures.update(to_on=cast.today())
    cast.make_tenure(cast.make_cadre("ma", "马莉"), post, cast.today())

    assert told() == {("ma", Reason.PROMISE_DUE)}


def test_a_promise_that_was_kept_leaves_the_inbox(lin, old_couple):
    made = promise(old_couple, lin, 0)
    told()
    assert inbox(lin) == [Reason.PROMISE_DUE]

    visits.keep_promise(promise=made, by=lin, at=timezone.now())

    assert inbox(lin) == []


def test_three_times_nobody_goes_to_the_visitor_and_the_nearest_supervisor(lin, gao, old_couple):
    Place.objects.filter(pk=old_couple.pk).update(empty_handed=3)

    assert told() == {("lin", Reason.EMPTY_HANDED), ("gao", Reason.EMPTY_HANDED)}


def test_somebody_met_ends_the_case(lin, gao, old_couple):
    Place.objects.filter(pk=old_couple.pk).update(empty_handed=3)
    told()
    cast.make_visit(old_couple, lin)

    assert inbox(gao) == []


def test_an_exclusion_goes_to_the_nearest_who_may_approve_and_never_to_who_asked(
    admin, gao, old_couple
):
    now = timezone.now()
    Exclusion.objects.create(place=old_couple, reason="empty", asked_by=admin, asked_at=now)

    assert told() == {("gao", Reason.EXCLUSION_ASKED)}


def test_a_found_household_goes_to_who_may_add_it(admin, gao, lin, old_couple):
    found = cast_found(old_couple, lin)
    assert told() == {("fang", Reason.HOUSEHOLD_FOUND)}
    assert inbox(admin) == [Reason.HOUSEHOLD_FOUND]

    type(found).objects.update(refused_on=cast.today(), refused_why="在册", decided_by=admin)

    assert inbox(admin) == []


def test_a_leader_is_asked_about_a_visit_that_somebody_else_logged(lin, leader, old_couple):
    now, post = timezone.now(), cast.post_of(lin)
    visit = visits.record(
        id=None,
        place=old_couple,
        by=lin,
        under=post,
        visitors=[VisitorLine(cadre=leader, post=cast.post_of(leader), role="leader")],
        outcome="met",
        mode="door",
        phone_at=now,
        at=now,
    )
    assert told() == {("luo", Reason.LEADER_VISIT)}
    assert inbox(leader) == [Reason.LEADER_VISIT]

    visits.confirm_leader(visit=visit, leader=leader, at=now)

    assert inbox(leader) == []


def test_everything_is_written_once(lin, gao, admin, old_couple):
    promise(old_couple, lin, 0)
    cast_found(old_couple, lin)
    Place.objects.filter(pk=old_couple.pk).update(empty_handed=3)
    told()
    written = Reminder.objects.count()

    assert actions.raise_due(at=timezone.now()) == 0
    assert Reminder.objects.count() == written == 4
