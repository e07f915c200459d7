"""The copy of the own places that a phone keeps: what is in it, and that it is the pages' own."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from households.models import Resident
from issues import actions as issues
from issues.models import IssueCategory
from phone.templatetags.slots import CLOSES, OPENS
from tests import cast
from visits import actions

URL = "/api/v1/bundle"


@pytest.fixture
def copy(phone):
    """Take the copy."""
    return lambda after=0: phone.get(URL, {"after": after}).json()


def filled(skeleton: str, slots: dict[str, str]) -> str:
    """As the phone fills a page."""
    return re.sub(f"{OPENS}([a-z_-]+){CLOSES}", lambda mark: slots.get(mark[1], ""), skeleton)


def plain(html: str) -> list[str]:
    """A page, tag by tag, without what differs from one asking to the next."""
    html = re.sub(r' data-at="[^"]*"', "", html)
    html = re.sub(r'(csrfmiddlewaretoken" value=|X-CSRFToken": )"[^"]*"', r"\1", html)
    for name in ("client_id", "issue_id", "phone_at"):
        html = re.sub(rf'(name="{name}") value="[^"]*"', r"\1", html)
    html = re.sub(r"\b\d\d:\d\d\b", "", html)
    return re.sub(r"\s+", "", html).split("<")


def full(place, by) -> None:
    """Something of everything that a card tells."""
    who = {"by": by, "under": cast.post_of(by), "at": timezone.now(), "place": place}
    category = IssueCategory.objects.first()
    for number in range(5):
        cast.make_visit(place, by, cast.days_ago(number * 20 + 1))
    actions.make_promise(id=None, text="带表来", due_on=cast.today(), **who)
    issues.raise_issue(id=None, title="路灯坏了", text="路灯", category=category, **who)


@pytest.mark.parametrize("kind", ["household", "enterprise"])
def test_a_card_of_the_copy_is_the_card_of_the_page(phone, copy, lin, grid, kind):
    place = cast.make_place(grid, "3组7号", "丰登米业", kind=kind)
    full(place, lin)
    told = copy()
    one = next(row for row in told["places"] if row["id"] == place.pk)
    page = phone.get(reverse("phone:place", args=[place.pk])).content.decode()
    assert plain(filled(told["pages"]["place"], one["card"] | {"id": str(place.pk)})) == plain(page)


@pytest.mark.parametrize("kind", ["household", "enterprise"])
def test_a_form_of_the_copy_is_the_form_of_the_page(phone, copy, lin, grid, kind):
    place = cast.make_place(grid, "3组7号", "丰登米业", kind=kind)
    full(place, lin)
    told = copy()
    one = next(row for row in told["places"] if row["id"] == place.pk)
    page = phone.get(reverse("phone:visit", args=[place.pk])).content.decode()
    assert plain(
        filled(told["forms"][one["skeleton"]], one["form"] | {"id": str(place.pk)})
    ) == plain(page)


def test_the_same_copy_is_not_sent_twice(phone, old_couple):
    first = phone.get(URL)
    again = phone.get(URL, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_visit_makes_another_copy(phone, lin, old_couple):
    first = phone.get(URL)
    cast.make_visit(old_couple, lin)
    assert phone.get(URL, headers={"If-None-Match": first["ETag"]}).status_code == 200


def asked(phone) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert phone.get(URL).status_code == 200
    return len(queries)


def test_a_hundred_doors_cost_the_questions_of_one(phone, lin, grid):
    full(cast.make_place(grid, "3组1号"), lin)
    of_one = asked(phone)
    for number in range(2, 30):
        full(cast.make_place(grid, f"3组{number}号"), lin)
    assert asked(phone) <= of_one <= 90


def test_the_copy_goes_on_after_a_hundred_doors(phone, copy, grid, monkeypatch):
    monkeypatch.setattr("phone.copies.A_PAGE", 2)
    for number in range(3):
        cast.make_place(grid, f"3组{number}号")
    first = copy()
    then = copy(first["next"])
    assert (len(first["places"]), len(then["places"]), then["next"]) == (2, 1, None)
    assert then["pages"] == {}


def test_the_copy_holds_no_number_of_anybody(phone, grid):
    place = cast.make_place(grid)
    number, line = "320581195001011234", "13812345678"
    Resident.objects.filter(household=place.pk).update(id_number=number, phone=line)
    text = phone.get(URL).content.decode()
    assert place.name in text
    assert number not in text
    assert line not in text


def test_the_copy_holds_only_the_own_ground(phone, copy, grid, next_grid):
    cast.make_place(next_grid, "9组9号", "别人家")
    mine = cast.make_place(grid, "3组1号")
    assert [one["id"] for one in copy()["places"]] == [mine.pk]


def test_nobody_without_doors_gets_any(client, gao):
    client.force_login(gao)
    assert client.get(URL).json()["places"] == []


def test_the_copy_is_for_whoever_is_logged_in(client):
    assert client.get(URL).status_code == 401
