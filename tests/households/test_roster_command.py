"""`import_roster` brings a file in for the operator and tells each fault with its cell."""

import csv
import json

import pytest
from django.core.management import CommandError, call_command

from cadres.models import Area
from households.models import Household, RosterRow
from tests.households import sheets
from tests.households.sheets import person


def run(capsys, *options: str) -> dict[str, int]:
    call_command("import_roster", *map(str, options))
    return json.loads(capsys.readouterr().out.strip().splitlines()[-1])


@pytest.fixture
def file(village, tmp_path):
    rows = [person(1), person(2, 姓名=" 吴 宝 "), person(3, 身份证号="123"), person(4)]
    return sheets.write(tmp_path / "a.xlsx", rows)


def test_it_imports_and_prints_the_counts(capsys, file, town):
    counts = run(capsys, file, "--area", town.code)

    assert (counts["rows"], counts["sound"], counts["mended"], counts["faulty"]) == (4, 2, 1, 1)
    assert counts["new"] == 4
    assert Household.objects.count() == 4
    assert not RosterRow.objects.exists()


def test_a_rehearsal_writes_nothing_but_the_faults(capsys, file, town, tmp_path):
    counts = run(capsys, file, "--area", town.code, "--dry-run", "--faults", tmp_path / "f.csv")

    assert counts["new"] == 4
    assert not Household.objects.exists()
    assert not Area.objects.filter(level="grid").exists()
    with (tmp_path / "f.csv").open() as lines:
        told = list(csv.DictReader(lines))
    assert [(row["row"], row["column"], row["code"]) for row in told] == [
        ("4", "I", "mended"),
        ("5", "J", "id"),
    ]
    assert told[1]["message"] == "身份证号：现在是3位，身份证号要18位"


def test_the_same_file_twice_changes_nothing(capsys, file, town):
    run(capsys, file, "--area", town.code)

    assert run(capsys, file, "--area", town.code)["unchanged"] == 4


def test_villages_outside_the_area_are_faulty(capsys, file, next_town):
    assert run(capsys, file, "--area", next_town.code)["faulty"] == 4


def test_an_unknown_area_and_a_missing_file_are_said(file, town):
    with pytest.raises(CommandError, match="999999"):
        call_command("import_roster", str(file), "--area", "999999")
    with pytest.raises(CommandError, match=r"no\.xlsx"):
        call_command("import_roster", "no.xlsx", "--area", town.code)


def test_a_file_that_is_no_workbook_is_said(tmp_path, town):
    path = tmp_path / "a.xlsx"
    path.write_text("no")

    with pytest.raises(CommandError, match="Excel"):
        call_command("import_roster", str(path), "--area", town.code)
