"""A faulty cell is mended in the preview, and the counts are those of a corrected file."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from openpyxl import load_workbook

from households import previews
from households.actions import rosters
from households.actions.roster_mending import mend
from households.models import Category, Household, Resident, RosterImport, RosterRow
from households.rosters.columns import KEYS
from households.rosters.workbooks import opened
from tests import cast
from tests.households import sheets
from tests.households.sheets import code, firm, identity, person

NOW = cast.at(cast.today())
Faulty = RosterRow.Verdict.FAULTY
TYPO = identity(7)[:-1] + ("0" if identity(7)[-1] != "0" else "1")
SAMPLES = Path("tests/data/rosters")


def mended(roster: RosterImport, row: int, column: str, value: str, **told: Any) -> RosterImport:
    return mend(roster=roster, row=row, column=column, value=value, at=NOW, **told)


def counts(roster: RosterImport) -> dict[str, Any]:
    return RosterImport.objects.values_list("counts", flat=True).get(pk=roster.pk)


def faulty(roster: RosterImport) -> list[int]:
    rows = roster.rows.filter(verdict=Faulty).order_by("sheet_row")
    return list(rows.values_list("sheet_row", flat=True))


def told_of(roster: RosterImport) -> dict[int, tuple[str, bool, Any]]:
    """What is kept of each row: verdict, whether mended, values."""
    return {
        row.sheet_row: (row.verdict, row.is_mended, json.loads(row.payload)["values"])
        for row in roster.rows.all()
    }


@pytest.fixture
def fang(client, admin):
    client.force_login(admin)
    return client


@pytest.mark.parametrize(
    ("heading", "wrong", "column", "value", "word"),
    [
        ("姓名", "", "name", " 吴 宝　", ""),
        ("身份证号", TYPO, "identity", identity(7), ""),
        ("身份证号", 999999195103200014.0, "identity", identity(7), ""),
        ("身份证号", identity(1, "19510320"), "identity", identity(7), ""),
        ("联系电话", "1385551234", "phone", "13855512340", ""),
        ("联系电话", "1385551234", "phone", "无", ""),
        ("村（社区）代码", "320581999999", "village", "320581101006", ""),
        ("村（社区）", "天和社区", "village", "320581101006", ""),
        ("户编号", "", "number", "320581101220-00077", ""),
        ("人户状态", "上天", "residence", "在户", ""),
        ("类别", "低保护", "categories", "低保户", "低保护"),
        ("门牌号", "长" * 201, "address", "3组", ""),
    ],
)
def test_each_kind_of_fault_is_mended_as_if_the_file_were_right(
    preview, town, village, heading, wrong, column, value, word
):
    cast.make_area("320581101006", "天和社区居委会")
    first = person(2, 身份证号=identity(1, "19510320"))
    roster = preview(first, person(3, **{heading: wrong}))
    right = {heading: value}
    if column == "village":
        right = {"村（社区）代码": value, "村（社区）": "天和社区居委会"}

    after = mended(roster, 4, column, value, word=word)

    corrected = preview(first, person(3, **right))
    assert faulty(after) == faulty(corrected) == []
    assert counts(after) == counts(corrected)
    assert told_of(after) == told_of(corrected)


def test_a_village_is_chosen_for_a_roster_that_only_names_them(preview, village):
    columns = [name for name in sheets.HOUSEHOLD_COLUMNS if name != "村（社区）代码"]
    roster = preview(person(1, **{"村（社区）": "瞿塘村"}), person(2), columns=columns)

    after = mended(roster, 3, "village_name", village.code)

    assert counts(after) == counts(preview(person(1), person(2), columns=columns))


def test_one_of_two_wrong_categories_is_mended_and_the_other_waits(preview, village):
    roster = preview(person(1, 类别="低保护、火星户、退役军人"))

    mended(roster, 3, "categories", "低保户", word="低保护")
    assert faulty(roster) == [3]
    after = mended(roster, 3, "categories", "监测户", word="火星户")

    assert counts(after) == counts(preview(person(1, 类别="低保户、监测户、退役军人")))
    names = Category.objects.filter(pk__in=told_of(after)[3][2]["categories"])
    assert set(names.values_list("name", flat=True)) == {"低保户", "监测户", "退役军人"}


def test_a_word_that_is_no_category_is_left_out(preview, village):
    roster = preview(person(1, 类别="火星户、退役军人"), person(2, 人户状态="上天"))

    mended(roster, 3, "categories", "无", word="火星户")
    after = mended(roster, 4, "residence", "无")

    assert faulty(after) == []
    names = Category.objects.filter(pk__in=told_of(after)[3][2]["categories"])
    assert [category.name for category in names] == ["退役军人"]


def test_a_row_with_two_faults_is_sound_after_both(preview, village):
    roster = preview(person(1, 姓名="", 联系电话="12345"))

    assert mended(roster, 3, "phone", "13855512340").counts["faulty"] == 1
    assert mended(roster, 3, "name", "吴宝").counts["faulty"] == 0


def test_a_head_who_is_mended_leads_the_household_again(preview, village):
    second = person(2, 户编号=person(1)["户编号"])  # calls itself head as well
    roster = preview(person(1, 姓名=""), second)
    assert told_of(roster)[4][2]["leads"]

    after = mended(roster, 3, "name", person(1)["姓名"])

    assert not told_of(after)[4][2]["leads"]
    assert told_of(after) == told_of(preview(person(1), second))


def test_a_number_that_another_row_has_is_refused_whichever_comes_first(preview, village):
    roster = preview(person(1, 身份证号=TYPO), person(2))

    with pytest.raises(ValidationError, match="第4行"):
        mended(roster, 3, "identity", person(2)["身份证号"])

    assert faulty(roster) == [3]


def test_the_first_of_two_rows_with_one_number_may_have_its_name_mended(preview, village):
    roster = preview(person(1, 姓名=""), person(2, 身份证号=person(1)["身份证号"]))

    after = mended(roster, 3, "name", "吴宝")

    assert faulty(after) == [4]


def test_what_will_not_do_either_changes_nothing(preview, village):
    roster = preview(person(1, 联系电话="1385551234"))
    before = told_of(roster), counts(roster)

    with pytest.raises(ValidationError, match="只有5位"):
        mended(roster, 3, "phone", "12345")
    with pytest.raises(ValidationError, match="没有就写“无”"):
        mended(roster, 3, "phone", " ")

    assert (told_of(roster), counts(roster)) == before


def test_a_sound_cell_cannot_be_changed(preview, village):
    roster = preview(person(1, 姓名=""), person(2))

    for row, column, value in [(4, "name", "别人"), (3, "phone", "13855512340")]:
        with pytest.raises(ValidationError):
            mended(roster, row, column, value)

    assert told_of(roster)[4][2]["name"] == person(2)["姓名"]
    assert faulty(roster) == [3]


def test_mending_twice_is_mending_once(preview, village):
    roster = preview(person(1, 姓名=""))

    once = mended(roster, 3, "name", "吴宝")
    twice = mended(roster, 3, "name", "吴宝")
    assert once.counts == twice.counts

    with pytest.raises(ValidationError, match="“别人”") as told:
        mended(roster, 3, "name", "别人")
    assert told.value.code == "mended"
    assert told_of(twice)[3][2]["name"] == "吴宝"


def test_what_was_mended_is_imported(preview, admin, village):
    roster = preview(person(1, 身份证号=TYPO))
    mended(roster, 3, "identity", identity(7))

    rosters.confirm(roster=roster, at=NOW)
    rosters.apply(import_=roster, by=admin, at=NOW)

    assert Resident.objects.get().id_number == identity(7)
    assert Household.objects.get().residents.get().is_head


def test_after_the_import_nothing_is_mended_here(bring_in, village):
    roster = bring_in(person(1), person(2, 姓名=""))

    with pytest.raises(ValidationError) as refusal:
        mended(roster, 4, "name", "吴宝")

    assert refusal.value.code == "imported"


def test_cells_of_enterprises_are_mended(preview, village):
    wrong = code(3)[:-1] + ("0" if code(3)[-1] != "0" else "1")
    roster = preview(firm(1), firm(2, 从业人数="很多"), firm(3, 统一社会信用代码=wrong))

    mended(roster, 4, "staff", "84")
    with pytest.raises(ValidationError, match="第3行"):
        mended(roster, 5, "uscc", code(1))
    after = mended(roster, 5, "uscc", code(3))

    assert counts(after) == counts(preview(firm(1), firm(2), firm(3)))


def test_what_is_typed_stays_encrypted(preview, village):
    roster = preview(person(1, 身份证号=TYPO))
    mended(roster, 3, "identity", identity(7))

    kept = RosterRow.objects.extra(select={"raw": "payload"}).get()

    assert identity(7).encode() not in bytes(kept.raw)


@pytest.fixture
def look(town, admin):
    """Look a sample through, in a town that has its villages."""

    def look(path: Path) -> RosterImport:
        with opened(path) as sheet:
            place = 1 + KEYS[sheet.kind].index("village")
            for village in {str(row[place]) for row in sheet.rows}:
                if village.startswith(town.code) and not village.endswith("999"):
                    cast.make_area(village)
        roster = rosters.receive(area=town, by=admin, file_name=path.name, at=NOW)
        return rosters.preview(roster=roster, path=path, at=NOW)

    return look


def right(column: str, n: int) -> str:
    """The n-th value that is right in a column."""
    return {
        "name": f"某{n}",
        "identity": identity(n, "19010101"),
        "phone": f"138555{n:05d}",
        "village": "320581101220",
        "categories": "低保户",
        "uscc": code(900 + n),
    }[column]


@pytest.mark.parametrize("name", ["households", "enterprises"])
def test_the_sample_mended_cell_by_cell_is_the_sample_corrected(look, village, name, tmp_path):
    roster = look(SAMPLES / f"{name}.xlsx")
    book = load_workbook(SAMPLES / f"{name}.xlsx")
    sheet = book[roster.sheet]
    columns = roster.counts["columns"]
    cells = previews.cells_of(roster, previews.rows_of(roster, "faulty"), "faulty")
    assert len(cells) == {"households": 20, "enterprises": 5}[name]

    for n, cell in enumerate(cells):
        column, value = cell.fault.column, right(cell.fault.column, n)
        mended(roster, cell.row, column, value, word=cell.value)
        sheet.cell(cell.row, columns[column] + 1, value)
        if column == "village" and "village_name" in columns:
            sheet.cell(cell.row, columns["village_name"] + 1, village.name)
    book.save(tmp_path / "corrected.xlsx")

    corrected = look(tmp_path / "corrected.xlsx")
    assert counts(roster) == counts(corrected)
    assert counts(roster)["faulty"] == 0
    assert told_of(roster) == told_of(corrected)


def page(roster: RosterImport, query: str = "") -> str:
    return reverse("households:mend", args=[roster.pk]) + query


def typed(row: int, column: str, value: str, **told: str) -> dict[str, Any]:
    return {"row": row, "column": column, "value": value, **told}


def test_each_fault_is_offered_what_fits_it(fang, preview, village):
    roster = preview(
        person(1, 姓名=""),
        person(2, 联系电话="1385551234"),
        person(3, **{"村（社区）代码": "320581999999", "村（社区）": "某村"}),
        person(4, **{"村（社区）代码": "32058110122"}),
        person(5, 类别="低保护"),
    )

    html = fang.get(reverse("households:preview", args=[roster.pk])).content.decode()

    assert 'placeholder="写姓名"' in html
    assert 'name="value" value="1385551234"' in html
    assert '<option value="320581101220">瞿巷村</option>' in html
    assert "用“瞿巷村”" in html
    assert "用“低保户”" in html


def test_without_script_a_mended_row_leads_back_to_the_page(fang, preview, village):
    roster = preview(person(1, 姓名=""), person(2, 姓名=""))

    sent = fang.post(page(roster, "?part=faulty"), typed(3, "name", "吴宝"), follow=True)

    assert sent.redirect_chain == [
        (reverse("households:preview", args=[roster.pk]) + "?part=faulty", 302)
    ]
    assert faulty(roster) == [4]
    assert "导入1行" in sent.content.decode()


def test_with_script_the_line_goes_and_the_figures_change_where_they_stand(fang, preview, village):
    roster = preview(person(1, 姓名=""), person(2, 姓名=""))

    html = fang.post(
        page(roster), typed(3, "name", "吴宝"), headers={"hx-request": "true"}
    ).content.decode()

    assert "<tr" not in html
    assert html.count('hx-swap-oob="true"') == 3
    assert "导入1行" in html


def test_after_the_last_row_the_page_is_told_anew(fang, preview, village):
    roster = preview(person(1, 姓名=""))

    sent = fang.post(page(roster), typed(3, "name", "吴宝"), headers={"hx-request": "true"})

    assert sent.headers["HX-Redirect"] == reverse("households:preview", args=[roster.pk])


@pytest.mark.parametrize("headers", [{}, {"hx-request": "true"}])
def test_what_will_not_do_stays_in_its_field_with_the_reason(fang, preview, village, headers):
    roster = preview(person(1, 联系电话="1385551234"), person(2, 姓名=""))

    html = fang.post(page(roster), typed(3, "phone", "12345"), headers=headers).content.decode()

    assert 'value="12345"' in html
    assert "只有5位，手机号要11位" in html
    assert html.count('aria-invalid="true"') == 1


def test_links_of_a_page_that_told_a_refusal_lead_to_the_preview(fang, preview, village):
    roster = preview(person(1, 姓名=""))

    assert fang.get(page(roster, "?part=all")).url.endswith(f"/{roster.pk}/?part=all")


def test_another_persons_roster_and_one_thrown_away_are_not_found(client, fang, preview, town):
    roster = preview(person(1, 姓名=""))
    colleague = cast.make_cadre("second", "", cast.make_post(town, "administrator"))
    client.force_login(colleague)
    assert client.post(page(roster), typed(3, "name", "吴宝")).status_code == 404
    assert faulty(roster) == [3]

    client.force_login(roster.uploaded_by)
    rosters.discard(roster=roster, at=NOW)

    assert client.post(page(roster), typed(3, "name", "吴宝")).status_code == 404


def test_an_imported_roster_says_so(fang, bring_in, village):
    roster = bring_in(person(1), person(2, 姓名=""))

    sent = fang.post(page(roster), typed(4, "name", "吴宝"), follow=True)

    assert "已经导入" in sent.content.decode()
    assert 'class="fx"' not in sent.content.decode()


@pytest.mark.parametrize("told", [{}, typed(0, "name", "吴"), typed(3, "colour", "红")])
def test_what_no_page_sends_is_refused(fang, preview, village, told):
    assert fang.post(page(preview(person(1, 姓名=""))), told).status_code == 400


def test_who_mended_a_row_is_logged_without_what_was_written(fang, preview, village, caplog):
    roster = preview(person(1, 身份证号=TYPO))

    with caplog.at_level("INFO", logger="doorstep.rosters"):
        fang.post(page(roster), typed(3, "identity", identity(7)))

    assert f"row 3 of roster {roster.pk}" in caplog.text
    assert identity(7) not in caplog.text


def test_queries_do_not_grow_with_the_rows(fang, preview, village, django_assert_max_num_queries):
    def queries(*rows):
        roster = preview(*rows)
        with django_assert_max_num_queries(45) as seen:
            fang.post(page(roster), typed(3, "identity", identity(7)))
        return len(seen)

    first = person(1, 身份证号=TYPO)

    assert queries(first, person(2)) == queries(first, *(person(n) for n in range(2, 60)))
