"""The copy of the own places that a phone keeps: what is in it, and that it is the pages' own."""

import json
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
