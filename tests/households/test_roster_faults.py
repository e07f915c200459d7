"""Every fault of a roster is found with its cell, and none is invented (DOMAIN 11)."""

import csv
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum.cn import ric

from households.rosters import numbers
from households.rosters.checking import Judge, Judged, Known, grid_number
from households.rosters.columns import COLUMNS, KEYS, Kind
from households.rosters.faults import MENDED
from households.rosters.workbooks import opened
from tests.households.sheets import (
    HOUSEHOLD_COLUMNS,
    KNOWN,
    TODAY,
    code,
    firm,
    identity,
    person,
    write,
)

ROSTERS = Path("tests/data/rosters")
SAMPLE_CATEGORIES = ["低保户", "特困供养", "残疾人家庭", "空巢老人"]
SAMPLE_CATEGORIES += ["独居老人", "留守儿童", "退役军人", "监测户"]


def judge(rows: list[dict[str, Any]], kind: Kind = Kind.HOUSEHOLDS) -> list[Judged]:
    """Judge rows that stand from sheet row 3 on, without a file around them."""
    names = {column.key: column.name for column in COLUMNS[kind]}
    told = [
        [number, *(row.get(names[key]) or "" for key in KEYS[kind])]
        for number, row in enumerate(rows, start=3)
    ]
    columns = {key: n for n, key in enumerate(KEYS[kind]) if names[key] in rows[0]}
    return list(Judge(kind, KNOWN, columns).judge(iter(told)))


def found(judged: list[Judged]) -> set[tuple[int, str, str]]:
    return {(row.row, f.column, f.code) for row in judged for f in row.faults + row.mends}


def reasons(row: dict[str, Any], kind: Kind = Kind.HOUSEHOLDS) -> list[str]:
    return [fault.reason for fault in judge([row], kind)[0].faults]


@pytest.mark.parametrize("name", ["households", "enterprises"])
def test_the_known_faults_of_the_samples_are_all_found_and_none_is_invented(name):
    mended = {"space": MENDED, "full": MENDED}
    with (ROSTERS / "known-faults.csv").open() as file:
        told = {(int(row), mended.get(c, c)) for which, row, c in csv.reader(file) if which == name}
    with opened(ROSTERS / f"{name}.xlsx") as sheet:
        rows = list(sheet.rows)
        place = 1 + KEYS[sheet.kind].index("village")
        villages = {row[place]: "" for row in rows if not row[place].endswith("999999")}
        known = Known("梅李镇", villages, dict.fromkeys(SAMPLE_CATEGORIES, 1), TODAY)
        judged = Judge(sheet.kind, known, sheet.places).judge(iter(rows))
        seen = {(row.row, f.code) for row in judged for f in row.faults + row.mends}

    assert seen == told


FAULTS: dict[str, list[tuple[str, Any, str, str]]] = {
    "id": [
        ("身份证号", "99999919510320", "identity", "id"),
        ("身份证号", identity(7)[:-1] + ("0" if identity(7)[-1] != "0" else "1"), "identity", "id"),
        ("身份证号", "99999919511320" + "0010", "identity", "id"),
        ("身份证号", 999999195103200014.0, "identity", "id"),
        ("身份证号", "99999919510320A01X", "identity", "id"),
    ],
    "phone": [
        ("联系电话", "1385551234", "phone", "phone"),
        ("联系电话", "52661234", "phone", "phone"),
        ("联系电话", "13812345678/13912345678", "phone", "phone"),
        ("联系电话", "张三", "phone", "phone"),
    ],
    "village": [
        ("村（社区）代码", "320581999999", "village", "village"),
        ("村（社区）代码", "", "village", "village"),
        ("村（社区）代码", "32058110122", "village", "village"),
        ("村（社区）", "天和社区", "village", "village"),
    ],
    "blank": [("姓名", "", "name", "blank"), ("姓名", "　 ", "name", "blank")],
    "cat": [("类别", "火星户", "categories", "cat"), ("类别", "低保护", "categories", "cat")],
    "number": [("户编号", "", "number", "number")],
    "residence": [("人户状态", "上天", "residence", "residence")],
    "long": [("门牌号", "长" * 201, "address", "long")],
    "mended": [
        ("姓名", " 吴 宝　", "name", MENDED),
        ("联系电话", "１９９００００００４２", "phone", MENDED),
        ("联系电话", "199 0000 0042", "phone", MENDED),
        ("联系电话", 19900000042.0, "phone", MENDED),
        ("姓名", "=吴宝", "name", MENDED),
        ("村（社区）代码", '="320581101220"', "village", MENDED),
        ("联系电话", "无", "phone", MENDED),
    ],
}


@settings(max_examples=150, deadline=None)
@given(
    places=st.lists(st.integers(0, 59), max_size=12, unique=True),
    dice=st.randoms(use_true_random=False),
    twins=st.lists(st.integers(60, 69), max_size=3, unique=True),
)
def test_exactly_the_injected_faults_are_found(places, dice, twins):
    rows = [person(n) for n in range(1, 71)]
    injected = set()
    for place in places:
        column, value, key, told = dice.choice(dice.choice(list(FAULTS.values())))
        rows[place][column] = value
        injected.add((place + 3, key, told))
        if value == "　 ":  # blank after the spaces were taken out, and told as both
            injected.add((place + 3, key, MENDED))
    for place in twins:
        rows[place]["身份证号"] = identity(999, "19800101")
    first, *later = sorted(twins) or [0]
    injected |= {(place + 3, "identity", "dup") for place in later}

    seen = found(judge(rows))

    assert seen == injected


