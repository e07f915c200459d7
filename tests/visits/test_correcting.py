"""A visit may be told anew or taken back; what was said before is kept (DOMAIN 4.5, 5)."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from tests import cast
from visits import actions, log
from visits.models import FormerVisitor, VisitorRole


def correct(visit, by, **told):
    lines = [actions.VisitorLine(cadre=by, post=cast.post_of(by))]
    told = {"outcome": "met", "visitors": lines, "at": visit.received_at, **told}
    return actions.correct(visit=visit, by=by, **told)


def test_within_72_hours_its_author_needs_no_reason(old_couple, lin):
    visit = cast.make_visit(old_couple, lin, cast.days_ago(2))

    correct(visit, lin, outcome="nobody_home")

    old_couple.refresh_from_db()
    assert old_couple.covered_until is None
    assert old_couple.empty_handed == 1


@pytest.mark.parametrize("late", [timedelta(hours=72), timedelta(days=90)])
def test_afterwards_a_correction_says_why(old_couple, lin, late):
    visit = cast.make_visit(old_couple, lin, cast.days_ago(9))

    with pytest.raises(ValidationError) as refused:
        correct(visit, lin, outcome="nobody_home", at=visit.received_at + late)

    assert refused.value.code == "why"


def test_somebody_else_always_says_why(old_couple, lin, gao):
    visit = cast.make_visit(old_couple, lin, cast.days_ago(1))

    with pytest.raises(ValidationError):
        correct(visit, gao, outcome="nobody_home")
    corrected = correct(visit, gao, outcome="nobody_home", why="Wrong door")

    assert (corrected.corrected_by, corrected.corrected_why) == (gao, "Wrong door")


def test_every_version_is_kept(old_couple, lin):
    visit = cast.make_visit(old_couple, lin, cast.days_ago(1), note="first")

    correct(visit, lin, note="second")
    correct(visit, lin, note="third", at=visit.received_at + timedelta(hours=1))

    notes = [version.note for version in visit.events.order_by("pgh_id")]
    assert notes == ["first", "second", "third"]


def test_who_was_said_to_have_gone_is_kept(old_couple, lin, wu):
    visit = cast.make_visit(old_couple, lin, cast.days_ago(1))
    line = actions.VisitorLine(cadre=wu, post=cast.post_of(wu))

    correct(visit, lin, visitors=[line])

    assert visit.visitors.get().cadre == wu
    assert FormerVisitor.objects.get(visit=visit).cadre == lin


def test_the_same_content_is_no_correction(old_couple, lin):
    visit = cast.make_visit(old_couple, lin, cast.days_ago(1))

    assert correct(visit, lin).corrected_at is None


def test_a_withdrawn_visit_covers_nothing_and_stays_on_record(old_couple, lin):
    visit = cast.make_visit(old_couple, lin, cast.days_ago(1))

    actions.withdraw(visit=visit, by=lin, why="Wrong door", at=visit.received_at)

    old_couple.refresh_from_db()
    visit.refresh_from_db()
    assert old_couple.covered_until is None
    assert old_couple.last_met_on is None
    assert (visit.withdrawn_by, visit.withdrawn_why) == (lin, "Wrong door")


def test_withdrawing_again_changes_nothing(old_couple, lin, gao):
    visit = cast.make_visit(old_couple, lin, cast.days_ago(1))
    first = actions.withdraw(visit=visit, by=lin, why="Wrong door", at=visit.received_at)

    for why in ("Wrong door", " "):
        again = actions.withdraw(visit=visit, by=gao, why=why, at=cast.at(cast.today()))
        assert (again.withdrawn_at, again.withdrawn_by) == (first.withdrawn_at, lin)


def test_whoever_withdraws_for_another_reason_is_told_of_the_first(old_couple, lin, gao):
    visit = cast.make_visit(old_couple, lin, cast.days_ago(1))
    actions.withdraw(visit=visit, by=lin, why="Wrong door", at=visit.received_at)

    with pytest.raises(ValidationError) as refused:
        actions.withdraw(visit=visit, by=gao, why="Never was", at=cast.at(cast.today()))

    assert refused.value.code == "withdrawn"
    assert "Wrong door" in refused.value.messages[0]
    visit.refresh_from_db()
    assert visit.withdrawn_why == "Wrong door"


def test_a_withdrawal_says_why(old_couple, lin):
    visit = cast.make_visit(old_couple, lin, cast.days_ago(1))

    with pytest.raises(ValidationError) as refused:
        actions.withdraw(visit=visit, by=lin, why=" ", at=visit.received_at)

    assert refused.value.code == "why"


def test_a_withdrawn_visit_is_not_corrected(old_couple, lin):
    visit = cast.make_visit(old_couple, lin, cast.days_ago(1))
    actions.withdraw(visit=visit, by=lin, why="Wrong door", at=visit.received_at)

    with pytest.raises(ValidationError) as refused:
        correct(visit, lin, outcome="nobody_home")

    assert refused.value.code == "withdrawn"


def test_the_earlier_credit_counts_again_when_the_later_one_is_withdrawn(old_couple, lin):
    cast.make_visit(old_couple, lin, cast.days_ago(40))
    later = cast.make_visit(old_couple, lin, cast.days_ago(3))

    actions.withdraw(visit=later, by=lin, why="Wrong door", at=later.received_at)

    old_couple.refresh_from_db()
    assert old_couple.last_met_on == cast.days_ago(40)


def logged_for(leader, place, by, day):
    visit = cast.make_visit(place, by, day)
    post = cast.post_of(leader)
    line = actions.VisitorLine(cadre=leader, post=post, role=VisitorRole.LEADER)
    return correct(visit, by, visitors=[line])


def test_a_leaders_visit_that_an_aide_logged_covers_at_once(old_couple, lin, leader):
    logged_for(leader, old_couple, lin, cast.days_ago(1))

    old_couple.refresh_from_db()
    assert old_couple.last_met_on == cast.days_ago(1)


def test_only_the_leader_confirms_and_once(old_couple, lin, leader):
    visit = logged_for(leader, old_couple, lin, cast.days_ago(1))
    at = cast.at(cast.today())

    with pytest.raises(PermissionDenied):
        actions.confirm_leader(visit=visit, leader=lin, at=at)
    actions.confirm_leader(visit=visit, leader=leader, at=at)
    actions.confirm_leader(visit=visit, leader=leader, at=at + timedelta(days=1))

    assert visit.visitors.get().confirmed_at == at


def test_the_leaders_yes_survives_a_correction(old_couple, lin, leader):
    visit = logged_for(leader, old_couple, lin, cast.days_ago(1))
    at = cast.at(cast.today(), "00:01")
    actions.confirm_leader(visit=visit, leader=leader, at=at)
    line = actions.VisitorLine(cadre=leader, post=cast.post_of(leader), role=VisitorRole.LEADER)

    correct(visit, lin, visitors=[line], note="Roof leaks", at=at + timedelta(minutes=1))

    assert visit.visitors.get().confirmed_at == at


def test_before_two_corrections_the_first_party_is_the_one_that_was_known(old_couple, lin, wu):
    visit = cast.make_visit(old_couple, lin, cast.days_ago(1))
    hours = [timedelta(hours=1), timedelta(hours=2)]
    for role, later in zip(["proxy", "leader"], hours, strict=True):
        line = actions.VisitorLine(cadre=wu, post=cast.post_of(wu), role=role)
        correct(visit, lin, visitors=[line], at=visit.received_at + later)

    def roles_known(at):
        (life,) = log.lives([old_couple.pk], on=cast.today(), at=at)
        return {*life.visits[0].roles, *life.visits[0].unconfirmed}

    assert roles_known(visit.received_at) == {"main"}
    assert roles_known(visit.received_at + hours[0]) == {"proxy"}
    assert roles_known(visit.received_at + hours[1]) == {"leader"}
