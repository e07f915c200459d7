"""Supporting and paired posts stand beside the one that answers, on the same board."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from cadres import actions
from cadres.models import Assignment, Duty
from households.models import Place
from tests import cast


@pytest.fixture
def other(village):
    return cast.make_post(village, name="农办包片岗")


def assign(post, area, duty, from_on=None, to_on=None):
    starts = [(area, from_on or cast.today())]
    return actions.assign(
        post=post, starts=starts, to_on=to_on, by=None, on=cast.today(), duty=duty
    )


def standing(area):
    rows = Assignment.objects.filter(area=area).order_by("pk")
    return [(row.post, row.duty, row.from_on, row.to_on) for row in rows]


@pytest.mark.parametrize("duty", [Duty.SUPPORTING, Duty.PAIRED])
def test_whoever_answers_goes_on_answering(lin, grid, other, duty):
    before = standing(grid)

    assign(other, grid, duty)

    assert standing(grid) == [*before, (other, duty, cast.today(), None)]


def test_two_posts_may_support_one_grid(lin, wu, grid, other):
    assign(other, grid, Duty.SUPPORTING)
    assign(cast.post_of(wu), grid, Duty.SUPPORTING)

    assert Assignment.objects.filter(area=grid, duty=Duty.SUPPORTING).count() == 2


def test_supporting_opens_the_doors_at_once(grid, other, old_couple):
    cadre = cast.make_cadre("sun", "孙丽", other)
    assert not Place.objects.visible_to(cadre).exists()

    assign(other, grid, Duty.SUPPORTING)

    assert Place.objects.visible_to(cadre).get() == old_couple


def test_the_same_again_changes_only_the_last_day(grid, other):
    assign(other, grid, Duty.SUPPORTING)

    changes = assign(other, grid, Duty.SUPPORTING, to_on=cast.days_ago(-9))

    assert standing(grid) == [(other, "supporting", cast.today(), cast.days_ago(-9))]
    assert len(changes) == 1


def test_it_is_taken_back_whole(grid, other):
    changes = assign(other, grid, Duty.PAIRED)
    ended = actions.end_beside(assignment=Assignment.objects.get(), on=cast.today())
    actions.take_back(changes=ended, by=None, on=cast.today())
    assert standing(grid) == [(other, "paired", cast.today(), None)]

    actions.take_back(changes=changes, by=None, on=cast.today())

    assert not Assignment.objects.exists()


def test_what_runs_ends_today(gu, grid):
    actions.end_beside(assignment=Assignment.objects.get(), on=cast.today())
    actions.end_beside(assignment=Assignment.objects.get(), on=cast.today())

    assert standing(grid)[0][3] == cast.today()


def test_who_answers_is_not_ended_that_way(lin, grid):
    with pytest.raises(ValidationError) as refusal:
        actions.end_beside(assignment=Assignment.objects.get(area=grid), on=cast.today())

    assert refusal.value.code == "responsible"


@pytest.fixture
def page(client, admin, lin, grids):
    """The administrator's browser."""
    client.force_login(admin)
    return client


def sent(area, post, duty):
    today = cast.today().isoformat()
    return {"area": area.code, "post": post.pk, "duty": duty, "from_on": today}


def url(area, name="assign"):
    return reverse(f"office:{name}", args=[area.code])


def words(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


def test_the_board_gives_it_shows_it_and_takes_it_back(page, town, grid, other):
    answer = page.post(url(town), sent(grid, other, "supporting"), follow=True)

    row = next(row for row in answer.context["board"].rows if row.line.area == grid)
    assert row.helpers.startswith(f"协助：{other}")
    assert len(row.beside) == 1
    [undo] = re.findall(r'action="(/assign/undo/[^"]+)"', words(answer))
    page.post(undo)
    assert not Assignment.objects.filter(post=other).exists()


def test_the_preview_says_what_the_post_will_see_and_keeps_nothing(
    page, town, grid, other, old_couple, workshop
):
    answer = page.post(url(town, "assign_preview"), sent(grid, other, "paired"))

    opened = answer.context["effect"].opened
    assert (opened.households, opened.enterprises) == (1, 1)
    assert not Assignment.objects.filter(post=other).exists()


def test_the_board_ends_it(page, town, grid, gu):
    helping = Assignment.objects.get(duty="supporting", area=grid)

    answer = page.post(url(town, "assign_drop"), {"drop": helping.pk}, follow=True)

    assert "undo" in words(answer)
    helping.refresh_from_db()
    assert helping.to_on == cast.today()


def test_a_duty_that_is_none_is_refused(page, town, grid, other):
    answer = page.post(url(town), sent(grid, other, "boss"))

    assert "duty" in answer.context["form"].errors
