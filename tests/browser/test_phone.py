from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from cadres.models import Area, Cadre
from households.models import Place
from issues.models import Issue
from photos.models import Photo
from tests import cast
from tests.browser.conftest import Screen
from tests.photos.conftest import Shot, shot
from visits.models import Visit

__all__ = ["shot"]

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("committed")]

Check = Callable[[Page], None]
Arrives = Callable[[Callable[[], object]], None]


@pytest.fixture
def screen(screen: Screen) -> Screen:
    """Without the worker: what these tell does not hang on it."""
    return partial(screen, service_workers="block")


@pytest.fixture
def street(grid: Area, lin: Cadre) -> list[Place]:
    """Two overdue doors of Lin's grid."""
    return [
        cast.make_place(grid, address, name, joined_on=cast.days_ago(370), members=["陈福生"])
        for address, name in (("3组18号", "王桂兰"), ("3组21号", "沈文华"))
    ]


@pytest.fixture
def picture(shot: Shot, tmp_path: Path) -> Path:
    """A photo on the phone, large enough to be shrunk there."""
    path = tmp_path / "IMG_1.jpg"
    path.write_bytes(shot(size=(3000, 2000)).getvalue())
    return path


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """A file that is no picture."""
    path = tmp_path / "坏的.jpg"
    path.write_bytes(b"no picture")
    return path


def open_form(page: Page, place: Place) -> None:
    """Open the form of a door, until the phone has taken it over."""
    page.goto(reverse("phone:visit", args=[place.pk]))
    page.locator("#visit[data-ready]").wait_for()


