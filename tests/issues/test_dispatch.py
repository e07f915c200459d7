"""Town dispatch: many to one lead at once; back to the village; whoever was quicker is told."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from cadres.workdays import closing_after, near
from issues import actions
from issues.models import Issue, IssueCategory, ProposedLead
from issues.queries import loads, proposed_lead
from tests import cast


@pytest.fixture
def step(dispatcher, now):
    """Dispatch acts."""
    return {"by": dispatcher, "under": cast.post_of(dispatcher), "at": now}


@pytest.fixture
def station(handler):
    return cast.post_of(handler).unit


@pytest.fixture
def another(old_couple, raised, lin, now):
    """A second issue that waits at dispatch."""
    return actions.raise_issue(
        id=None,
        place=old_couple,
        by=lin,
        under=cast.post_of(lin),
        title="路灯不亮",
        text="晚上看不见台阶。",
        category=IssueCategory.objects.get(code="roads_water"),
        at=now,
    )


def test_many_go_to_one_lead_with_a_word_and_their_limits_stay(raised, another, station, step):
    limits = {raised.due_at, another.due_at}
    outcome = actions.hand_over(issues=[raised, another], lead=station, word="一起看", **step)

    assert (len(outcome.done), outcome.refused) == (2, [])
    assert set(Issue.objects.to_accept()) == {raised, another}
    assert {issue.due_at for issue in outcome.done} == limits
    assert raised.events.last().note == "一起看"
    assert raised.events.last().holder == station


def test_other_units_and_the_village_help(raised, town, station, village, desk, step):
    office = cast.make_unit(town, "建设办")
    actions.hand_over(
        issues=[raised], lead=station, helping=[office, station], with_villages=True, **step
    )

    assert set(raised.helping_units.all()) == {office, cast.post_of(desk).unit}


def test_what_somebody_else_handed_over_is_told_and_the_others_are_done(
    raised, another, town, station, step
):
    office = cast.make_unit(town, "建设办")
    cast.make_cadre("jian", "简明", cast.make_post(town, "handler", "承办岗", office))
    actions.hand_over(issues=[raised], lead=office, **step)
    outcome = actions.hand_over(issues=[raised, another], lead=station, **step)

    assert outcome.done == [another]
    assert len(outcome.refused) == 1
    assert "蒋洁" in outcome.refused[0]
    raised.refresh_from_db()
    assert raised.lead_unit == office


def test_the_same_lead_with_another_word_is_no_second_tap(raised, station, step):
    actions.hand_over(issues=[raised], lead=station, word="一起看", **step)
    again = actions.hand_over(issues=[raised], lead=station, word="一起看", **step)
    other = actions.hand_over(issues=[raised], lead=station, word="先修路", **step)

    assert again.done == [raised]
    assert other.done == []
    assert "蒋洁" in other.refused[0]


def test_nothing_goes_to_a_unit_where_nobody_handles(raised, town, step):
    with pytest.raises(ValidationError) as refusal:
        actions.hand_over(issues=[raised], lead=cast.make_unit(town, "空着的站"), **step)

    assert refusal.value.code == "no_handler"


def test_nothing_ticked_is_said(station, step):
    with pytest.raises(ValidationError) as refusal:
        actions.hand_over(issues=[], lead=station, **step)

    assert refusal.value.code == "none"


def test_a_hand_over_is_taken_back_until_it_was_taken_on(handed, handler, dispatcher, step, now):
    outcome = actions.take_back_hand_over(issues=[handed], **step)
    assert outcome.done[0].lead_unit == cast.post_of(dispatcher).unit
    assert list(Issue.objects.to_dispatch()) == [handed]

    actions.hand_over(issues=[handed], lead=cast.post_of(handler).unit, **step)
    actions.accept(issue=handed, by=handler, under=cast.post_of(handler), at=now)
    outcome = actions.take_back_hand_over(issues=[handed], **step)
    assert outcome.done == []
    assert "何强" in outcome.refused[0]


def test_it_goes_back_to_the_village_with_a_word(raised, desk, step):
    outcome = actions.give_back(issues=[raised], why="村里能收", **step)

    assert len(outcome.done) == 1
    assert list(Issue.objects.new_at_desk()) == [raised]
    assert raised.events.last().note == "村里能收"


def test_not_to_a_village_without_a_desk(raised, step):
    outcome = actions.give_back(issues=[raised], why="村里能收", **step)

    assert outcome.done == []
    assert raised.title in outcome.refused[0]


def test_who_does_not_take_it_on_sends_it_back_with_a_reason(handed, handler, dispatcher, now):
    issue = actions.decline(
        issue=handed, why="归建设办", by=handler, under=cast.post_of(handler), at=now
    )

    assert issue.lead_unit == cast.post_of(dispatcher).unit
    assert list(Issue.objects.to_dispatch()) == [handed]
    assert issue.events.last().note == "归建设办"


def test_dispatch_of_another_town_hands_nothing_over(raised, station, gu, now):
    with pytest.raises(PermissionDenied):
        actions.hand_over(issues=[raised], lead=station, by=gu, under=cast.post_of(gu), at=now)


def test_the_nearest_area_proposes_the_lead(raised, county, town, station):
    kind = raised.category
    ProposedLead.objects.create(category=kind, area=county, unit=cast.make_unit(county, "水务局"))
    assert str(proposed_lead(kind, raised.area_path)) == "水务局"

    ProposedLead.objects.create(category=kind, area=town, unit=station)
    assert proposed_lead(kind, raised.area_path) == station
    assert proposed_lead(IssueCategory.objects.get(code="other"), raised.area_path) is None


def test_a_kind_below_another_goes_by_that_ones_lead(raised, town, station):
    ProposedLead.objects.create(category=raised.category, area=town, unit=station)
    below = IssueCategory.objects.create(code="culverts", name="涵洞", parent=raised.category)

    assert proposed_lead(below, raised.area_path) == station


def test_a_units_load_counts_what_it_has_and_what_is_overdue(taken_on, said_done, station, now):
    assert loads([station], at=now) == {}

    Issue.objects.update(status="in_progress")
    assert loads([station], at=now) == {station.pk: (1, 0)}
    assert loads([station], at=taken_on.due_at) == {station.pk: (1, 1)}


def test_sorted_anew_it_has_the_limit_of_its_new_kind_from_raising_on(raised, step):
    kind = IssueCategory.objects.get(code="safety")
    issue = actions.recategorise(issue=raised, category=kind, urgency="urgent", **step)

    assert (issue.category, issue.urgency) == (kind, "urgent")
    assert issue.due_at == closing_after(issue.raised_at, kind.urgent_limit_days)
    assert issue.near_due_at == near(issue.raised_at, issue.due_at)


def test_sorted_anew_and_back_it_has_the_limit_it_had(raised, step):
    due_at, kind = raised.due_at, raised.category
    other = IssueCategory.objects.get(code="safety")
    actions.recategorise(issue=raised, category=other, urgency="urgent", **step)

    again = actions.recategorise(issue=raised, category=kind, urgency="ordinary", **step)

    assert again.due_at == due_at


def test_the_step_tells_both_limits(raised, step):
    before = timezone.localdate(raised.due_at)
    kind = IssueCategory.objects.get(code="safety")
    issue = actions.recategorise(issue=raised, category=kind, urgency="urgent", **step)

    note, after = issue.events.last().note, timezone.localdate(issue.due_at)
    assert "安全隐患" in note
    for day in (before, after):
        assert f"{day.year}年{day.month}月{day.day}日" in note
