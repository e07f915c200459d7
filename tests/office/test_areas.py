"""An administrator keeps the area tree: grids, names, fronts, official divisions."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cadres.models import Area
from households.models import Place, PlaceStay
from office.areas import actions
from tests import cast


@pytest.fixture
def page(client, admin):
    """The administrator's browser."""
    client.force_login(admin)
    return client


def url(area, name="areas"):
    return reverse(f"office:{name}", args=[area.code])


def words(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


def undo_of(answer) -> str:
    [action] = re.findall(r'action="(/areas/undo/[^"]+)"', words(answer))
    return action


def add(page, area, **told):
    prefix = "grids" if area.level == Area.Level.VILLAGE else "add"
    sent = {f"{prefix}-{name}": value for name, value in told.items()}
    sent["there"] = area.children.count()
    return page.post(url(area, "areas_add"), sent, follow=True)


def change(page, area, seen=None, **told):
    seen = seen or page.get(url(area)).context["page"].seen
    sent = {f"change-{name}": value for name, value in told.items()}
    return page.post(url(area, "areas_change"), {**sent, "seen": seen}, follow=True)


def test_it_begins_at_the_own_town(page, town):
    assert page.get(reverse("office:areas")).url == url(town)


def test_each_village_shows_its_doors_by_front(page, town, old_couple, workshop, flat):
    rows = {row.area.name: row.doors for row in page.get(url(town)).context["page"].rows}

    assert rows == {"天和社区": [0, 1, 0], "瞿巷村": [1, 0, 1]}


def test_a_town_without_villages_says_where_to_get_them(page, town):
    assert url(town, "areas_load") in words(page.get(url(town)))


def test_grids_are_numbered_on_from_the_last(page, village, grids):
    add(page, village, count=2)

    names = list(village.children.order_by("code").values_list("name", "code", "front"))
    assert names[3:] == [
        ("瞿巷村4网格", f"{village.code}004", "village"),
        ("瞿巷村5网格", f"{village.code}005", "village"),
    ]


def test_a_single_grid_may_have_a_name(page, village):
    add(page, village, count=1, name="东片")

    assert village.children.get().name == "东片"


def test_a_name_over_several_grids_is_refused_and_stays_typed(page, village):
    answer = add(page, village, count=2, name="东片")

    assert answer.status_code == 422
    assert "东片" in words(answer)
    assert not village.children.exists()


def test_a_village_has_room_for_999_grids(village):
    actions.add_grids(village=village, count=999, there=0)

    with pytest.raises(ValidationError) as refusal:
        actions.add_grids(village=village, count=1, there=999)

    assert refusal.value.code == "too_many"


def test_what_was_just_added_is_taken_back_from_the_bar(page, village, grids):
    undo = undo_of(add(page, village, count=3))

    page.post(undo)
    page.post(undo)

    assert village.children.count() == 3


def test_what_was_added_stays_once_a_door_stands_in_it(page, village):
    undo = undo_of(add(page, village, count=1))
    cast.make_place(village.children.get())

    assert page.post(undo).status_code == 409
    assert village.children.exists()


def test_another_persons_bar_takes_nothing_back(page, town, village):
    undo = undo_of(add(page, village, count=1))
    post = cast.make_post(town, "administrator", "副管理岗")
    page.force_login(cast.make_cadre("sun", "孙丽", post))

    assert page.post(undo).status_code == 404


def test_a_village_is_added_by_its_official_code(page, town):
    add(page, town, code="212", name="新丰村村民委员会")

    made = Area.objects.get(code="320581101212")
    assert (made.spoken, made.front, made.path) == ("新丰村", "village", f"{town.path}212.")


def test_a_code_of_somewhere_else_is_refused(page, town):
    answer = add(page, town, code="320581102212", name="新丰村")

    assert answer.status_code == 422
    assert "320581102212" in words(answer)


def test_a_code_that_is_taken_says_by_whom(page, town, village):
    answer = add(page, town, code="220", name="新丰村")

    assert "瞿巷村" in answer.context["page"].add_form.non_field_errors()[0]


def test_an_area_gets_another_name(page, village):
    change(page, village, name="瞿巷新村", front="village")

    assert Area.objects.get(pk=village.pk).name == "瞿巷新村"


def test_the_second_of_two_at_once_is_told(page, village):
    seen = page.get(url(village)).context["page"].seen
    change(page, village, seen, name="甲村", front="village")

    answer = change(page, village, seen, name="乙村", front="village")

    assert "瞿巷村 → 甲村" in words(answer)
    assert 'value="乙村"' in words(answer)
    assert Area.objects.get(pk=village.pk).name == "甲村"


def test_who_was_told_may_then_overwrite_knowingly(page, village):
    seen = page.get(url(village)).context["page"].seen
    change(page, village, seen, name="甲村", front="village")
    [fresh] = re.findall(
        r'name="seen" value="([^"]+)"',
        words(change(page, village, seen, name="乙村", front="village")),
    )

    change(page, village, fresh, name="乙村", front="village")

    assert Area.objects.get(pk=village.pk).name == "乙村"


def test_households_go_along_to_another_front_from_today_and_firms_do_not(
    page, village, old_couple, workshop
):
    change(page, village, name=village.name, front="community")

    fronts = dict(Place.objects.values_list("kind", "front"))
    stays = PlaceStay.objects.filter(place=old_couple).order_by("from_on")
    assert fronts == {"household": "community", "enterprise": "enterprise"}
    assert list(stays.values_list("front", "from_on", "to_on")) == [
        ("village", cast.days_ago(100), cast.today()),
        ("community", cast.today(), None),
    ]
    assert set(village.children.values_list("front", flat=True)) == {"community"}


def test_a_grid_without_anything_is_removed_and_put_back(page, village, grids):
    grid = cast.make_area(f"{village.code}009")
    answer = page.post(url(grid, "areas_remove"), follow=True)
    assert not Area.objects.filter(code=grid.code).exists()

    page.post(undo_of(answer))

    assert Area.objects.get(code=grid.code).name == grid.name


def test_a_grid_that_something_hangs_on_stays(page, grid, old_couple):
    answer = page.post(url(grid, "areas_remove"))

    assert answer.status_code == 409
    assert Area.objects.filter(pk=grid.pk).exists()


def test_an_official_division_is_not_removed(page, village):
    assert page.post(url(village, "areas_remove")).status_code == 409


def upload(page, area, content: bytes):
    file = SimpleUploadedFile("villages.csv", content)
    return page.post(url(area, "areas_load"), {"file": file}, follow=True)


VILLAGES = (
    "code,name,streetCode,provinceCode,cityCode,areaCode\n"
    "320581101212,新丰村村委会,320581101,32,3205,320581\n"
    "320581102201,福山村村委会,320581102,32,3205,320581\n"
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_an_official_file_brings_in_what_lies_in_the_own_area(page, town, encoding):
    upload(page, town, VILLAGES.encode(encoding))

    assert list(town.children.values_list("name", flat=True)) == ["新丰村村委会"]
    assert not Area.objects.filter(code="320581102201").exists()


@pytest.mark.parametrize(
    "content", [b"\xff\xfe\x00", b"a,b\n1,2\n", "code,name\n11,北京\n".encode()]
)
def test_a_file_that_is_none_is_refused_in_words(page, town, content):
    answer = upload(page, town, content)

    assert answer.status_code == 422
    assert answer.context["form"].errors["file"]


def test_the_list_that_came_along_knows_the_villages_of_jiangsu(page, town):
    answer = page.post(url(town, "areas_load"), {"shipped": "1"}, follow=True)

    assert town.children.count() == 19
    assert "19" in words(answer)


def test_no_file_is_loaded_into_a_village(page, village):
    assert page.get(url(village, "areas_load")).status_code == 404


def test_the_page_asks_no_more_for_fifty_villages_than_for_one(
    page, town, village, django_assert_max_num_queries
):
    for number in range(50):
        cast.make_area(f"{town.code}{300 + number}", f"经济技术开发区东湖花园社区居委会{number}")

    with django_assert_max_num_queries(14):
        page.get(url(town))
