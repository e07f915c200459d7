from datetime import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from uuid_utils.compat import uuid7

from cadres.models import Area, Cadre
from households.models import Place
from issues import actions, queries
from issues.actions import lead_unit_for
from issues.models import Issue, IssueCategory
from issues.titles import title_of
from tests import cast

FRIDAY = datetime(2026, 11, 20, 14, 32, tzinfo=cast.SHANGHAI)


def raise_it(place: Place, by: Cadre, **told: Any) -> Issue:
    return actions.raise_issue(
        **{
            "id": None,
            "place": place,
            "by": by,
            "under": cast.post_of(by),
            "title": "水渠塌了一段",
            "text": "3组水渠塌了一段，稻田进水",
            "category": IssueCategory.objects.get(code="roads_water"),
            "at": FRIDAY,
        }
        | told
    )


def test_an_issue_is_raised_with_its_first_event(old_couple: Place, lin: Cadre) -> None:
    issue = raise_it(old_couple, lin)

    assert issue.status == Issue.Status.RAISED
    assert issue.area_path == old_couple.area_path
    assert [(event.kind, event.by) for event in issue.events.all()] == [("raised", lin)]
    assert queries.open_of(old_couple) == [issue]


def test_its_limit_is_told_in_working_days_of_its_kind(old_couple: Place, lin: Cadre) -> None:
    ordinary = raise_it(old_couple, lin)
    urgent = raise_it(old_couple, lin, urgency="urgent")

    assert cast.at(ordinary.due_at.date(), "17:00") == ordinary.due_at
    assert urgent.due_at == datetime(2026, 11, 25, 17, tzinfo=cast.SHANGHAI)
    assert FRIDAY < urgent.near_due_at < urgent.due_at < ordinary.due_at


def test_numbers_follow_one_another_within_a_year(old_couple: Place, lin: Cadre) -> None:
    numbers = [raise_it(old_couple, lin).number for _ in range(2)]
    next_year = raise_it(old_couple, lin, at=FRIDAY.replace(year=2027))

    assert numbers == ["2026-000001", "2026-000002"]
    assert next_year.number == "2027-000001"


def test_the_same_id_again_makes_no_second_issue(
    old_couple: Place, workshop: Place, lin: Cadre
) -> None:
    one = uuid7()

    assert raise_it(old_couple, lin, id=one) == raise_it(old_couple, lin, id=one)
    assert Issue.objects.count() == 1
    for place, other in ((workshop, {}), (old_couple, {"text": "别的"})):
        with pytest.raises(ValidationError) as refusal:
            raise_it(place, lin, id=one, **other)
        assert refusal.value.code == "id_taken"


def test_the_nearest_unit_leads(old_couple: Place, village: Area, town: Area, lin: Cadre) -> None:
    assert lead_unit_for(old_couple) == cast.make_unit(town)
    desk = cast.make_unit(village, "瞿巷村村委会")
    assert raise_it(old_couple, lin).lead_unit == desk


def test_where_no_unit_holds_the_place_the_first_receiver_answers(
    far_away: Place, lin: Cadre
) -> None:
    assert raise_it(far_away, lin).lead_unit == cast.post_of(lin).unit


def test_an_issue_without_a_word_is_refused(old_couple: Place, lin: Cadre) -> None:
    with pytest.raises(ValidationError) as refusal:
        raise_it(old_couple, lin, text="  ")

    assert refusal.value.code == "no_text"
    assert not Issue.objects.exists()


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("路灯坏了。晚上看不见", "路灯坏了"),
        ("\n 水管漏水 \n 一直漏", "水管漏水"),
        ("一" * 60, "一" * 39 + "…"),
        ("。。。", "。。。"),
    ],
)
def test_the_title_is_the_first_sentence(text: str, title: str) -> None:
    assert title_of(text) == title
