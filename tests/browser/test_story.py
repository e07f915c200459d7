"""The whole job in one piece: real Chromium, web server, worker, beat, PostgreSQL, Redis.

Official areas and two rosters come in, a grid is given to a post, a cadre goes to a door, coverage
moves, and the reminder of the doors where nobody was yet arrives.
"""

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import transaction
from django.db.models import F
from playwright.sync_api import Locator, Page, expect

from cadres import divisions
from cadres.models import Area, Cadre, Role
from config.servers.places import ROOT
from households.models import CategorySpell, Place, PlaceStay, ResidenceSpell
from households.placement import places_changed
from issues.models import Issue
from photos.models import Photo
from tests import cast
from tests.browser import house
from tests.browser.conftest import Screen
from tests.config.test_running import port
from tests.photos.conftest import Shot, shot
from visits.models import Visit

__all__ = ["port", "shot"]

pytestmark = pytest.mark.browser

Check = Callable[[Page], None]
ROSTERS = ROOT / "tests" / "data" / "rosters"
HARMLESS = {"space", "full"}  # mended and told
VILLAGE = "320581101220"  # 瞿巷村
A_YEAR_AND_MORE = 370  # days; the base standard allows 365
PHONE = {"viewport": {"width": 360, "height": 800}, "is_mobile": True, "has_touch": True}
DESK = {"viewport": {"width": 1440, "height": 900}}


@pytest.fixture
def running(committed: None, port: int, tmp_path: Path) -> Iterator[dict[str, str]]:
    with house.opened(tmp_path / "data", port) as variables:
        yield variables


@pytest.fixture
def site(running: dict[str, str], port: int) -> str:
    """The real web server instead of Django's own."""
    return f"http://{house.HOST}:{port}"


@pytest.fixture
def village(committed: None) -> Area:
    """瞿巷村 in the official list of 常熟."""
    for name in ("provinces", "cities", "areas", "streets", "villages"):
        with open(ROOT / f"config/demo/divisions/{name}.csv", encoding="utf-8-sig") as lines:
            rows = divisions.read(lines, below="32")
            divisions.bring_in([row for row in rows if "320581".startswith(row.code[:6])])
    return Area.objects.get(code=VILLAGE)


@pytest.fixture
def fang(village: Area) -> Cadre:
    """方洁 administers 梅李镇."""
    post = cast.make_post(village.parent, Role.ADMINISTRATOR, "管理岗")
    return cast.make_cadre("fang", "方洁", post, can_log_in=True)


@pytest.fixture
def lin(village: Area) -> Cadre:
    """林秀英 visits; her post answers for nothing yet."""
    return cast.make_cadre("lin", "林秀英", cast.make_post(village, name="包片岗"), can_log_in=True)


@pytest.fixture
def gao(village: Area) -> Cadre:
    """高敏 supervises 常熟市."""
    post = cast.make_post(cast.make_area("320581"), Role.SUPERVISOR, "统筹岗")
    return cast.make_cadre("gao", "高敏", post, can_log_in=True)


@pytest.fixture
def look(faultless: Check) -> Check:
    """Axe, and no sideways scroll, on the phone and on the desk."""

    def check(page: Page) -> None:
        own = page.viewport_size
        for width in (360, 1440):
            page.set_viewport_size({"width": width, "height": own["height"]})
            faultless(page)
        page.set_viewport_size(own)

    return check


def test_the_whole_story(
    screen: Screen,
    running: dict[str, str],
    look: Check,
    shot: Shot,
    tmp_path: Path,
    fang: Cadre,
    lin: Cadre,
    gao: Cadre,
    village: Area,
) -> None:
    desk = log_in(screen(**DESK), "fang", look)
    for kind in ("households", "enterprises"):
        bring_in(desk, kind, look)
    give_the_first_grid(desk, look)
    a_year_passes(village)

    board = log_in(screen(**DESK), "gao")
    before = covered(board, look)
    phone = log_in(screen(**PHONE), "lin")
    picture = tmp_path / "IMG_1.jpg"
    picture.write_bytes(shot(size=(2400, 1800), orientation=6, gps=True).getvalue())
    name, left = visit_the_first_door(phone, picture, look)
    after = covered(board, look)
    assert (after - before, before) == (1, 0)
    see_the_visit(board, name, look)

    with house.beating("tests.browser.hurrying", running):
        the_reminder_arrives(phone, left, look)


def log_in(page: Page, name: str, look: Check = lambda page: None) -> Page:
    page.goto("/")
    look(page)
    page.get_by_label("账号").fill(name)
    page.get_by_label("密码", exact=True).fill(cast.PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("link", name="消息").first).to_be_attached()
    return page


def bring_in(desk: Page, kind: str, look: Check) -> None:
    """Upload, look through, confirm: what the list of known faults says is what is found."""
    desk.get_by_role("link", name="花名册").first.click()
    look(desk)
    desk.set_input_files("[name=file]", ROSTERS / f"{kind}.xlsx")
    desk.get_by_role("button", name="看一遍", exact=True).click()
    faulty, mended = known_faults(kind)
    expect(desk.locator("#summary .red .f")).to_have_text(str(faulty))
    if mended:
        expect(desk.locator("#summary .f").nth(1)).to_have_text(str(mended))
    assert not Place.objects.filter(kind=kind.removesuffix("s")).exists()
    look(desk)
    desk.get_by_role("button", name=re.compile("^导入")).click()
    expect(desk.get_by_role("link", name="再导入一份")).to_be_visible()
    look(desk)


