"""What is written into the form of a visit is not lost: drafts, records opened again, no room."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.templatetags.static import static
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

Arrives = Callable[[Callable[[], object]], None]
Check = Callable[[Page], None]

NO_ROOM = """() => {
  const put = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = function (...row) {
    if (this.name === "records") throw new DOMException("full", "QuotaExceededError");
    return put.apply(this, row);
  };
}"""
LITTLE_ROOM = "navigator.storage.estimate = () => Promise.resolve({ quota: 100e6, usage: 95e6 })"
NO_STORE = "Object.defineProperty(window, 'indexedDB', { value: undefined })"
NO_WORKER = "delete Navigator.prototype.serviceWorker"
SAVE = """async ([outbox, uuid, item, shown]) => {
  const [{ add }, { uuid7 }] = await Promise.all([import(outbox), import(uuid)]);
  return add({ id: uuid7(), phone_at: new Date().toISOString(), ...item }, shown);
}"""


@pytest.fixture
def screen(screen: Screen) -> Screen:
    """Without the worker: what these tell does not hang on it."""
    return partial(screen, service_workers="block")


@pytest.fixture
def street(grid: Area, lin: Cadre) -> list[Place]:
    """Three overdue doors of Lin's grid."""
    named = (("3组18号", "王桂兰"), ("3组21号", "沈文华"), ("3组25号", "阿卜杜热合曼·买买提明"))
    return [cast.make_place(grid, at, who, joined_on=cast.days_ago(370)) for at, who in named]


@pytest.fixture
def pictures(shot: Shot, tmp_path: Path) -> list[Path]:
    """Ten photos on the phone, each like no other."""
    paths = [tmp_path / f"IMG_{number}.jpg" for number in range(10)]
    for number, path in enumerate(paths):
        path.write_bytes(shot(size=(1800, 300), shade=8 * number).getvalue())
    return paths


def open_form(page: Page, place: Place, query: str = "") -> None:
    """Open the form of a door, until the phone has taken it over."""
    page.goto(reverse("phone:visit", args=[place.pk]) + query)
    page.locator("#visit[data-ready]").wait_for()


def met(page: Page) -> None:
    page.get_by_text("见到人", exact=True).click()


def save(page: Page) -> None:
    page.locator("button[name=next]").click()


def saved(page: Page) -> None:
    save(page)
    expect(page.locator("#messages")).to_contain_text("存好了")


def stored(page: Page, by: Cadre, place: Place, **told: Any) -> str:
    """A record in the outbox, as the form would have put it there."""
    item = {"by": by.pk, "place": place.pk, "outcome": "met", "mode": "door", "role": "main"}
    names = [static(f"js/phone/{name}.js") for name in ("outbox", "uuid")]
    shown = {"place": place.pk, "plate": place.plate, "name": place.name}
    return str(page.evaluate(SAVE, [*names, item | told, shown]))


def test_what_was_typed_and_taken_stands_there_again(
    screen: Screen, street: list[Place], pictures: list[Path], lin: Cadre, arrives: Arrives
) -> None:
    page = screen(lin)
    open_form(page, street[0])
    met(page)
    page.get_by_text("有问题要反映").click()
    page.get_by_label("什么事").fill("水渠塌了一段")
    page.get_by_text("照片、位置").click()
    page.set_input_files("#shoot-choose", pictures[0])
    expect(page.locator("[data-previews] img")).to_be_visible()
    page.get_by_label("什么事").press_sequentially("。稻田进水")
    page.wait_for_timeout(100)
    page.close()

    page = page.context.new_page()
    open_form(page, street[0])
    expect(page.get_by_text("上次没写完的，接着写")).to_be_visible()
    expect(page.get_by_label("什么事")).to_have_value("水渠塌了一段。稻田进水")
    expect(page.locator("[data-previews] img")).to_be_visible()
    page.get_by_text("道路水利").click()
    saved(page)
    arrives(Photo.objects.exists)
    assert Issue.objects.get().text == "水渠塌了一段。稻田进水"
    assert Photo.objects.get().subject_id == Visit.objects.get().pk
    open_form(page, street[0])
    expect(page.locator("#draft-note")).to_be_hidden()


def test_a_draft_that_is_not_wanted_is_gone(
    screen: Screen, street: list[Place], lin: Cadre
) -> None:
    page = screen(lin)
    open_form(page, street[0])
    met(page)
    open_form(page, street[0])
    page.get_by_role("button", name="不要了").click()
    expect(page.locator("#draft-note")).to_be_hidden()
    page.locator("#visit[data-ready]").wait_for()

    expect(page.locator("#outcome-met")).not_to_be_checked()
    open_form(page, street[0])
    expect(page.locator("#draft-note")).to_be_hidden()


