"""The office's table of visits: read, matched, previewed, saved once (DOMAIN 5)."""

from datetime import date
from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from phone.notebook import understood
from tests import cast
from visits.models import Visit

PAGE = "/evening/workbook/"
HEAD = ["走访对象", "居住地址", "方式", "走访时间", "参与人员", "走访详情", "服务标签"]
ON = date(2026, 11, 24)


def table(*rows, head=HEAD):
    book = openpyxl.Workbook()
    book.active.append(head)
    for row in rows:
        book.active.append(row)
    file = BytesIO()
    book.save(file)
    return SimpleUploadedFile("走访记录.xlsx", file.getvalue())


def line(
    name="王桂兰", address="3组18号", when=None, how="入户", who="", said="都好", tags="政策宣传"
):
    return [name, address, how, when or f"{cast.days_ago(2)} 上午", who, said, tags]


def preview_of(phone, *rows, **told):
    return phone.post(PAGE, {"file": table(*rows, **told)}).context["preview"]


def saved(phone, preview, **told):
    data = {"rows": preview.sealed}
    data |= {f"{answer.key}-on": "on" for answer in preview.matched} | told
    return phone.post(PAGE, data)


@pytest.mark.parametrize(
    ("when", "day", "part"),
    [
        ("2026-11-20 15:30", date(2026, 11, 20), "afternoon"),
        ("11月20日晚上", date(2026, 11, 20), "evening"),
        ("2026/11/20", date(2026, 11, 20), ""),
        ("20261120", date(2026, 11, 20), ""),
        (46346.375, date(2026, 11, 20), "morning"),
    ],
)
def test_a_day_is_read_as_people_write_it(when, day, part):
    told = understood(2, {"name": "王桂兰", "when": when}, on=ON)

    assert (told.day, told.part, told.faults) == (day, part, ())


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"when": "上周"}, "when"),
        ({"when": ""}, "no_when"),
        ({"when": "2026-11-09"}, "too_old"),
        ({"when": "2026-11-25"}, "ahead"),
        ({"when": "2026-11-24", "how": "飞鸽"}, "how"),
        ({"when": "2026-11-24", "name": ""}, "name"),
    ],
)
def test_what_is_not_understood_is_said(cells, code):
    told = understood(2, {"name": "王桂兰", **cells}, on=ON)

    assert [fault.code for fault in told.faults] == [code]
    assert told.faults[0].sentence


def test_nobody_home_is_understood_from_the_words():
    told = understood(2, {"name": "王桂兰", "when": "2026-11-24", "said": "家中无人"}, on=ON)

    assert told.outcome == "nobody_home"


def test_a_row_becomes_a_visit_entered_later(phone, old_couple, lin):
    saved(phone, preview_of(phone, line()))

    visit = Visit.objects.get()
    assert (visit.place, visit.visited_on, visit.part_of_day) == (
        old_couple,
        cast.days_ago(2),
        "morning",
    )
    assert (visit.note, visit.help, visit.entered_later) == ("都好。政策宣传", ["explained"], True)


def test_the_same_row_sent_again_makes_no_second_visit(phone, old_couple):
    first = preview_of(phone, line())
    saved(phone, first)
    saved(phone, first)
    again = preview_of(phone, line())

    assert Visit.objects.count() == 1
    assert (again.matched, len(again.seen.kept)) == ([], 1)


def test_the_same_row_twice_in_a_table_is_one(phone, old_couple):
    saved(phone, preview_of(phone, line(), line()))

    assert Visit.objects.count() == 1


def test_who_took_part_is_who_went(phone, old_couple, lin, wu, leader):
    preview = preview_of(phone, line(who="罗志远、林秀英、张三"))
    saved(phone, preview)

    went = {row.cadre.name: row.role for row in Visit.objects.get().visitors.all()}
    assert went == {"罗志远": "leader", "林秀英": "accompanying"}
    assert preview.matched[0].line.strangers == ["张三"]


def test_a_name_that_two_doors_have_is_chosen(phone, old_couple, grid):
    other = cast.make_place(grid, "5组7号", "王桂兰")
    preview = preview_of(phone, line(address=""))
    assert len(preview.to_choose) == 1

    saved(phone, preview, **{f"{preview.to_choose[0].key}-door": str(other.pk)})

    assert Visit.objects.get().place == other


def test_an_address_that_says_otherwise_is_asked_about(phone, old_couple):
    preview = preview_of(phone, line(address="9组1号"))

    assert [one.line.doors[0].place for one in preview.to_choose] == [old_couple]
    assert preview.matched == []


def test_a_member_of_the_family_leads_to_its_door(phone, old_couple):
    preview = preview_of(phone, line(name="陈福生", address="瞿巷村3组18号"))

    assert preview.matched[0].line.door.place == old_couple


def test_a_door_of_somebody_else_is_not_found(phone, old_couple, next_door):
    preview = preview_of(phone, line("顾根泉", "4组19号"))

    assert [one.told.name for one in preview.seen.unknown] == ["顾根泉"]


def test_a_faulty_cell_is_named_and_keeps_no_other_row_back(phone, old_couple):
    preview = preview_of(phone, line(), line(when=str(cast.days_ago(20))))
    (_line, fault, cell) = preview.seen.faulty[0]

    assert (cell, fault.code, len(preview.matched)) == ("D3", "too_old", 1)


def test_the_part_of_day_is_asked_where_the_table_is_silent(phone, old_couple):
    preview = preview_of(phone, line(when=str(cast.days_ago(2))))

    assert saved(phone, preview).status_code == 422
    saved(phone, preview, part="evening")
    assert Visit.objects.get().part_of_day == "evening"


def test_headings_are_taken_as_offices_write_them(phone, old_couple):
    head = ["户主姓名", "家庭住址", "走访方式", "走访日期", "走访人员", "走访内容", "标签"]

    assert len(preview_of(phone, line(), head=head).matched) == 1


@pytest.mark.parametrize("body", [b"", b"no workbook", b"PK\x03\x04 broken"])
def test_what_is_no_table_is_refused_in_words(phone, body):
    page = phone.post(PAGE, {"file": SimpleUploadedFile("a.xlsx", body)})

    assert page.status_code == 422
    assert page.context["form"].errors["file"]


def test_a_preview_of_somebody_else_is_gone(phone, old_couple, client, wu):
    sealed = preview_of(phone, line()).sealed
    client.force_login(wu)

    assert client.post(PAGE, {"rows": sealed}).status_code == 422
    assert not Visit.objects.exists()


def test_the_empty_table_has_the_columns(phone):
    answer = phone.get("/evening/workbook/empty/")

    sheet = openpyxl.load_workbook(BytesIO(b"".join(answer.streaming_content))).active
    assert [cell.value for cell in sheet[1]] == HEAD


@pytest.mark.parametrize("rows", [1, 50])
def test_a_preview_asks_as_often_for_many_rows(
    phone, old_couple, rows, django_assert_max_num_queries
):
    told = [line(said=f"第{n}条") for n in range(rows)]

    with django_assert_max_num_queries(20):
        assert len(preview_of(phone, *told).matched) == rows