def known_faults(kind: str) -> tuple[int, int]:
    """Rows that need somebody's eye, and rows mended."""
    with open(ROSTERS / "known-faults.csv", encoding="utf-8") as lines:
        known = [(row, code) for file, row, code in csv.reader(lines) if file == kind]
    counts = Counter(code in HARMLESS for _, code in known)
    return counts[False], counts[True]


def give_the_first_grid(desk: Page, look: Check) -> None:
    """瞿巷村's first grid to Lin's post, from today on."""
    desk.get_by_role("link", name="区域和岗位").first.click()
    look(desk)
    desk.get_by_label("选瞿巷村1网格").check()
    desk.get_by_label("交给哪个岗位").select_option(label="镇政府包片岗（林秀英）")
    expect(desk.locator("#assign-effect")).to_contain_text("改完以后")
    look(desk)
    desk.get_by_role("button", name="交给这个岗位").click()
    expect(desk.get_by_role("status").first).to_contain_text("包片岗")
    look(desk)


@transaction.atomic
def a_year_passes(village: Area) -> None:
    """As if the rosters had come in so many days ago: nobody was at any door since."""
    places = Place.objects.filter(area_path__startswith=village.path)
    ids = list(places.values_list("pk", flat=True))
    for told in (PlaceStay, CategorySpell):
        told.objects.filter(place__in=ids).update(from_on=F("from_on") - timedelta(A_YEAR_AND_MORE))
    spells = ResidenceSpell.objects.filter(household__in=ids)
    spells.update(from_on=F("from_on") - timedelta(A_YEAR_AND_MORE))
    places.update(joined_on=F("joined_on") - timedelta(A_YEAR_AND_MORE))
    places_changed(ids, on=cast.today())


def covered(board: Page, look: Check) -> int:
    """How many households of 瞿巷村 the supervisor's board counts as covered."""
    board.goto(f"/coverage/{VILLAGE}/")
    look(board)
    return int(board.locator("#front-village .frac b").inner_text())


def visit_the_first_door(phone: Page, picture: Path, look: Check) -> tuple[str, int]:
    """Log the first door of today with photo and issue; whose it is, and how many are left."""
    phone.goto("/today/")
    look(phone)
    total = doors(phone).count()
    name = doors(phone).first.locator(".who span").first.inner_text()
    doors(phone).first.locator("a.to").click()
    expect(phone.get_by_role("heading", name=f"{name}家")).to_be_visible()
    look(phone)
    phone.get_by_role("link", name="记一笔").click()
    write_the_visit(phone, picture)
    look(phone)
    phone.get_by_role("button", name="存好，下一户").click()

    expect(phone.get_by_role("status").filter(has_text=f"存好了，{name}")).to_be_visible()
    look(phone)
    for _ in range(100):  # the photo leaves after its visit
        if Photo.objects.exists():
            break
        phone.wait_for_timeout(100)
    visit = Visit.objects.get()
    assert (visit.place.name, visit.outcome, visit.help) == (name, "met", ["explained"])
    assert (Issue.objects.get().visit, Photo.objects.get().subject_id) == (visit, visit.pk)
    phone.goto("/today/")
    expect(phone.locator("#strip")).to_contain_text(f"见到1户，还有{total - 1}户")
    return name, total - 1


def doors(phone: Page) -> Locator:
    return phone.locator("#group-overdue .door")


def write_the_visit(phone: Page, picture: Path) -> None:
    phone.get_by_text("见到人", exact=True).click()
    phone.get_by_text("讲政策").click()
    phone.get_by_text("有问题要反映").click()
    phone.get_by_label("什么事").fill("水渠塌了一段，稻田进水")
    phone.get_by_text("道路水利").click()
    phone.get_by_text("写一句").first.click()
    phone.get_by_label("写一句").fill("讲了医保缴费")
    phone.get_by_text("照片、位置").click()
    phone.set_input_files("#shoot-choose", picture)
    expect(phone.locator("[data-previews] img")).to_be_visible()


def see_the_visit(board: Page, name: str, look: Check) -> None:
    """From the figure through its list to the door: the visit, its photo and the issue."""
    board.goto(f"/coverage/{VILLAGE}/")
    board.locator("#front-village .frac a").first.click()
    look(board)
    board.get_by_role("link", name=name).click()
    expect(board.locator("#earlier")).to_contain_text("见到人，讲了医保缴费")
    expect(board.locator("#open-issues")).to_contain_text("水渠塌了一段")
    picture = board.locator("#earlier img")
    picture.scroll_into_view_if_needed()  # it is fetched when it comes into sight
    board.wait_for_load_state("networkidle")
    assert picture.evaluate("image => image.naturalHeight") == 1600
    look(board)


def the_reminder_arrives(phone: Page, left: int, look: Check) -> None:
    """Beat, worker, outbox, digest: the badge counts the doors where nobody was yet."""
    badge = phone.locator("#tabs .badge-n")
    for _ in range(60):
        phone.goto("/today/")
        if badge.count():
            break
        phone.wait_for_timeout(500)
    expect(badge).to_have_text(str(left))
    phone.get_by_role("link", name="消息").click()
    expect(phone.locator("#inbox-place_overdue")).to_contain_text(f"{left}户该走了")
    look(phone)
    phone.goto("/today/")
    expect(badge).to_have_count(0)
