"""Mending the rows of a roster in a browser: one after the other, in place."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from cadres.models import Area, Cadre
from households.actions import rosters
from households.models import RosterImport
from tests import cast
from tests.browser.conftest import Screen
from tests.households import sheets
from tests.households.sheets import person

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("committed")]

WIDE, NARROW = {"width": 1440, "height": 900}, {"width": 360, "height": 800}


@pytest.fixture
def roster(village: Area, admin: Cadre, tmp_path: Path) -> RosterImport:
    """Seven rows; five of them want somebody's eye, each for another reason."""
    rows = [
        person(1, 类别="低保护"),
        person(2, 姓名="", 户主姓名=""),
        person(3, 身份证号="99999919710402215"),
        person(4, **{"村（社区）代码": "320581999999", "村（社区）": ""}),
        person(5, 联系电话="1385551234"),
        person(6),
        person(7),
    ]
    at = cast.at(cast.today())
    path = sheets.write(tmp_path / "梅李镇花名册2026.xlsx", rows)
    assert village.parent is not None
    fresh = rosters.receive(area=village.parent, by=admin, file_name=path.name, at=at)
    return rosters.preview(roster=fresh, path=path, at=at)


def page_of(roster: RosterImport) -> str:
    return reverse("households:preview", args=[roster.pk])


def test_rows_are_mended_one_after_the_other_in_place(
    screen: Screen, admin: Cadre, roster: RosterImport, faultless: Callable[[Page], None]
) -> None:
    page = screen(admin, viewport=WIDE)
    page.goto(page_of(roster))
    lines = page.locator("#rows tbody tr")
    expect(lines).to_have_count(5)
    name, phone = page.get_by_label("I4改成"), page.get_by_label("K7改成")

    phone.fill("12345")
    phone.press("Enter")
    expect(page.get_by_text("只有5位，手机号要11位")).to_be_visible()
    expect(page.get_by_label("K7改成")).to_have_value("12345")
    faultless(page)
    name.fill("吴宝")
    page.get_by_role("button", name="用“低保户”").click()  # leaving a field sends it too
    expect(lines).to_have_count(3)
    page.get_by_label("C6改成").select_option("瞿巷村")
    expect(lines).to_have_count(2)
    expect(page.get_by_role("button", name="导入5行")).to_be_visible()
    expect(page.locator("#parts-of [aria-current]")).to_have_text("要看的2")
    faultless(page)
    page.get_by_label("J5改成").fill(sheets.identity(77))
    page.get_by_label("J5改成").press("Enter")
    phone.fill("13855512340")
    phone.press("Enter")

    expect(page.get_by_role("button", name="导入7行")).to_be_visible()
    expect(page.locator("#parts-of [aria-current]")).to_have_text("全部")
    page.get_by_role("button", name="导入7行").click()
    expect(page.get_by_role("heading", name="导入好了")).to_be_visible()


def test_without_script_rows_are_mended_too(
    screen: Screen, admin: Cadre, roster: RosterImport
) -> None:
    page = screen(admin, viewport=WIDE, java_script_enabled=False)
    page.goto(page_of(roster))

    page.get_by_label("K7改成").fill("12345")
    page.get_by_label("K7改成").press("Enter")
    expect(page.get_by_text("只有5位，手机号要11位")).to_be_visible()
    page.get_by_label("K7改成").fill("13855512340")
    page.get_by_label("K7改成").press("Enter")
    line = page.locator("#rows tr", has_text="C6")
    line.get_by_role("combobox").select_option("瞿巷村")
    line.get_by_role("button", name="改").click()

    expect(page.locator("#rows tbody tr")).to_have_count(3)
    assert page.url.endswith(page_of(roster))


def test_on_a_phone_the_rows_wait_for_a_computer(
    screen: Screen, admin: Cadre, roster: RosterImport, faultless: Callable[[Page], None]
) -> None:
    page = screen(admin, viewport=NARROW)
    page.goto(page_of(roster))

    expect(page.locator("#summary")).to_be_visible()
    expect(page.locator("#rows")).to_be_hidden()
    expect(page.get_by_text("用电脑")).to_be_visible()
    faultless(page)
