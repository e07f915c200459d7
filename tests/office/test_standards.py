"""An administrator says how often which doors are visited, and sees what that would change."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from households.models import Category
from tests import cast
from visits import standards
from visits.coverage import coverage_from_log
from visits.models import StandardVersion, VisitStandard


@pytest.fixture
def page(client, admin, lin, grids):
    """The administrator's browser."""
    client.force_login(admin)
    return client


@pytest.fixture
def poor(town):
    """低保户 every 90 days in the town, for years."""
    row = VisitStandard.objects.create(name="低保户")
    StandardVersion.objects.create(
        standard=row,
        area_path=town.path,
        categories=[key("dibao")],
        every_days=90,
        modes=["door"],
        from_on=cast.days_ago(800),
    )
    return row


def key(code):
    return Category.objects.get(code=code).pk


def url(standard=None, name="standard"):
    return reverse(f"office:{name}", args=[standard.pk] if standard else [])


def told(town, from_on=None, **more):
    stands = VisitStandard.objects.filter(name="低保户").first()
    return {
        "seen": standards.look_of(stands) if stands else "",
        "name": "低保户",
        "how": "days",
        "every_days": 30,
        "area": town.path,
        "categories": [key("dibao")],
        "modes": ["door"],
        "from_on": (from_on or cast.days_ago(-7)).isoformat(),
        **more,
    }


