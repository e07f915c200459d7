"""A workbook is recognised however the office keeps it, and refused in words when it is none."""

import contextlib
import io
import random
import zipfile
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from households.rosters import workbooks
from households.rosters.columns import KEYS, Kind, find_header, letters
from tests.households.sheets import HOUSEHOLD_COLUMNS, firm, person, write

SAMPLE = Path("tests/data/rosters/households.xlsx")


def read(path: Path) -> tuple[workbooks.Sheet, list[list[object]]]:
    with workbooks.opened(path) as sheet:
        return sheet, list(sheet.rows)


def refusal_of(path: Path) -> str:
    with pytest.raises(ValidationError) as refusal:
        read(path)
    assert str(refusal.value.messages[0])
    return refusal.value.code


def test_title_and_totals_are_no_entries_and_rows_keep_their_sheet_number(tmp_path):
    sheet, rows = read(write(tmp_path / "a.xlsx", [person(1), person(2)]))

    assert (sheet.kind, sheet.name, sheet.header_row) == (Kind.HOUSEHOLDS, "户籍花名册", 2)
    assert [row[0] for row in rows] == [3, 4]


def test_enterprises_are_told_from_households_by_their_columns(tmp_path):
    sheet, rows = read(write(tmp_path / "a.xlsx", [firm()], title=None, totals=False))

    assert sheet.kind == Kind.ENTERPRISES
    assert rows[0][:3] == [2, "示例纺织厂001", firm()["统一社会信用代码"]]


def test_columns_may_stand_in_any_order_under_other_names(tmp_path):
    columns = ["电话", "身份证号码（必填）", "姓 名", "户号", "村代码", "家庭住址", "民族"]
    book = Workbook()
    for row in (["说明"], [], columns, ["1", "2", "王桂兰", "0001", "320581101220", "3组", "汉"]):
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")

    sheet, rows = read(tmp_path / "a.xlsx")

    assert sheet.header_row == 3
    assert sheet.ignored == ("民族",)
    assert sheet.cell("identity", 4) == "B4"
    assert rows == [
        [4, "", "320581101220", "", "3组", "0001", "", "", "王桂兰", "2", "1", "", "", ""]
    ]


def test_a_table_that_begins_further_right_keeps_its_letters(tmp_path):
    book = Workbook()
    for column, name in enumerate(("户编号", "姓名", "村代码"), start=3):
        book.active.cell(5, column, name)
        book.active.cell(6, column, "x")
    book.save(tmp_path / "a.xlsx")

    sheet, rows = read(tmp_path / "a.xlsx")

    assert (sheet.header_row, sheet.cell("name", 6), rows[0][0]) == (5, "D6", 6)


def test_a_cell_merged_over_a_family_stands_in_each_of_its_rows(tmp_path):
    path = write(tmp_path / "a.xlsx", [person(1), person(2), person(3)], title=None)
    book = load_workbook(path)
    book.active.merge_cells("F2:F3")
    book.save(path)

    _, rows = read(path)

    numbers = [row[1 + KEYS[Kind.HOUSEHOLDS].index("number")] for row in rows]
    assert numbers == [person(1)["户编号"]] * 2 + [person(3)["户编号"]]


def test_the_first_visible_sheet_with_a_header_is_read_and_the_others_are_told(tmp_path):
    path = write(tmp_path / "a.xlsx", [person(1)])
    book = load_workbook(path)
    book.create_sheet("封面", 0).append(["梅李镇"])
    book.copy_worksheet(book["户籍花名册"]).title = "二月"
    hidden = book.copy_worksheet(book["户籍花名册"])
    hidden.title, hidden.sheet_state = "旧", "hidden"
    book.move_sheet("旧", -3)
    book.save(path)

    sheet, _ = read(path)

    assert (sheet.name, sheet.others) == ("户籍花名册", ("二月",))


def test_empty_rows_and_a_repeated_header_are_no_entries(tmp_path):
    again = dict(zip(HOUSEHOLD_COLUMNS, HOUSEHOLD_COLUMNS, strict=True))
    blank = dict.fromkeys(HOUSEHOLD_COLUMNS, "")

    _, rows = read(write(tmp_path / "a.xlsx", [person(1), blank, again, person(2)]))

    assert [row[0] for row in rows] == [3, 6]


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "empty"), (b"a,b\n1,2\n", "no_workbook"), (b"PK\x03\x04rubbish", "no_workbook")],
)
def test_what_is_no_workbook_is_refused(tmp_path, content, code):
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)

    assert refusal_of(path) == code


def test_a_workbook_with_a_password_is_refused(tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"\xd0\xcf\x11\xe0" + b"\0" * 512 + "EncryptedPackage".encode("utf-16-le"))

    assert refusal_of(path) == "encrypted"


def test_a_sheet_without_known_columns_is_refused(tmp_path):
    assert refusal_of(write(tmp_path / "a.xlsx", [{"水果": "梨", "数量": 3}])) == "no_header"


def test_a_missing_column_is_named(tmp_path):
    columns = [name for name in HOUSEHOLD_COLUMNS if name != "户编号"]
    path = write(tmp_path / "a.xlsx", [person(1)], columns)

    with pytest.raises(ValidationError, match="户编号"):
        read(path)


def test_two_cells_in_far_corners_stop_the_child_and_not_us(tmp_path):
    book = Workbook()
    book.active["A1"] = "户编号"
    book.active["XFD1048576"] = 1
    book.save(tmp_path / "a.xlsx")

    assert refusal_of(tmp_path / "a.xlsx") == "too_large"


def test_what_unpacks_to_too_much_is_never_opened(tmp_path):
    with (
        zipfile.ZipFile(tmp_path / "a.xlsx", "w", zipfile.ZIP_DEFLATED) as packed,
        packed.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as member,
    ):
        for _ in range(700):
            member.write(b"0" * (1 << 20))

    assert refusal_of(tmp_path / "a.xlsx") == "too_large"


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(seed=st.integers(0, 10_000))
def test_a_damaged_file_is_read_or_refused_and_never_crashes_us(tmp_path, seed):
    dice = random.Random(seed)
    data = bytearray(SAMPLE.read_bytes())
    for _ in range(dice.randint(1, 40)):
        data[dice.randrange(len(data))] = dice.randrange(256)
    path = tmp_path / "a.xlsx"
    path.write_bytes(data[: dice.randint(1, len(data))] if dice.random() < 0.3 else data)

    with contextlib.suppress(ValidationError):  # anything else fails the test
        read(path)


def test_a_damaged_sheet_inside_a_sound_archive_is_refused(tmp_path):
    packed = io.BytesIO()
    with zipfile.ZipFile(SAMPLE) as sound, zipfile.ZipFile(packed, "w") as damaged:
        for name in sound.namelist():
            content = sound.read(name)
            damaged.writestr(name, content[: len(content) // 2] if "sheet1" in name else content)
    path = tmp_path / "a.xlsx"
    path.write_bytes(packed.getvalue())

    assert refusal_of(path) in ("no_workbook", "no_header", "too_large")


def test_a_title_of_three_column_names_is_not_taken_for_the_header():
    rows = [["姓名", "电话", "备注"], [], HOUSEHOLD_COLUMNS]

    header = find_header(rows)

    assert header is not None
    assert (header.row, header.missing) == (3, ())


def test_columns_are_named_as_excel_names_them():
    assert [letters(n) for n in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
