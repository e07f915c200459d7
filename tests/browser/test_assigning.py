"""The administrator's page in a browser: narrow and wide, with and without script."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from cadres.models import Area, Assignment, Cadre, Post
from households.models import Place
from tests import cast
from tests.browser.conftest import Screen

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("committed")]

Check = Callable[[Page], None]
NARROW, WIDE = {"width": 360, "height": 3000}, {"width": 1440, "height": 900}
LONG = "经济技术开发区东湖花园社区居委会"


@pytest.fixture
def other(grids: list[Area], town: Area, lin: Cadre, wu: Cadre, old_couple: Place) -> Post:
    """A post that answers for nothing yet, held by somebody with a long name."""
    post = cast.make_post(grids[0], name="退役军人服务站包片岗")
    cast.make_cadre("amat", "阿卜杜热合曼·买买提明", post)
    cast.make_area("320581101099", LONG)
    cast.make_assignment(post, cast.make_area("320581101099001", f"{LONG}1网格"))
    return post


def tick(page: Page, area: Area) -> None:
    page.get_by_label(f"选{area.name}").check()


def test_ticks_are_worked_out_at_once_given_and_taken_back(
    screen: Screen, admin: Cadre, grids: list[Area], other: Post, faultless: Check
) -> None:
    page = screen(admin, viewport=WIDE)
    page.goto(f"{reverse('office:assign', args=['320581101'])}?show=all")
    tick(page, grids[0])
    tick(page, grids[2])
    page.get_by_label("交给哪个岗位").select_option(str(other.pk))
    expect(page.locator("#assign-picked")).to_contain_text("瞿巷村1、3网格")
    expect(page.locator("#assign-effect")).to_contain_text("改完以后")
    faultless(page)

    page.get_by_role("button", name="交给这个岗位").click()
    expect(page.get_by_text("2片交给")).to_be_visible()
    assert Assignment.objects.filter(post=other).count() == 3
    page.get_by_role("button", name="撤回").click()
    expect(page.get_by_text("撤回了")).to_be_visible()
    assert Assignment.objects.filter(post=other).count() == 1


def test_without_script_a_button_works_it_out(
    screen: Screen, admin: Cadre, grids: list[Area], other: Post
) -> None:
    page = screen(admin, viewport=WIDE, java_script_enabled=False)
    page.goto(reverse("office:assign", args=["320581101"]))
    tick(page, grids[2])
    page.get_by_label("交给哪个岗位").select_option(str(other.pk))
    page.get_by_role("button", name="看看会怎样").click()
    expect(page.locator("#assign-effect")).to_contain_text("改完以后")

    page.get_by_role("button", name="交给这个岗位").click()

    assert Assignment.objects.filter(post=other, area=grids[2]).exists()


@pytest.mark.parametrize("viewport", [NARROW, WIDE], ids=["narrow", "wide"])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_it_fits_and_reads(
    screen: Screen, admin: Cadre, other: Post, faultless: Check, viewport: object, language: str
) -> None:
    admin.language = language
    admin.save()
    page = screen(admin, viewport=viewport)

    page.goto(f"{reverse('office:assign', args=['320581101'])}?show=all")

    expect(page.locator("#assign-rows .body .gr")).to_have_count(5)
    faultless(page)
