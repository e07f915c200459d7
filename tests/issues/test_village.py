"""The village desk: it receives first, does it itself, or sends it up with a word."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from cadres.editing import seen_of
from issues import actions
from issues.actions.village import SEEN
from issues.models import Issue, IssueCategory
from tests import cast


@pytest.fixture
def new(old_couple, lin, desk, now):
    """What the old couple raised; it lands at the desk of 瞿巷村."""
    return actions.raise_issue(
        id=None,
        place=old_couple,
        by=lin,
        under=cast.post_of(lin),
        title="垃圾桶三天没收",
        text="天热，味道飘到屋里。",
        category=IssueCategory.objects.get(code="environment"),
        at=now,
    )


@pytest.fixture
def step(desk, now):
    """The desk acts."""
    return {"by": desk, "under": cast.post_of(desk), "at": now}


def kinds(issue):
    return [event.kind for event in issue.events.all()]


def test_the_village_desk_receives_first(new, desk, dispatcher):
    assert new.lead_unit == cast.post_of(desk).unit
    assert list(Issue.objects.new_at_desk()) == [new]
    assert not Issue.objects.to_dispatch().exists()


def test_where_nobody_holds_a_desk_town_dispatch_receives(raised, dispatcher):
    assert raised.lead_unit == cast.post_of(dispatcher).unit
    assert list(Issue.objects.to_dispatch()) == [raised]


def test_the_village_says_who_does_it_by_when_and_the_limit_stays(new, lin, step):
    due_at = new.due_at
    issue = actions.settle_in_village(
        issue=new, assignee=cast.post_of(lin), by_day=cast.today(), **step
    )

    assert (issue.status, issue.assignee, issue.promised_on) == (
        "in_progress",
        cast.post_of(lin),
        cast.today(),
    )
    assert issue.due_at == due_at
    assert kinds(issue) == ["raised", "settled"]
    assert issue.events.last().assignee == cast.post_of(lin)


def test_the_same_answer_again_changes_nothing(new, lin, step):
    for _tap in range(2):
        issue = actions.settle_in_village(
            issue=new, assignee=cast.post_of(lin), by_day=cast.today(), **step
        )

    assert kinds(issue) == ["raised", "settled"]


def test_what_the_village_cannot_waits_at_dispatch_with_its_word(new, dispatcher, step):
    issue = actions.send_up(issue=new, why=" 要挖机 ", **step)

    assert (issue.status, issue.sent_up_why) == ("raised", "要挖机")
    assert list(Issue.objects.to_dispatch()) == [new]
    assert kinds(issue) == ["raised", "sent_up"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"by_day": cast.days_ago(1)}, "day_gone"),
        ({"assignee": "elsewhere"}, "not_of_village"),
    ],
)
def test_a_day_gone_and_a_post_elsewhere_are_refused(new, lin, wu, dispatcher, step, change, code):
    told = {"assignee": cast.post_of(lin), "by_day": cast.today()} | change
    if told["assignee"] == "elsewhere":
        told["assignee"] = cast.post_of(dispatcher)
    with pytest.raises(ValidationError) as refusal:
        actions.settle_in_village(issue=new, **told, **step)

    assert refusal.value.code == code


def test_sending_up_asks_for_a_word(new, dispatcher, step):
    with pytest.raises(ValidationError) as refusal:
        actions.send_up(issue=new, why="  ", **step)

    assert refusal.value.code == "no_text"


def test_nothing_is_sent_up_where_nobody_hands_over(new, step):
    with pytest.raises(ValidationError) as refusal:
        actions.send_up(issue=new, why="要挖机", **step)

    assert refusal.value.code == "no_dispatch"


def test_the_second_of_two_is_told_who_was_quicker(new, lin, wu, dispatcher, step):
    seen = seen_of(new, SEEN)
    actions.send_up(issue=new, why="要挖机", **step)

    for again in ({}, {"seen": seen}):
        with pytest.raises(ValidationError) as refusal:
            actions.settle_in_village(
                issue=new, assignee=cast.post_of(lin), by_day=cast.today(), **again, **step
            )
        assert refusal.value.code == "changed"
        assert "瞿明" in refusal.value.messages[0]


def test_whoever_has_seen_it_may_say_otherwise(new, lin, wu, step):
    actions.settle_in_village(issue=new, assignee=cast.post_of(lin), by_day=cast.today(), **step)
    new.refresh_from_db()
    tomorrow = cast.today() + timedelta(days=1)
    issue = actions.settle_in_village(
        issue=new, assignee=cast.post_of(wu), by_day=tomorrow, seen=seen_of(new, SEEN), **step
    )

    assert (issue.assignee, issue.promised_on) == (cast.post_of(wu), tomorrow)


def test_an_answer_can_be_taken_back(new, lin, dispatcher, step):
    actions.settle_in_village(issue=new, assignee=cast.post_of(lin), by_day=cast.today(), **step)
    actions.take_back_at_desk(issue=new, **step)
    assert list(Issue.objects.new_at_desk()) == [new]

    actions.send_up(issue=new, why="要挖机", **step)
    issue = actions.take_back_at_desk(issue=new, **step)
    assert (issue.sent_up_at, issue.sent_up_why, issue.assignee) == (None, "", None)
    assert kinds(issue)[-1] == "taken_back"


def test_not_once_the_town_has_handed_it_over(new, handler, dispatcher, step, now):
    actions.send_up(issue=new, why="要挖机", **step)
    actions.hand_over(
        issues=[new],
        lead=cast.post_of(handler).unit,
        by=dispatcher,
        under=cast.post_of(dispatcher),
        at=now,
    )
    with pytest.raises(ValidationError) as refusal:
        actions.take_back_at_desk(issue=new, **step)

    assert refusal.value.code == "changed"
    assert "蒋洁" in refusal.value.messages[0]


def test_only_its_own_desk_answers(new, lin, handler, now):
    for other in (lin, handler):
        with pytest.raises(PermissionDenied):
            actions.send_up(issue=new, why="要挖机", by=other, under=cast.post_of(other), at=now)


def test_who_is_to_do_it_says_that_it_is_done(new, lin, step, now):
    actions.settle_in_village(issue=new, assignee=cast.post_of(lin), by_day=cast.today(), **step)
    issue = actions.resolve(
        issue=new, done="收走了", result="solved", by=lin, under=cast.post_of(lin), at=now
    )

    assert (issue.status, issue.resolved_by) == ("claimed_resolved", lin)
