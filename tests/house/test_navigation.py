"""Everybody finds in the rail and in the tabs what their posts open, and nothing else (FACE 4)."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.urls import include, path, resolve

from config.navigation import Navigation


def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def app(name: str, **views: str) -> object:
    return include(([path(at, page, name=view) for view, at in views.items()], name))


urlpatterns = [
    path("", app("phone", today="today/", visit="visit/", me="me/")),
    path("", app("dashboards", coverage="coverage/", uncovered="uncovered/")),
    path("", app("office", assign="assign/")),
    path("", app("households", rosters="rosters/")),
    path("", app("reminders", inbox="inbox/")),
]


@pytest.fixture(autouse=True)
def _addresses(settings):
    settings.ROOT_URLCONF = __name__


def on_page(cadre, address="/today/") -> Navigation:
    request = RequestFactory().get(address)
    request.user = cadre
    request.resolver_match = resolve(address)
    return Navigation(request)


def labels(entries) -> list[str]:
    return [str(entry.label) for entry in entries]


def test_a_visitor_has_today_inbox_and_me(lin):
    assert labels(on_page(lin).tabs) == ["今天", "消息", "我"]


def test_a_supervisor_starts_at_coverage_and_sees_no_records(gao):
    navigation = on_page(gao)

    assert navigation.home.url == "/coverage/"
    assert navigation.post == "统筹·常熟市"
    assert [title for title, _entries in navigation.rail] == [""]


def test_an_administrator_finds_areas_and_rosters_under_the_records(admin):
    assert labels(on_page(admin).rail[1][1]) == ["区域和岗位", "花名册"]


def test_a_page_below_today_is_under_today_and_me_is_its_own(lin):
    def current(address: str) -> list[str]:
        return labels(entry for entry in on_page(lin, address).tabs if entry.is_current)

    assert current("/visit/") == ["今天"]
    assert current("/me/") == ["我"]


def test_a_page_asks_the_database_once_for_the_posts_and_once_for_the_badge(
    lin, django_assert_num_queries
):
    navigation = on_page(lin)

    with django_assert_num_queries(2):
        labels(navigation.tabs), labels(navigation.rail[0][1]), navigation.post


def test_whose_tenure_ended_finds_only_what_is_theirs(former):
    assert labels(on_page(former).tabs) == ["消息", "我"]
