"""An administrator keeps the categories of doors and issues, and says who usually settles what."""

import pytest
from django.urls import reverse

from cadres.models import Role
from households.models import Category
from issues.actions import raise_issue
from issues.models import IssueCategory, ProposedLead
from issues.queries import proposed_lead
from tests import cast
from visits.models import StandardVersion, VisitStandard


@pytest.fixture
def page(client, admin):
    """The administrator's browser."""
    client.force_login(admin)
    return client


@pytest.fixture
def roads(db):
    return IssueCategory.objects.get(code="roads_water")


@pytest.fixture
def water_station(town):
    post = cast.make_post(town, Role.HANDLER, "承办岗", cast.make_unit(town, "水利站"))
    cast.make_cadre("he2", "何二", post)
    return post.unit


def url(name, *args):
    return reverse(f"office:categories_{name}", args=[getattr(one, "pk", one) for one in args])


def seen(page, name, row):
    return page.get(url(name, row)).context["desk"].seen


def names(model):
    return [row.name for row in model.objects.all()]


def test_a_category_is_added_behind_another_under_a_code_of_its_own(page):
    first = Category.objects.all()[0]

    page.post(url("place_add"), {"name": "困境儿童", "after": first.pk})

    assert names(Category)[1] == "困境儿童"
    assert Category.objects.get(name="困境儿童").code.startswith("own-")


def test_a_category_is_renamed_and_put_first(page):
    row = Category.objects.get(code="dibao")

    page.post(url("place", row), {"name": "低保家庭", "seen": seen(page, "place", row)})

    assert names(Category)[0] == "低保家庭"
    assert Category.objects.get(name="低保家庭").code == "dibao"


@pytest.mark.parametrize("name", ["", " ", "低保户"])
def test_a_name_is_given_and_stands_once(page, name):
    answer = page.post(url("place_add"), {"name": name})

    assert answer.status_code == 422


def test_what_a_door_has_or_a_standard_names_stays(page, grids):
    worn, named = Category.objects.all()[:2]
    cast.make_place(grids[0], categories=[worn.code])
    StandardVersion.objects.create(
        standard=VisitStandard.objects.create(name="一条"),
        categories=[named.pk],
        every_days=9,
        modes=["door"],
        from_on=cast.today(),
    )

    for row in (worn, named):
        assert page.post(url("place_remove", row)).status_code == 409
        assert Category.objects.filter(pk=row.pk).exists()


def test_what_was_never_used_is_removed(page, roads):
    row = Category.objects.get(code="dibao")

    page.post(url("place_remove", row))
    page.post(url("issue_remove", roads))

    assert not Category.objects.filter(pk=row.pk).exists()
    assert not IssueCategory.objects.filter(pk=roads.pk).exists()


def test_the_second_is_told_of_a_category(page):
    row = Category.objects.get(code="dibao")
    old = seen(page, "place", row)
    page.post(url("place", row), {"name": "低保家庭", "seen": old})

    answer = page.post(url("place", row), {"name": "低保人家", "seen": old})

    assert "低保家庭" in str(answer.context["form"].non_field_errors())
    assert "低保人家" in answer.content.decode()
    row.refresh_from_db()
    assert row.name == "低保家庭"


def test_the_second_is_told_of_a_kind_of_issue(page, roads):
    old = seen(page, "issue", roads)
    told = {"name": roads.name, "urgent_limit_days": 3, "seen": old}
    page.post(url("issue", roads), {**told, "limit_days": 20})

    answer = page.post(url("issue", roads), {**told, "limit_days": 30})

    assert "20" in str(answer.context["form"].non_field_errors())
    roads.refresh_from_db()
    assert roads.limit_days == 20


def test_a_kind_of_issue_is_added_below_another(page, roads):
    told = {"name": "路灯", "parent": roads.pk, "limit_days": 5, "urgent_limit_days": 1}

    page.post(url("issue_add"), told)

    lamp = IssueCategory.objects.get(name="路灯")
    assert (lamp.parent, lamp.limit_days) == (roads, 5)
    assert page.post(url("issue_remove", roads)).status_code == 409


def test_urgent_ones_have_no_more_time(page, roads):
    told = {"name": roads.name, "limit_days": 3, "urgent_limit_days": 5}

    answer = page.post(url("issue", roads), {**told, "seen": seen(page, "issue", roads)})

    assert answer.status_code == 422


def test_a_kind_with_issues_stays(page, roads, old_couple, lin):
    visit = cast.make_visit(old_couple, lin)
    raise_issue(
        id=None,
        visit=visit,
        place=old_couple,
        by=lin,
        under=cast.post_of(lin),
        title="路坏了",
        text="村口的路坏了",
        category=roads,
        at=cast.at(cast.today(), "00:02"),
    )

    assert page.post(url("issue_remove", roads)).status_code == 409


def test_a_unit_usually_leads_a_kind_in_an_area(page, roads, town, village, water_station):
    told = {"lead-area": town.pk, "lead-unit": water_station.pk}

    page.post(url("lead", roads), told)

    assert proposed_lead(roads, village.path) == water_station
    page.post(url("lead_remove", roads, ProposedLead.objects.get()))
    assert proposed_lead(roads, village.path) is None


def test_who_takes_a_lead_away_second_is_told(page, roads, town, water_station):
    gone = ProposedLead.objects.create(category=roads, area=town, unit=water_station)
    url_of_it = url("lead_remove", roads, gone)
    page.post(url_of_it)

    answer = page.post(url_of_it, follow=True)

    assert "别人已经去掉了" in answer.text


def test_another_unit_there_has_to_go_first(page, roads, town, water_station):
    ProposedLead.objects.create(category=roads, area=town, unit=cast.make_unit(town, "建管所"))

    answer = page.post(url("lead", roads), {"lead-area": town.pk, "lead-unit": water_station.pk})

    assert answer.status_code == 422
    assert ProposedLead.objects.get().unit.name == "建管所"


def test_below_another_administrator_they_are_read_only(page, town, roads):
    cast.make_cadre("top", "顶", cast.make_post(town.parent, Role.ADMINISTRATOR, "县管理岗"))

    assert page.post(url("issue_remove", roads)).status_code == 404
    assert page.post(url("place_add"), {"name": "新"}).status_code == 404
    assert not page.get(url("issue", roads)).context["desk"].may_keep


@pytest.mark.parametrize("count", [1, 50])
def test_the_page_asks_as_often_however_many(page, roads, count, django_assert_max_num_queries):
    for number in range(count):
        Category.objects.create(code=f"k{number}", name=f"类{number}")
        IssueCategory.objects.create(code=f"k{number}", name=f"事{number}", parent=roads)

    with django_assert_max_num_queries(20):
        page.get(url("issue", roads))
