"""An administrator sees who answers for which area, and gives areas to a post."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cadres.models import Assignment
from issues.actions import raise_issue
from issues.models import IssueCategory
from tests import cast


@pytest.fixture
def page(client, admin, lin, wu, grids):
    """The administrator's browser."""
    client.force_login(admin)
    return client


@pytest.fixture
def other(village):
    return cast.make_post(village, name="农办包片岗")


def url(area, name="assign", query=""):
    return reverse(f"office:{name}", args=[area.code]) + query


def told(areas, post=None, from_on=None, **more):
    return {
        "area": [area.code for area in areas],
        "post": post.pk if post else "",
        "from_on": (from_on or cast.today()).isoformat(),
        **more,
    }


def words(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


def test_it_begins_at_the_own_town(page, town):
    assert page.get(reverse("office:assign")).url == url(town)


def test_each_grid_shows_its_doors_and_who_answers(page, town, old_couple, workshop, lin):
    answer = words(page.get(url(town, query="?show=all")))

    assert "瞿巷村1网格" in answer
    assert f"{cast.post_of(lin)}{lin.name}" in answer
    assert "天和社区1网格" in answer


def test_where_nobody_answers_is_counted_and_listed(page, town, grids):
    answer = page.get(url(town, query="?show=gaps"))
    board = answer.context["board"]

    assert [row.name for row in board.rows] == [grids[2].name]
    assert [(branch.name, branch.gaps) for branch in board.tree if branch.gaps] == [("瞿巷村", 1)]


def test_an_assignment_that_ends_leaves_a_gap_ahead(page, town, grids):
    Assignment.objects.filter(area=grids[0]).update(to_on=cast.days_ago(-7))

    board = page.get(url(town)).context["board"]

    assert board.gaps == 2


def test_a_village_without_grids_counts_as_itself(page, town):
    cast.make_area("320581101212")

    board = page.get(url(town, query="?show=gaps")).context["board"]

    assert "新丰村" in [row.name for row in board.rows]


def test_doors_in_no_grid_have_a_row_of_their_own(page, town, village):
    cast.make_place(village)

    board = page.get(url(town, query="?show=all")).context["board"]

    assert [row.line.households for row in board.rows if row.line.is_rest] == [1]


def test_several_grids_are_given_at_once_and_the_gap_closes(page, town, grids, other, admin):
    answer = page.post(url(town), told(grids, other), follow=True)

    made = Assignment.objects.filter(post=other, made_by=admin)
    assert made.count() == 3
    assert answer.context["board"].gaps == 0


def test_what_was_given_is_taken_back_from_the_bar(page, town, grids, other):
    before = list(Assignment.objects.order_by("pk").values_list("pk", "to_on"))
    answer = words(page.post(url(town), told(grids, other), follow=True))
    [undo] = re.findall(r'action="(/assign/undo/[^"]+)"', answer)

    page.post(undo)
    page.post(undo)

    assert list(Assignment.objects.order_by("pk").values_list("pk", "to_on")) == before


def test_another_persons_bar_takes_nothing_back(page, town, grids, other, gao):
    answer = words(page.post(url(town), told(grids, other), follow=True))
    [undo] = re.findall(r'action="(/assign/undo/[^"]+)"', answer)
    post = cast.make_post(town, "administrator", "副管理岗")
    page.force_login(cast.make_cadre("sun", "孙丽", post))

    assert page.post(undo).status_code == 404
    assert Assignment.objects.filter(post=other).count() == 3


def test_the_preview_tells_before_and_after_and_keeps_nothing(page, town, grids, other):
    cast.make_place(grids[0])
    cast.make_place(grids[2], "9组1号", kind="enterprise")
    before = Assignment.objects.count()

    answer = page.post(url(town, "assign_preview"), told([grids[0], grids[2]], other))

    effect = answer.context["effect"]
    assert (effect.before.households, effect.after.households) == (0, 1)
    assert (effect.before.enterprises, effect.after.enterprises) == (0, 1)
    assert (effect.empty_before, effect.empty_after) == (1, 0)
    assert Assignment.objects.count() == before


def test_the_preview_by_script_swaps_two_parts(page, town, grids, other):
    answer = words(
        page.post(
            url(town, "assign_preview"), told([grids[2]], other), headers={"hx-request": "true"}
        )
    )

    assert answer.startswith(' <div id="assign-picked"')
    assert 'id="assign-effect" aria-live="polite" hx-swap-oob="true"' in answer
    assert "<html" not in answer


def test_a_sketch_may_lack_anything(page, town):
    answer = page.post(url(town, "assign_preview"), {"from_on": "", "post": ""})

    assert answer.status_code == 200
    assert answer.context["effect"] is None


def test_what_waits_may_begin_today(page, town, grids, other):
    later = cast.days_ago(-7)
    preview = page.post(url(town, "assign_preview"), told([grids[2]], other, later))
    assert [line.area for line in preview.context["effect"].waiting] == [grids[2]]

    page.post(url(town), told([grids[2]], other, later, at_once=[grids[2].code]))

    assert Assignment.objects.get(post=other).from_on == cast.today()


def test_several_times_the_usual_load_is_said(page, town, village, grids, other):
    for number in range(11, 16):
        grid = cast.make_area(f"{village.code}{number:03}")
        cast.make_assignment(cast.make_post(grid, name=f"岗{number}"), grid)
        cast.make_place(grid)
    for number in range(6):
        cast.make_place(grids[2], f"5组{number + 1}号")

    effect = page.post(url(town, "assign_preview"), told([grids[2]], other)).context["effect"]

    assert (effect.too_much.low, effect.too_much.times) == (1, 6)


def test_the_last_day_named_is_still_inside(page, town, grids, other):
    last = cast.days_ago(-9)

    page.post(url(town), told([grids[2]], other, last_on=last.isoformat()))

    assert Assignment.objects.get(post=other).to_on == last + timedelta(days=1)


def test_a_refusal_is_said_and_the_ticks_stay(page, town, grids, other, lin):
    answer = page.post(url(town), told([grids[0]], other, cast.days_ago(1)))

    assert answer.context["form"].non_field_errors()
    assert answer.context["form"].codes == {grids[0].code}
    assert not Assignment.objects.filter(post=other).exists()


def test_who_did_not_see_the_last_change_is_told(page, town, grids, other, wu):
    seen = page.get(url(town)).context["board"].seen
    page.post(url(town), told([grids[2]], other, seen=seen))

    answer = page.post(url(town), told([grids[2]], cast.post_of(wu), cast.days_ago(-1), seen=seen))

    assert answer.context["form"].errors.as_data()["__all__"][0].code == "changed"
    assert Assignment.objects.get(area=grids[2]).to_on is None


def test_a_plan_is_shown_and_dropped(page, town, grids, other):
    page.post(url(town), told([grids[2]], other, cast.days_ago(-7)))
    planned = Assignment.objects.get(post=other)
    preview = page.post(url(town, "assign_preview"), told([grids[2]]))
    assert preview.context["planned"] == [planned]

    page.post(url(town, "assign_drop"), {"drop": planned.pk})

    assert not Assignment.objects.filter(post=other).exists()


def test_from_a_day_on_nobody(page, town, grids):
    page.post(url(town, "assign_end"), told([grids[0]], from_on=cast.days_ago(-3)))

    assert Assignment.objects.get(area=grids[0]).to_on == cast.days_ago(-3)


def test_a_post_of_another_county_cannot_be_chosen(page, town, grids, far_away):
    stranger = cast.make_post(far_away.area)

    answer = page.post(url(town), told([grids[2]], stranger))

    assert "post" in answer.context["form"].errors
    assert not Assignment.objects.filter(post=stranger).exists()


def test_a_grid_of_another_town_cannot_be_ticked(page, town, next_town, other):
    elsewhere = cast.make_area("320581102201001")

    answer = page.post(url(town), told([elsewhere], other))

    assert "area" in answer.context["form"].errors


def test_a_town_outside_does_not_exist(page, next_town):
    assert page.get(url(next_town)).status_code == 404
    assert page.post(url(next_town), {}).status_code == 404


def test_a_county_lists_its_towns_with_their_gaps(client, county, town, next_town, grids):
    client.force_login(cast.make_cadre("sun", "孙丽", cast.make_post(county, "administrator")))

    rows = client.get(url(county)).context["rows"]

    assert [(row.name, row.gaps) for row in rows] == [("梅李镇", 3), ("海虞镇", 0)]


def test_rows_are_found_by_place_post_and_person(page, town, lin):
    for word in ("瞿巷村1", "包片岗", "林秀英"):
        board = page.get(url(town, query=f"?q={word}")).context["board"]
        assert "瞿巷村1网格" in [row.name for row in board.rows]


def test_open_issues_and_doors_due_soon_are_said_to_go_along(page, town, grids, other, lin):
    place = cast.make_place(grids[2], joined_on=cast.days_ago(360))
    cast.make_unit(town, "镇政府")
    raise_issue(
        id=None,
        place=place,
        by=lin,
        under=cast.post_of(lin),
        title="水渠塌了",
        text="3组水渠塌了一段",
        category=IssueCategory.objects.all()[0],
        at=timezone.now(),
    )

    handed = (
        page.post(url(town, "assign_preview"), told([grids[2]], other)).context["effect"].handed
    )

    assert (handed.issues, handed.due_soon) == (1, 1)


def test_a_long_name_keeps_its_end(page, town):
    long = "经济技术开发区东湖花园社区"
    cast.make_area("320581101098", long)
    cast.make_area("320581101098001", f"{long}1网格")

    board = page.get(url(town, query="?show=all")).context["board"]

    assert "…花园社区1网格" in [row.short for row in board.rows]


@pytest.mark.parametrize("many", [1, 50])
def test_fifty_grids_cost_as_many_queries_as_one(
    page, town, village, many, django_assert_max_num_queries
):
    for number in range(100, 100 + many):
        grid = cast.make_area(f"{village.code}{number}")
        cast.make_assignment(cast.make_post(grid, name=f"岗{number}"), grid)

    with django_assert_max_num_queries(20):
        page.get(url(town, query="?show=all"))


def test_the_last_day_of_all_days_never_comes(page, town, grids, other):
    page.post(url(town), told(grids[2:], other, last_on="9999-12-31"))

    assert Assignment.objects.get(post=other).to_on is None