def test_what_waits_is_changed_in_place_and_its_door_passed_over(
    screen: Screen, street: list[Place], lin: Cadre, arrives: Arrives
) -> None:
    page = screen(lin)
    open_form(page, street[0])
    page.context.set_offline(True)
    written = stored(page, lin, street[1], note="先写的")
    expect(page.locator("button[name=next]")).to_have_text("存好，下一户25号")
    page.route("**/api/v1/**", lambda route: route.abort("internetdisconnected"))
    page.context.set_offline(False)
    open_form(page, street[1], f"?record={written}")
    expect(page.get_by_text("还没发出")).to_be_visible()
    page.get_by_label("写一句").fill("后来改的")
    saved(page)

    page.unroute("**/api/v1/**")
    page.goto(reverse("phone:today"))
    arrives(Visit.objects.exists)
    assert Visit.objects.get().note == "后来改的"
    assert str(Visit.objects.get().pk) == written


def test_what_has_its_receipt_is_changed_without_a_network_by_a_correction(
    screen: Screen, street: list[Place], lin: Cadre, arrives: Arrives
) -> None:
    page = screen(lin)
    page.goto(reverse("phone:outbox"))
    stored(page, lin, street[0], note="先写的", help=["explained"])
    page.reload()
    arrives(Visit.objects.exists)
    page.locator('[data-group="sent"]').get_by_role("link", name="改").click()
    page.locator("#visit[data-ready]").wait_for()
    expect(page.get_by_text("有问题要反映")).to_be_hidden()  # a correction raises nothing
    page.context.set_offline(True)
    page.get_by_label("写一句").fill("后来改的")
    save(page)
    expect(page.locator("#pill")).to_contain_text("1条没发出")

    page.context.set_offline(False)
    arrives(lambda: Visit.objects.get().note == "后来改的")
    visit = Visit.objects.get()
    assert (visit.help, visit.corrected_at is not None) == (["explained"], True)


def test_what_was_refused_says_why_where_it_is_mended(
    screen: Screen, street: list[Place], lin: Cadre, arrives: Arrives, faultless: Check
) -> None:
    page = screen(lin, viewport={"width": 360, "height": 2400})
    page.goto(reverse("phone:outbox"))
    far = {"day": cast.days_ago(20).isoformat(), "part": "morning"}
    written = stored(page, lin, street[0], entered_for=far)
    page.reload()
    expect(page.locator('[data-group="refused"]')).to_contain_text("王桂兰")
    open_form(page, street[0], f"?record={written}")
    expect(page.locator("[data-problem=entered_for]")).to_be_visible()
    faultless(page)
    page.locator("#id_entered_for").fill(cast.days_ago(2).isoformat())
    saved(page)

    arrives(Visit.objects.exists)
    assert Visit.objects.get().visited_on == cast.days_ago(2)


def test_a_full_phone_says_so_before_and_keeps_what_stands_there(
    screen: Screen, street: list[Place], lin: Cadre
) -> None:
    page = screen(lin)
    page.add_init_script(LITTLE_ROOM)
    open_form(page, street[0])
    expect(page.get_by_text("手机存储快满了")).to_be_visible()
    page.evaluate(NO_ROOM)
    met(page)
    page.get_by_text("写一句").first.click()
    page.get_by_label("写一句").fill("讲了医保")
    save(page)

    expect(page.get_by_text("手机存储满了，没存住")).to_be_visible()
    expect(page.get_by_label("写一句")).to_have_value("讲了医保")
    open_form(page, street[0])
    expect(page.get_by_label("写一句")).to_have_value("讲了医保")


def test_photos_are_small_enough_to_travel_and_no_more_than_nine(
    screen: Screen, street: list[Place], pictures: list[Path], lin: Cadre, arrives: Arrives
) -> None:
    page = screen(lin)
    open_form(page, street[0])
    met(page)
    page.get_by_text("照片、位置").click()
    page.set_input_files("#shoot-choose", pictures)
    expect(page.get_by_text("一次走访最多留9张照片")).to_be_visible()
    page.get_by_role("button", name="不要这张").first.click()
    expect(page.locator("[data-previews] img")).to_have_count(8)
    saved(page)

    arrives(lambda: Photo.objects.count() == 8)
    assert {photo.width for photo in Photo.objects.all()} == {1600}


