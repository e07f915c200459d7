"""Whoever does it: takes it on, tells how it goes, says it is done; and who sees what."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from cadres.access import grants_of
from issues import actions
from issues.models import Issue
from issues.turns import turns_of
from tests import cast


@pytest.fixture
def step(handler, now):
    """The water station acts."""
    return {"by": handler, "under": cast.post_of(handler), "at": now}


def test_taken_on_it_is_in_progress_with_who_took_it(handed, handler, step):
    for _tap in range(2):
        issue = actions.accept(issue=handed, **step)

    assert (issue.status, issue.assignee) == ("in_progress", cast.post_of(handler))
    assert [event.kind for event in issue.events.all()] == ["raised", "assigned", "accepted"]


def test_it_is_not_taken_on_any_more_when_it_was_taken_back(handed, dispatcher, step, now):
    actions.take_back_hand_over(
        issues=[handed], by=dispatcher, under=cast.post_of(dispatcher), at=now
    )
    Issue.objects.update(lead_unit=step["under"].unit)  # the page was open
    with pytest.raises(ValidationError) as refusal:
        actions.accept(issue=handed, **step)

    assert refusal.value.code == "changed"
    assert "蒋洁" in refusal.value.messages[0]


def test_only_the_lead_unit_takes_it_on(handed, handler_elsewhere, now):
    with pytest.raises(PermissionDenied):
        actions.accept(
            issue=handed, by=handler_elsewhere, under=cast.post_of(handler_elsewhere), at=now
        )


def test_declining_asks_for_a_reason(handed, step):
    with pytest.raises(ValidationError) as refusal:
        actions.decline(issue=handed, why=" ", **step)

    assert refusal.value.code == "no_text"


def test_a_comment_moves_nothing_and_is_kept_once(taken_on, step):
    for _tap in range(2):
        actions.comment(issue=taken_on, text="明天开工", **step)

    comments = taken_on.events.filter(kind="commented")
    assert [(event.before, event.after) for event in comments] == [("in_progress", "in_progress")]


def test_the_same_words_a_week_later_are_a_comment_of_their_own(taken_on, step, now):
    for days in (0, 7):
        actions.comment(issue=taken_on, text="还在等水泵", **step | {"at": now + timedelta(days)})

    assert taken_on.events.filter(kind="commented").count() == 2


def test_done_says_what_was_done_and_how_it_ended(taken_on, handler, step):
    issue = actions.resolve(issue=taken_on, done="换了泵", result="partly", **step)

    assert (issue.status, issue.result, issue.resolved_by) == (
        "claimed_resolved",
        "partly",
        handler,
    )
    assert (issue.events.last().note, issue.events.last().result) == ("换了泵", "partly")


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"done": " ", "result": "solved"}, "no_text"),
        ({"done": "换了泵", "result": ""}, "no_result"),
    ],
)
def test_done_without_words_or_outcome_is_refused(taken_on, step, told, code):
    with pytest.raises(ValidationError) as refusal:
        actions.resolve(issue=taken_on, **told, **step)

    assert refusal.value.code == code


def test_done_is_taken_back_while_nobody_has_confirmed_it(said_done, step):
    issue = actions.take_back_resolving(issue=said_done, **step)

    assert (issue.status, issue.done, issue.resolved_by) == ("in_progress", "", None)
    assert [event.kind for event in issue.events.all()][-2:] == ["resolved", "taken_back"]


def test_nobody_sees_what_no_post_of_theirs_opens(
    handed, lin, gao, admin, desk, handler, dispatcher, wu, handler_elsewhere, zhou, former
):
    sees = {
        cadre.username for cadre in (lin, gao, admin, desk, handler, dispatcher, wu,
                                     handler_elsewhere, zhou, former)
        if Issue.objects.visible_to(cadre).exists()
    }  # fmt: skip

    assert sees == {"lin", "gao", "fang", "qu", "he", "jiang"}


def test_who_helps_and_who_is_to_do_it_see_it(handed, wu, handler_elsewhere):
    handed.helping_units.add(cast.post_of(handler_elsewhere).unit)
    assert Issue.objects.visible_to(handler_elsewhere).get() == handed

    Issue.objects.update(assignee=cast.post_of(wu))
    assert Issue.objects.visible_to(wu).get() == handed


def test_whoever_raised_it_sees_it_wherever_it_goes(handed, lin, next_town):
    Issue.objects.update(area_path=next_town.path)
    assert Issue.objects.visible_to(lin).exists()

    lin.tenures.update(to_on=cast.today())
    assert not Issue.objects.visible_to(lin).exists()


def test_each_is_offered_the_steps_of_the_own_post(handed, handler, dispatcher, lin):
    def offered(cadre):
        return set(turns_of(handed, grants_of(cadre, on=cast.today())))

    assert offered(handler) == {"accept", "decline", "comment"}
    assert offered(dispatcher) == {"take_back_hand_over", "recategorise", "comment"}
    assert offered(lin) == {"comment"}
