"""From an empty house to a handled issue, in one sitting and in a browser.

The first administrator follows the link that ./run prints, loads the areas of a town, lets people
in, brings in both rosters and assigns the grids. A cadre goes to a door and raises an issue; the
village sends it up, the town hands it over, a unit solves it; whoever's turn it is was reminded.
"""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from config.servers.places import ROOT
from tests.browser import house, sitting
from tests.browser.conftest import Screen
from tests.config.test_running import port
from tests.issues.papers import PDF

__all__ = ["port"]

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 360, "height": 800}, "is_mobile": True, "has_touch": True}
DESK = {"viewport": {"width": 1440, "height": 900}}
PASSWORD = "zou-fang-2026"  # noqa: S105 - of people who live as long as the test
TROUBLE = "水渠塌了一段，稻田进水"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def running(committed: None, port: int, data: Path) -> Iterator[dict[str, str]]:
    """All of ./run; reminders have their turn each second instead of each minute."""
    with (
        house.opened(data, port) as variables,
        house.beating("tests.browser.hurrying", variables),
    ):
        yield variables


@pytest.fixture
def site(running: dict[str, str], port: int) -> str:
    """The real web server instead of Django's own."""
    return f"http://{house.HOST}:{port}"


@pytest.fixture
def link(running: dict[str, str]) -> str:
    """What ./run prints once for whoever shall administer the house."""
    asked = [sys.executable, "manage.py", "first_administrator", "--link-only"]
    done = subprocess.run(asked, cwd=ROOT, env=running, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_from_an_empty_house_to_a_handled_issue(
    screen: Screen, link: str, data: Path, tmp_path: Path
) -> None:
    admin = come_in(screen(**DESK), link)
    found_the_town(admin)
    links = let_people_in(admin, tmp_path)
    for kind in ("households", "enterprises"):
        bring_in(admin, sitting.roster(kind, tmp_path))
    assign_the_village(admin)
    add_a_standard(admin)

    mail = data / "mail"
    cadre, village = (enter(screen(**PHONE), links[name]) for name in ("林秀英", "瞿建国"))
    town, unit = (enter(screen(**DESK), links[name]) for name in ("何军", "孙立"))
    name = visit_and_raise(cadre)
    follow_the_reminder(cadre, f"答应过{name}的事", mail, 1)
    send_up(village, mail)
    hand_over(town, mail)
    solve(unit, mail, tmp_path)

    see_what_to_tell(cadre, name)
    see_the_coverage(come_in(screen(**DESK), links["高敏"]))
    all_steps_are_done(admin)
    asked = {sitting.address(links[who]) for who in ("林秀英", "瞿建国", "何军", "孙立")}
    everybody_has_a_letter(sitting.letters(mail), asked, name)


def come_in(page: Page, link: str) -> Page:
    """Follow one's link, set a password, be inside."""
    page.goto(urlsplit(link).path)
    page.get_by_label("新密码", exact=True).fill(PASSWORD)
    page.get_by_label("再写一遍").fill(PASSWORD)
    page.get_by_role("button", name="设好，进来").click()
    expect(page.get_by_role("link", name="消息").first).to_be_attached()
    return page


def step(admin: Page, action: str) -> None:
    """Take the step in hand, from the page that lists all six."""
    admin.get_by_role("link", name="开头六步").click()
    admin.get_by_role("link", name=action).click()


def found_the_town(admin: Page) -> None:
    """梅李镇 and its villages, from the official list that comes along."""
    admin.get_by_label("这一片的官方代码").fill(sitting.TOWN)
    admin.get_by_label("你的单位").fill("梅李镇人民政府")
    admin.get_by_role("button", name="开始").click()
    expect(admin.get_by_role("status").first).to_contain_text("梅李镇由你管理")
    step(admin, "载入区域")
    admin.get_by_role("button", name="载入这些").click()
    expect(admin.get_by_role("status").first).to_contain_text("加了19个区域")


def let_people_in(admin: Page, folder: Path) -> dict[str, str]:
    """The village's secretary by hand, the others by a table; who gets which link."""
    step(admin, "建第一个岗位")
    admin.get_by_role("link", name="加单位").click()
    admin.get_by_label("全称").fill("瞿巷村村民委员会")
    admin.get_by_label("简称").fill("瞿巷村")
    admin.get_by_label("区域", exact=True).fill("瞿巷村")
    admin.get_by_role("button", name="加上这个单位").click()
    admin.get_by_role("link", name="加第一个岗位").click()
    admin.get_by_label("岗位名称").fill("书记岗")
    admin.get_by_label("做什么的").select_option(label="村书记")
    admin.get_by_role("button", name="加上这个岗位").click()
    admin.get_by_label("姓名").fill("瞿建国")
    admin.get_by_role("button", name="建好，给我链接").click()
    expect(admin.locator("#link")).to_contain_text("瞿建国的邀请链接")

    admin.get_by_role("link", name="从表格导入").click()
    admin.set_input_files("[type=file]", sitting.people(folder))
    admin.get_by_role("button", name="先看一看").click()
    admin.get_by_role("button", name="导入4行").click()
    admin.get_by_role("link", name="单位和干部").first.click()
    admin.get_by_role("link", name="要发的链接").click()
    rows = admin.locator("#people-links tbody tr")
    expect(rows).to_have_count(5)
    return {row.locator("a.t").inner_text(): row.locator(".url").inner_text() for row in rows.all()}


def bring_in(admin: Page, roster: Path) -> None:
    """Look a roster through and bring it in; the row with a fault stays behind."""
    admin.get_by_role("link", name="花名册").first.click()
    admin.set_input_files("[name=file]", roster)
    admin.get_by_role("button", name="看一遍", exact=True).click()
    expect(admin.locator("#summary .red .f")).to_have_text("1")
    admin.get_by_role("button", name=re.compile("^导入")).click()
    expect(admin.get_by_role("link", name="再导入一份")).to_be_visible()


def assign_the_village(admin: Page) -> None:
    """Every grid of 瞿巷村 that has doors to the cadre's post."""
    step(admin, "去派片")
    for box in admin.get_by_label(re.compile("^选瞿巷村")).all():
        box.check()
    admin.get_by_label("交给哪个岗位").select_option(label="瞿巷村包片一岗（林秀英）")
    expect(admin.locator("#assign-effect")).to_contain_text("改完以后")
    admin.get_by_role("button", name="交给这个岗位").click()
    expect(admin.get_by_role("status").first).to_contain_text("包片一岗")


def add_a_standard(admin: Page) -> None:
    """Whoever lives on the minimum allowance is seen every thirty days."""
    admin.get_by_role("link", name="走访标准").click()
    admin.get_by_role("link", name="加一条").first.click()
    admin.get_by_label("名称").fill("低保户每月一次")
    admin.get_by_label("隔几天", exact=True).fill("30")
    admin.locator("main form").get_by_text("低保户", exact=True).click()
    admin.get_by_role("button", name=re.compile("起用$")).click()
    expect(admin.get_by_role("cell", name="低保户每月一次")).to_be_visible()


def enter(page: Page, link: str) -> Page:
    """Come in and ask for the reminders by e-mail too, in the preferences behind the inbox."""
    home = come_in(page, link).url
    page.get_by_role("link", name="消息").first.click()
    page.get_by_role("link", name="改").first.click()
    page.get_by_label("同时发邮件").check()
    page.get_by_label("邮箱地址").fill(sitting.address(link))
    page.get_by_role("button", name="存好").click()
    expect(page.get_by_role("status").first).to_contain_text("存好了")
    page.goto(home)
    return page


def visit_and_raise(cadre: Page) -> str:
    """Log the first household on the phone, with a promise for today and an issue."""
    cadre.get_by_role("link", name="看我包的各户").click()
    door = cadre.locator(".door").filter(has_text="组").first  # a household; firms stand in none
    name = door.locator(".who span").first.inner_text()
    door.locator("a.go").click()
    cadre.get_by_text("见到人", exact=True).click()
    cadre.get_by_text("有问题要反映").click()
    cadre.get_by_label("什么事").first.fill(TROUBLE)
    cadre.get_by_text("道路水利").click()
    cadre.get_by_text("我答应了一件事").click()
    cadre.locator("[name=promise_text]").fill("送医保表")
    cadre.locator("[name=promise_on]").fill(f"{timezone.localdate()}")
    cadre.get_by_role("button", name=re.compile("^存好")).click()
    expect(cadre.get_by_role("status").first).to_contain_text("存好了")
    return name


def follow_the_reminder(page: Page, told: str, mail: Path, letters: int) -> None:
    """The day's message came, by e-mail as well; its link leads to where it is acted on."""
    row = page.locator("#inbox article").filter(has_text=told)
    for _ in range(60):
        page.goto("/inbox/")
        if row.count() and len(sitting.letters(mail)) >= letters:
            break
        page.wait_for_timeout(300)
    assert len(sitting.letters(mail)) >= letters
    row.get_by_role("link").first.click()


def send_up(village: Page, mail: Path) -> None:
    """The village's secretary cannot settle it and says why."""
    follow_the_reminder(village, "村里新提了1件问题", mail, 2)
    village.get_by_text("报到镇里", exact=True).last.click()
    village.get_by_label("为什么村里办不了").fill("要机械，村里没有")
    village.get_by_role("button", name="报上去").click()
    expect(village.get_by_role("status").first).to_contain_text("报到镇里了")


def hand_over(town: Page, mail: Path) -> None:
    """Dispatch gives it to the water station."""
    follow_the_reminder(town, "1件问题等着交办", mail, 3)
    town.get_by_label(re.compile(TROUBLE)).check()
    expect(town.locator("#dispatch-act h2")).to_contain_text("选了1件")
    town.get_by_label("谁牵头").select_option(label="梅李镇水利站（0件）")
    town.get_by_role("button", name="把1件交给梅李镇水利站").click()
    expect(town.get_by_role("status").first).to_contain_text("1件交给梅李镇水利站了")


def solve(unit: Page, mail: Path, folder: Path) -> None:
    """The water station takes it on, attaches a plan, says what was done."""
    follow_the_reminder(unit, "1件问题交到你们单位", mail, 4)
    unit.get_by_role("button", name="我们接").click()
    expect(unit.get_by_role("status").first).to_contain_text("接下了")
    plan = folder / "方案.pdf"
    plan.write_bytes(PDF)
    unit.get_by_text("报进展，传材料").click()
    unit.set_input_files("#comment-uploads", plan)
    unit.get_by_role("button", name="记到经过里").click()
    expect(unit.get_by_role("link", name=re.compile("方案.pdf")).first).to_be_visible()
    unit.get_by_label("做了什么").fill("清淤，修好塌口")
    unit.get_by_text("解决了", exact=True).click()
    unit.get_by_role("button", name="报办结").last.click()
    expect(unit.get_by_role("status").first).to_contain_text("报了办结")


def see_what_to_tell(cadre: Page, name: str) -> None:
    """Who raised it reads what came of it, and at whose door it was."""
    cadre.goto("/")
    cadre.locator("#tabs").get_by_role("link", name="问题").click()
    expect(cadre.locator("main")).to_contain_text(name)
    expect(cadre.locator("main")).to_contain_text("梅李镇水利站说办好了")


def see_the_coverage(board: Page) -> None:
    """One household of the village is reached, in the figure of the supervisor."""
    board.get_by_role("link", name="覆盖").first.click()
    expect(board.locator("#front-village .frac b").first).to_have_text("1")


def all_steps_are_done(admin: Page) -> None:
    admin.get_by_role("link", name="开头六步").click()
    expect(admin.locator(".steps .ok")).to_have_count(6)


def everybody_has_a_letter(found: dict[str, str], asked: set[str], name: str) -> None:
    """Each got one, and none says who lives where."""
    assert set(found) == asked
    assert not [text for text in found.values() if name in text]