def test_when_and_where_a_photo_was_taken_goes_along_only_when_wanted(
    screen: Screen, street: list[Place], shot: Shot, tmp_path: Path, lin: Cadre, arrives: Arrives
) -> None:
    path = tmp_path / "IMG.jpg"
    path.write_bytes(shot(size=(2400, 1600), orientation=6, gps=True).getvalue())
    page = screen(lin)
    for place, is_kept in zip(street[:2], (True, False), strict=True):
        open_form(page, place)
        met(page)
        page.get_by_text("照片、位置").click()
        page.set_input_files("#shoot-choose", path)
        expect(page.locator("[data-previews] img")).to_be_visible()
        if is_kept:
            page.locator("#id_keep_place").check()
        saved(page)

    arrives(lambda: Photo.objects.count() == 2)
    told = Photo.objects.order_by("received_at").values_list("width", "height", "latitude")
    (wide, high, where), (_, _, nowhere) = told
    assert ((wide, high), where is None, nowhere) == ((1067, 1600), False, None)


def test_a_company_says_what_it_asked_for_in_the_same_form(
    screen: Screen, lin: Cadre, workshop: Place, arrives: Arrives
) -> None:
    page = screen(lin)
    open_form(page, workshop)
    met(page)
    page.locator("#id_as_issue").check()
    save(page)
    expect(page.locator("[data-problem=note]")).to_be_visible()
    page.locator("#id_note").fill("缺熟练工")
    page.get_by_text("企业经营").click()
    page.locator("#id_promise_on").fill(cast.days_ago(-7).isoformat())
    saved(page)

    arrives(Visit.objects.exists)
    visit = Visit.objects.get()
    assert (visit.place, visit.note, Issue.objects.get().text) == (workshop, "缺熟练工", "缺熟练工")
    assert visit.promises.get().due_on == cast.days_ago(-7)


def test_where_nothing_can_be_kept_the_form_posts(
    screen: Screen, street: list[Place], lin: Cadre
) -> None:
    page = screen(lin)
    page.add_init_script(NO_STORE)
    page.goto(reverse("phone:visit", args=[street[0].pk]))
    met(page)
    save(page)

    expect(page.locator("#messages")).to_contain_text("存好了，王桂兰")
    assert Visit.objects.get().outcome == "met"


def test_where_no_page_opens_without_a_network_the_form_stays_and_saves_once(
    screen: Screen, street: list[Place], lin: Cadre, arrives: Arrives
) -> None:
    page = screen(lin)
    page.add_init_script(NO_WORKER)
    open_form(page, street[0])
    page.context.set_offline(True)
    met(page)
    saved(page)
    expect(page.locator("button[name=next]")).to_be_disabled()
    page.context.set_offline(False)

    arrives(Visit.objects.exists)
    assert Visit.objects.get().place == street[0]


def test_somebody_who_did_not_go_writes_it_for_those_who_did(
    screen: Screen, street: list[Place], lin: Cadre, wu: Cadre, arrives: Arrives
) -> None:
    page = screen(lin)
    open_form(page, street[0])
    met(page)
    page.get_by_text("改", exact=True).click()
    page.get_by_text("我没去，替别人记").click()
    save(page)
    expect(page.get_by_text("选一下谁去的")).to_be_visible()
    page.locator("[name=companions] + label", has_text=wu.name).click()
    saved(page)

    arrives(Visit.objects.exists)
    visit = Visit.objects.get()
    assert (visit.logged_by, [(v.cadre, v.role) for v in visit.visitors.all()]) == (
        lin,
        [(wu, "main")],
    )


def test_the_evening_list_is_kept_while_it_is_written(
    screen: Screen, street: list[Place], lin: Cadre, arrives: Arrives
) -> None:
    page = screen(lin)
    page.goto(reverse("phone:evening"))
    page.locator("#evening[data-ready]").wait_for()
    rows = page.locator("fieldset.er")
    rows.nth(0).get_by_text("见到人", exact=True).click()
    rows.nth(0).get_by_label("写一句").fill("想问养老金认证")
    page.get_by_role("button", name="存这1户").click()
    expect(page.get_by_role("alert")).to_be_visible()  # which day was it
    page.reload()
    expect(rows.nth(0).get_by_label("写一句")).to_have_value("想问养老金认证")
    page.get_by_text("昨天", exact=True).click()
    page.get_by_text("下午", exact=True).click()
    page.get_by_role("button", name="存这1户").click()

    expect(page.locator("#messages")).to_contain_text("存好了，1户")
    expect(rows).to_have_count(2)
    arrives(Visit.objects.exists)
    page.get_by_role("button", name="撤回").click()
    expect(page.locator("#messages")).to_contain_text("撤回了，1户")
    arrives(lambda: not Visit.objects.standing().exists())