def test_a_visit_with_a_photo_and_an_issue_and_on_to_the_next_door(
    screen: Screen, street: list[Place], picture: Path, lin: Cadre, arrives: Arrives
) -> None:
    page = screen()
    page.goto("/accounts/login/")
    page.fill("[name=login]", "lin")
    page.fill("[name=password]", cast.PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url("**" + reverse("phone:today"))
    page.get_by_role("link", name="王桂兰").click()
    expect(page.get_by_role("heading", name="王桂兰家")).to_be_visible()
    page.get_by_role("link", name="记一笔").click()
    page.get_by_text("见到人", exact=True).click()
    page.get_by_text("讲政策").click()
    page.get_by_text("有问题要反映").click()
    page.get_by_label("什么事").fill("水渠塌了一段。请派人看看")
    page.get_by_text("道路水利").click()
    page.get_by_text("照片、位置").click()
    page.set_input_files("#shoot-choose", picture)
    expect(page.locator("[data-previews] img")).to_be_visible()
    page.get_by_role("button", name="存好，下一户21号").click()

    expect(page.get_by_role("heading", name="沈文华家")).to_be_visible()
    expect(page.locator("#messages")).to_contain_text("存好了，王桂兰")
    arrives(Photo.objects.exists)
    visit = Visit.objects.get()
    assert (visit.outcome, visit.help, visit.place) == ("met", ["explained"], street[0])
    assert Issue.objects.get().title == "水渠塌了一段"
    photo = Photo.objects.get()
    assert (photo.subject_id, photo.width) == (visit.pk, 1600)
    page.goto(reverse("phone:today"))
    page.get_by_text("今天走过的").click()
    expect(page.locator(".done .plate.is-done")).to_have_text("18")


def test_a_double_tap_makes_one_visit_and_undo_takes_it_back(
    screen: Screen, street: list[Place], lin: Cadre
) -> None:
    page = screen(lin)
    page.goto(reverse("phone:visit", args=[street[0].pk]))
    page.get_by_text("没人在家").click()
    page.get_by_role("button", name="存好").dblclick()
    expect(page.locator("#messages")).to_contain_text("存好了")
    assert Visit.objects.count() == 1

    page.get_by_role("button", name="撤回").click()
    expect(page.locator("#messages")).to_contain_text("撤回了，王桂兰")
    assert not Visit.objects.standing().exists()


def test_a_bad_photo_loses_nothing_without_script(
    screen: Screen, street: list[Place], picture: Path, broken: Path, lin: Cadre
) -> None:
    page = screen(lin, java_script_enabled=False)
    page.goto(reverse("phone:visit", args=[street[0].pk]))
    page.get_by_text("改天再来").click()
    page.get_by_label("改到哪天").fill(cast.days_ago(-3).isoformat())
    page.get_by_text("写一句").first.click()
    page.get_by_label("写一句").fill("说下周再来")
    page.get_by_text("照片、位置").click()
    page.set_input_files("[name=photos]", [picture, broken])
    page.get_by_role("button", name="存好").click()

    expect(page.get_by_text("坏的.jpg：这张照片打不开").first).to_be_visible()
    expect(page.get_by_label("写一句")).to_have_value("说下周再来")
    expect(page.get_by_role("img", name="照片1，已收下")).to_be_visible()
    page.get_by_role("button", name="存好").click()
    expect(page.locator("#messages")).to_contain_text("存好了")
    assert Visit.objects.get().again_on == cast.days_ago(-3)
    assert Photo.objects.get().subject_id == Visit.objects.get().pk


def test_a_bad_photo_is_told_and_holds_neither_visit_nor_photo_back(
    screen: Screen, street: list[Place], picture: Path, broken: Path, lin: Cadre, arrives: Arrives
) -> None:
    page = screen(lin)
    open_form(page, street[0])
    page.get_by_text("见到人", exact=True).click()
    page.get_by_text("照片、位置").click()
    page.set_input_files("#shoot-choose", [broken, picture])
    expect(page.locator("[data-previews]").get_by_text("坏的.jpg")).to_be_visible()
    expect(page.locator("[data-previews] img:visible")).to_have_count(1)
    page.get_by_role("button", name="存好").click()

    expect(page.locator("#messages")).to_contain_text("存好了")
    arrives(Photo.objects.exists)
    assert Photo.objects.get().subject_id == Visit.objects.get().pk
    page.goto("/outbox/")
    expect(page.get_by_text("这张照片打不开")).to_be_visible()


def test_a_location_is_kept_only_when_asked_for(
    screen: Screen, street: list[Place], lin: Cadre, arrives: Arrives
) -> None:
    here = {"latitude": 31.66, "longitude": 120.75, "accuracy": 12}
    page = screen(lin, geolocation=here, permissions=["geolocation"])
    page.goto(reverse("phone:visit", args=[street[0].pk]))
    page.get_by_text("见到人", exact=True).click()
    page.get_by_text("照片、位置").click()
    page.get_by_role("button", name="留个位置").click()
    expect(page.get_by_text("留了，误差12米")).to_be_visible()
    page.get_by_text("改", exact=True).click()
    page.get_by_text("我代访").click()
    expect(page.locator("#meta summary")).to_contain_text("我代访·上门")
    page.get_by_role("button", name="存好").click()

    expect(page.locator("#messages")).to_contain_text("存好了")
    arrives(Visit.objects.exists)
    visit = Visit.objects.get()
    assert (float(visit.latitude or 0), visit.accuracy_m) == (31.66, 12)
    assert visit.visitors.get().role == "proxy"


def test_a_door_is_found_while_it_is_typed(screen: Screen, street: list[Place], lin: Cadre) -> None:
    page = screen(lin)
    page.goto(reverse("phone:today"))
    page.get_by_label("找一户").fill("sw")
    expect(page.get_by_text("找到的")).to_be_visible()
    expect(page.locator(".door")).to_have_count(1)
    page.get_by_label("找一户").fill("")
    expect(page.get_by_text("该走了")).to_be_visible()


@pytest.mark.parametrize("width", [360, 1440])
def test_every_page_of_the_phone_is_faultless(
    screen: Screen,
    street: list[Place],
    next_door: Place,
    lin: Cadre,
    faultless: Check,
    thumb_sized: Check,
    width: int,
) -> None:
    cast.make_visit(street[0], lin, cast.days_ago(368), note="讲了医保缴费")
    cast.make_visit(street[1], lin, outcome="nobody_home")
    page = screen(lin, viewport={"width": width, "height": 780})
    one = street[0].pk
    for address in (
        reverse("phone:today"),
        reverse("phone:search") + "?q=zz",
        reverse("phone:place", args=[one]),
        reverse("phone:visits", args=[one]),
        reverse("phone:visit", args=[one]),
        reverse("phone:place", args=[next_door.pk]),
        reverse("phone:me"),
    ):
        page.goto(address)
        page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
        faultless(page)
        if width < 768:
            thumb_sized(page)


def test_a_refused_form_is_faultless_too(
    screen: Screen, street: list[Place], lin: Cadre, faultless: Check
) -> None:
    page = screen(lin, viewport={"width": 360, "height": 2400})  # nothing under the foot
    page.goto(reverse("phone:visit", args=[street[0].pk]))
    page.get_by_text("有问题要反映").click()
    page.get_by_label("什么事").fill("水渠塌了")
    page.get_by_role("button", name="存好").click()

    expect(page.get_by_role("alert")).to_contain_text("先选见到人没有")
    faultless(page)


def test_twenty_doors_of_a_notebook_are_one_tap_each(
    screen: Screen,
    grid: Area,
    lin: Cadre,
    faultless: Check,
    thumb_sized: Check,
    arrives: Arrives,
) -> None:
    for number in range(20):
        cast.make_place(grid, f"3组{number}号", f"沈{number}", joined_on=cast.days_ago(370))
    page = screen(lin, viewport={"width": 360, "height": 780})
    page.goto(reverse("phone:evening"))
    page.get_by_text("昨天", exact=True).click()
    page.get_by_text("下午", exact=True).click()
    rows = page.locator("fieldset.er")
    for position in range(20):
        rows.nth(position).get_by_text("没人" if position % 2 else "见到人", exact=True).click()
    rows.nth(0).get_by_label("写一句").fill("想问养老金认证")
    thumb_sized(page)
    faultless(page)
    page.get_by_role("button", name="存这20户").click()
    expect(page.get_by_text("存好了，20户")).to_be_visible()
    arrives(lambda: Visit.objects.filter(entered_later=True).count() == 20)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_nothing_runs_off_when_letters_are_twice_as_large(
    screen: Screen, street: list[Place], lin: Cadre, site: str, language: str
) -> None:
    page = screen(lin, viewport={"width": 360, "height": 780})
    page.context.add_cookies([{"name": "django_language", "value": language, "url": site}])
    for address in (reverse("phone:visit", args=[street[0].pk]), reverse("phone:evening")):
        page.goto(address)
        page.locator("form[data-ready]").wait_for()
        page.locator("form .foot button.btn-primary").click()  # with all that it refuses
        page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_a_visit_is_logged_by_the_keyboard_alone(
    screen: Screen, street: list[Place], lin: Cadre, arrives: Arrives
) -> None:
    page = screen(lin)
    open_form(page, street[0])
    save = page.locator("button[name=next]")
    save.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#outcome-met")).to_be_focused()  # what is missing
    page.keyboard.press("Space")
    page.locator("#help-explained").focus()
    page.keyboard.press("Space")
    save.focus()
    page.keyboard.press("Enter")

    expect(page.locator("#messages")).to_contain_text("存好了")
    arrives(Visit.objects.exists)
    assert Visit.objects.get().help == ["explained"]