def test_faults_survive_the_way_through_a_workbook(tmp_path):
    rows = [person(n) for n in range(1, 9)]
    rows[2]["身份证号"] = "123"
    rows[4]["姓名"] = "\t吴宝 "
    rows[6]["联系电话"] = 1385551234.0
    path = write(tmp_path / "a.xlsx", rows, HOUSEHOLD_COLUMNS)

    with opened(path) as sheet:
        seen = {
            (sheet.cell(f.column, row.row), f.code)
            for row in Judge(sheet.kind, KNOWN, sheet.places).judge(sheet.rows)
            for f in row.faults + row.mends
        }

    assert seen == {("J5", "id"), ("I7", MENDED), ("K9", "phone"), ("K9", MENDED)}


def test_the_later_of_two_rows_with_one_number_is_faulty_and_names_the_first():
    first, later = judge([person(1), person(2, 身份证号=person(1)["身份证号"].lower())])

    assert not first.faults
    assert [(f.code, f.words) for f in later.faults] == [
        ("dup", {"row": "3", "name": first.values["name"]})
    ]


def test_an_identity_number_kept_as_a_number_is_refused_with_its_cell():
    assert reasons(person(身份证号=999999195103200014.0)) == ["id_number"]


def test_a_person_without_an_identity_number_is_no_fault():
    assert not found(judge([person(身份证号="", 联系电话="", 人户状态="", 网格="")]))


def test_an_unknown_village_is_guessed_by_its_name():
    fault = judge([person(**{"村（社区）代码": "320581101221"})])[0].faults[0]

    assert fault.reason == "village_guess"
    assert fault.words["code"] == "320581101220"


def test_a_near_category_is_proposed():
    fault = judge([person(类别="退役军人、低保")])[0].faults[0]

    assert (fault.reason, fault.value, fault.words) == ("cat_guess", "低保", {"name": "低保户"})


def test_several_categories_stand_in_one_cell():
    assert judge([person(类别="低保户、空巢老人")])[0].values["categories"] == [1, 3]


def test_without_a_column_of_codes_the_name_tells_the_village():
    row = {name: value for name, value in person().items() if name != "村（社区）代码"}

    assert judge([row])[0].values["village"] == "320581101220"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("13812345678", "13812345678"),
        ("+86 138-1234-5678", "13812345678"),
        ("0512-52661234", "051252661234"),
        ("0512-52661234-801", "051252661234-801"),
        ("400-812-3456", "4008123456"),
    ],
)
def test_phones_are_kept_one_way(text, kept):
    assert numbers.phone(text) == (kept, None)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("1385551234", "phone_short"),
        ("138555123456", "phone_unknown"),
        ("13855512345678", "phone_long"),
        ("52661234", "phone_area_code"),
        ("13812345678、13912345678", "phone_two"),
        ("12012345678", "phone_unknown"),
    ],
)
def test_a_phone_that_cannot_be_one_says_why(text, reason):
    assert numbers.phone(text)[1][0] == reason


def test_a_district_that_is_no_more_refuses_nobody():
    start = "33011019900101001"
    assert numbers.identity_fault(start + ric.calc_check_digit(start + "0"), on=TODAY) is None


@pytest.mark.parametrize("born", ["18001231", "20990101", "20261125", "19900230"])
def test_nobody_is_born_tomorrow_or_two_hundred_years_ago(born):
    assert numbers.identity_fault(identity(1, born), on=TODAY)[0] == "id_date"


@pytest.mark.parametrize(
    ("text", "number"),
    [("第3网格", 3), ("三网格", 3), ("第十二网格", 12), ("12", 12), ("320581101001003", 3)],
)
def test_a_grid_is_known_by_its_number(text, number):
    assert grid_number(text) == number


def test_a_grid_without_a_number_is_the_villages_own():
    assert grid_number("东片") is None


def test_faults_of_enterprises_are_found():
    rows = [
        firm(1),
        firm(2, 统一社会信用代码=code(2)[:-1] + ("0" if code(2)[-1] != "0" else "1")),
        firm(3, 从业人数="很多"),
        firm(4, 是否规上="也许"),
        firm(5, 企业名称=""),
        firm(6, 统一社会信用代码=code(1)),
        firm(7, 联系电话="12345"),
        firm(8, 统一社会信用代码=""),
    ]

    seen = found(judge(rows, Kind.ENTERPRISES))

    assert seen == {
        (4, "uscc", "uscc"),
        (5, "staff", "number"),
        (6, "above_scale", "yesno"),
        (7, "name", "blank"),
        (8, "uscc", "dup"),
        (9, "phone", "phone"),
        (10, "uscc", "uscc"),
    }


def test_a_clean_roster_has_no_fault():
    assert not found(judge([person(n, 类别="低保户") for n in range(1, 300)]))