def words(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


def spans(standard):
    rows = standard.versions.order_by("from_on")
    return [(one.every_days, one.times, one.from_on, one.to_on) for one in rows]


def undo_in(answer):
    [address] = re.findall(r'action="(/standards/undo/[^"]+)"', words(answer))
    return address


def test_the_table_counts_the_doors_that_fit_by_front(page, town, village, poor, old_couple):
    cast.make_place(village, "1组1号", categories=["dibao"])

    rows = page.get(url(name="standards")).context["desk"].rows

    assert [row.standard.name for row in rows][1:] == ["低保户"]
    assert "1" in rows[1].fits[0]


def test_a_new_version_holds_from_its_day_and_the_old_one_before(page, town, poor):
    day = cast.days_ago(-7)

    page.post(url(poor), told(town, why="冬天取暖安全"))

    assert spans(poor) == [(90, None, cast.days_ago(800), day), (30, None, day, None)]
    assert poor.versions.latest("from_on").why == "冬天取暖安全"


def test_several_times_a_period(page, town, poor):
    page.post(url(poor), told(town, how="times", times=2, period="month", every_days=""))

    last = poor.versions.latest("from_on")
    assert (last.times, last.period, last.every_days) == (2, "month", None)


def test_the_bar_takes_it_back_exactly(page, town, poor):
    before = spans(poor)
    answer = page.post(url(poor), told(town, name="困难户"), follow=True)

    page.post(undo_in(answer))

    poor.refresh_from_db()
    assert (spans(poor), poor.name) == (before, "低保户")


def test_a_plan_is_taken_back_from_the_history(page, town, poor):
    before = spans(poor)
    page.post(url(poor), told(town))

    page.post(url(poor, "standard_drop"), {"version": poor.versions.latest("from_on").pk})

    assert spans(poor) == before


def test_what_holds_already_is_not_dropped(page, town, poor):
    held = poor.versions.get()

    answer = page.post(url(poor, "standard_drop"), {"version": held.pk})

    assert answer.status_code == 422
    assert poor.versions.get() == held


def test_a_standard_is_added_and_ended(page, town):
    page.post(url(name="standard_add"), told(town, name="残疾人", categories=[key("disabled")]))
    row = VisitStandard.objects.get(name="残疾人")
    day = cast.days_ago(-30)

    answer = page.post(url(row, "standard_end"), told(town, day, seen=standards.look_of(row)))

    assert answer.status_code == 302
    assert row.versions.get().to_on == day


def test_adding_is_undone_without_a_trace(page, town):
    answer = page.post(url(name="standard_add"), told(town), follow=True)

    page.post(undo_in(answer))

    assert not VisitStandard.objects.filter(is_base=False).exists()


def test_another_persons_bar_takes_nothing_back(page, town, poor):
    answer = page.post(url(poor), told(town), follow=True)
    post = cast.make_post(town, "administrator", "副管理岗")
    page.force_login(cast.make_cadre("sun", "孙丽", post))

    assert page.post(undo_in(answer)).status_code == 404
    assert poor.versions.count() == 2


def test_the_second_is_told_and_what_was_typed_survives(page, town, poor):
    seen = page.get(url(poor)).context["desk"].seen
    page.post(url(poor), told(town, seen=seen))

    answer = page.post(url(poor), told(town, seen=seen, every_days=45))

    assert answer.status_code == 422
    assert 'value="45"' in words(answer)
    assert [row[0] for row in spans(poor)] == [90, 30]
    page.post(url(poor), told(town, seen=answer.context["desk"].seen, every_days=45))
    assert [row[0] for row in spans(poor)] == [90, 45]


def test_a_refused_form_keeps_what_was_typed(page, town, poor):
    answer = page.post(url(poor), told(town, every_days="", name="长" * 60, modes=[]))

    assert set(answer.context["form"].errors) == {"every_days", "modes"}
    assert "长" * 60 in words(answer)


def test_no_standard_begins_yesterday(page, town, poor):
    answer = page.post(url(poor), told(town, cast.days_ago(1)))

    assert answer.context["form"].non_field_errors()
    assert poor.versions.count() == 1


def test_the_base_standard_is_read_only(page, town):
    base = VisitStandard.objects.get(is_base=True)

    assert not page.get(url(base)).context["desk"].may_change
    assert page.post(url(base), told(town)).status_code == 404


def test_one_of_a_larger_area_is_read_only_and_another_towns_is_not_there(page, town, next_town):
    above, aside = [VisitStandard.objects.create(name=name) for name in ("全市的", "海虞的")]
    for row, path in ((above, town.parent.path), (aside, next_town.path)):
        StandardVersion.objects.create(
            standard=row, area_path=path, every_days=90, modes=["door"], from_on=cast.days_ago(9)
        )

    assert page.post(url(above), told(town)).status_code == 404
    assert page.get(url(aside)).status_code == 404
    assert "海虞的" not in words(page.get(url(name="standards")))


def test_no_area_beyond_the_own_is_chosen(page, town, poor):
    answer = page.post(url(poor), told(town, area=town.parent.path))

    assert "area" in answer.context["form"].errors


def test_a_name_stands_once_in_an_area(page, town, poor):
    answer = page.post(url(name="standard_add"), told(town))

    assert answer.context["form"].non_field_errors()
    assert VisitStandard.objects.filter(name="低保户").count() == 1


def test_what_is_foreseen_is_what_the_board_says_that_day(page, town, grids, lin, poor):
    for number, days in enumerate([5, 20, 40, 80, 100, 400]):
        home = cast.make_place(
            grids[0], f"1组{number + 1}号", joined_on=cast.days_ago(700), categories=["dibao"]
        )
        cast.make_visit(home, lin, cast.days_ago(days))
    cast.make_place(grids[0], "2组1号", categories=["dibao"])
    day = cast.days_ago(-7)

    def covered():
        at = cast.at(day, "12:00")
        fronts = coverage_from_log(area=town, on=day, at=at).fronts.values()
        return sum(one.covered for one in fronts), sum(one.overdue for one in fronts)

    before = covered()
    effect = page.post(url(poor, "standard_preview"), told(town)).context["effect"]
    assert covered() == before

    page.post(url(poor), told(town))

    after = covered()
    assert effect.fits == 7
    assert effect.falls == effect.covered_before - effect.covered == before[0] - after[0] == 2
    assert effect.overdue == after[1] - before[1]


def test_the_first_day_on_which_one_is_due_is_named(page, town, grids, lin, poor):
    home = cast.make_place(grids[0], categories=["dibao"], joined_on=cast.days_ago(700))
    cast.make_visit(home, lin, cast.days_ago(10))

    effect = page.post(url(poor, "standard_preview"), told(town)).context["effect"]

    assert (effect.falls, effect.overdue) == (0, 0)
    assert effect.overdue_from == cast.days_ago(10) + timedelta(days=31)


def test_the_preview_by_script_is_one_part(page, town, poor):
    answer = page.post(url(poor, "standard_preview"), told(town), headers={"hx-request": "true"})

    assert words(answer).strip().startswith('<div id="standard-effect"')


def test_an_unfinished_form_foresees_nothing(page, town, poor):
    answer = page.post(url(poor, "standard_preview"), {"how": "days"})

    assert answer.status_code == 200
    assert answer.context["effect"] is None


@pytest.mark.parametrize("count", [1, 50])
def test_the_page_asks_as_often_however_many_standards(
    page, town, django_assert_max_num_queries, count
):
    for number in range(count):
        standards.add_standard(
            name=f"标准{number}",
            version=StandardVersion(
                area_path=town.path, every_days=90, modes=["door"], from_on=cast.today()
            ),
            at=cast.at(cast.today(), "00:01"),
            by=None,
        )

    with django_assert_max_num_queries(20):
        page.get(url(name="standards"))
