"""Official divisions come in whole, twice without a change, and refuse in words (issue: areas)."""

import io
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from cadres import divisions
from cadres.models import Area, Front

FILES = Path("config/demo/divisions")
VILLAGES = "code,name,streetCode,provinceCode,cityCode,areaCode\n"
MEILI = ["32,江苏省,", "3205,苏州市,32", "320581,常熟市,3205", "320581101,梅李镇,320581"]


def read(text, province="32"):
    return divisions.read(io.StringIO(text), below=province)


def village(code="320581101220", name="瞿巷村委会", street="320581101"):
    return f"{VILLAGES}{code},{name},{street},32,3205,320581\n"


@pytest.fixture
def meili(db):
    for line, row in enumerate(MEILI, start=2):
        code, name, parent = row.split(",")
        divisions.bring_in([divisions.Division(code, name, parent, line)])
    return Area.objects.get(code="320581101")


def refusal_of(text):
    with pytest.raises(ValidationError) as refused:
        read(text)
    assert refused.value.messages[0].startswith(("第2行", "第3行", "第1行"))
    return refused.value.code


def test_all_of_jiangsu_comes_in_and_a_second_time_nothing_changes(db, capsys):
    for file in ("provinces", "cities", "areas", "streets", "villages", "villages"):
        call_command("import_areas", FILES / f"{file}.csv", province="32")

    told = capsys.readouterr().out.splitlines()
    assert "21958" in told[4]
    assert "21958" in told[5]
    assert told[4] != told[5]
    assert Area.objects.filter(level="village").count() == 21_958
    assert Area.objects.get(code="320581101220").path == "32.05.81.101.220."


def test_the_front_is_proposed_by_the_code(meili):
    divisions.bring_in(read(village() + "320581101001,梅李社区居委会,320581101,32,3205,320581\n"))

    fronts = dict(meili.children.values_list("code", "front"))
    assert fronts == {"320581101220": Front.VILLAGE, "320581101001": Front.COMMUNITY}


def test_a_renamed_area_is_known_by_its_code_and_keeps_the_front_that_was_chosen(meili):
    divisions.bring_in(read(village()))
    Area.objects.filter(code="320581101220").update(front=Front.COMMUNITY)

    brought = divisions.bring_in(read(village(name="瞿巷社区居委会")))

    assert brought == divisions.Brought(created=0, changed=1, unchanged=0)
    area = Area.objects.get(code="320581101220")
    assert (area.name, area.front) == ("瞿巷社区居委会", Front.COMMUNITY)


def test_a_new_village_stands_below_its_town_wherever_that_was_moved(meili):
    Area.objects.filter(pk=meili.pk).update(path="32.05.82.101.")

    divisions.bring_in(read(village()))

    assert Area.objects.get(code="320581101220").path == "32.05.82.101.220."


def test_a_missing_parent_is_refused_by_its_code_and_nothing_is_written(meili):
    text = village() + "320581102200,福山村委会,320581102,32,3205,320581\n"

    with pytest.raises(ValidationError, match="320581102") as refused:
        divisions.bring_in(read(text))

    assert refused.value.code == "missing_parent"
    assert not Area.objects.filter(level="village").exists()


def test_only_rows_of_the_province_count():
    text = "code,name,provinceCode\n3205,苏州市,32\n3301,杭州市,33\n"

    assert [division.code for division in read(text)] == ["3205"]
    with pytest.raises(ValidationError, match="11"):
        read(text, province="11")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (village(code="32058110122"), "length"),
        (village(code="３２０５８１１０１２２０"), "length"),
        (village(street="320581102"), "parent_code"),
        (village(name=" "), "name"),
        (village(name="村" * 101), "name"),
        (village() + village().splitlines()[1], "twice"),
        (VILLAGES + "320581101220,瞿巷村委会\n", "columns"),
        (VILLAGES + '320581101220,"瞿巷' + "村" * 140_000, "no_csv"),
        ("编号,名称\n1,2\n", "header"),
        ("", "header"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(text, code):
    assert refusal_of(text) == code


def test_the_command_says_in_words_what_it_cannot_read(tmp_path):
    workbook = tmp_path / "villages.csv"
    workbook.write_bytes("编号,名称".encode("gbk"))

    for file, why in ((workbook, "UTF-8"), (tmp_path / "nothing.csv", "nothing.csv")):
        with pytest.raises(CommandError, match=why):
            call_command("import_areas", file, province="32")
    with pytest.raises(CommandError, match="32"):
        call_command("import_areas", workbook, province="江苏")
