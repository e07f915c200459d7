"""A confirmed roster brings in its sound rows, updates what it knows and removes nobody."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from cadres.models import Area
from households.actions import rosters
from households.models import (
    CategorySpell,
    Exclusion,
    Household,
    Place,
    PlaceStay,
    ResidenceSpell,
    Resident,
    RosterImport,
    RosterRow,
)
from households.standing import id_index
from tests import cast
from tests.households.sheets import HOUSEHOLD_COLUMNS, person


def member(n: int, **told):
    """A second person in the household of `person(n)`."""
    fields = {"户编号": person(n)["户编号"], "户主姓名": person(n)["姓名"], "与户主关系": "配偶"}
    return person(n + 500, **(fields | told))


def household(n: int = 1) -> Household:
    return Household.objects.get(number=person(n)["户编号"])


def residences(n: int = 1) -> list[tuple[str, int, int | None]]:
    """The household's residence spells: word, first day, first day out, from today on."""
    spells = ResidenceSpell.objects.filter(household=household(n)).order_by("from_on")
    day = cast.today()
    return [(s.residence, (s.from_on - day).days, s.to_on and (s.to_on - day).days) for s in spells]


def test_nothing_is_written_before_somebody_says_so(preview):
    roster = preview(person(1), person(2, 姓名=""))

    assert roster.status == RosterImport.Status.PREVIEW
    assert (roster.counts["sound"], roster.counts["faulty"]) == (1, 1)
    assert roster.counts["places"]["new"] == 2
    assert not Place.objects.exists()
    assert not Area.objects.filter(level="grid").exists()


def test_a_household_comes_in_with_place_stay_residents_and_dates(bring_in, village):
    bring_in(person(1), member(1, 姓名="陈福生", 类别="退役军人"))

    place = Place.objects.get()
    grid = Area.objects.get(code=f"{village.code}003")
    assert (place.name, place.address, place.plate) == (person(1)["姓名"], "2组1号", "1")
    assert (place.area, place.area_path, place.front) == (grid, grid.path, village.front)
    assert place.joined_on == cast.today()
    assert place.next_due_on == cast.days_ago(-365)  # told by visits, which listens
    assert PlaceStay.objects.get().area == grid
    assert household().village == village
    assert [r.name for r in Resident.objects.order_by("pk")] == [person(1)["姓名"], "陈福生"]
    assert Resident.objects.get(is_head=True).relation == "户主"
    assert CategorySpell.objects.get().resident.name == "陈福生"


def test_numbers_are_encrypted_and_found_by_their_index(bring_in):
    bring_in(person(1))

    resident = Resident.objects.get(id_index=id_index(person(1)["身份证号"]))
    assert resident.id_number == person(1)["身份证号"]
    assert resident.phone == person(1)["联系电话"]
    assert resident.born_on.year == 1950


def test_sound_rows_go_in_beside_a_faulty_neighbour(bring_in):
    roster = bring_in(person(1), person(2, 身份证号="123"), person(3))

    assert roster.counts["written"] == {"new": 3, "changed": 0, "unchanged": 0}
    assert Resident.objects.count() == 2
    assert list(roster.rows.values_list("verdict", flat=True)) == [RosterRow.Verdict.FAULTY]


def test_a_household_whose_head_is_faulty_exists_without_a_head(bring_in, preview):
    bring_in(person(1, 身份证号="123"), member(1))

    assert household().place.name == person(1)["姓名"]  # as the column of the head says
    assert [r.relation for r in household().residents.all()] == ["配偶"]
    assert not household().residents.filter(is_head=True).exists()

    bring_in(person(1))  # mended

    assert household().residents.get(is_head=True).name == person(1)["姓名"]


def test_a_row_without_a_sound_village_makes_no_household(bring_in):
    bring_in(person(1), person(2, **{"村（社区）代码": "320581999999"}))

    assert Household.objects.count() == 1


def test_the_same_file_again_changes_nothing(bring_in):
    rows = [person(1, 类别="低保户"), member(1, 人户状态="外出"), person(2)]
    bring_in(*rows)
    before = list(Resident.objects.order_by("pk").values())

    roster = bring_in(*rows, day=1)

    assert roster.counts["rows"] == {"new": 0, "changed": 0, "unchanged": 3}
    assert roster.counts["written"] == {"new": 0, "changed": 0, "unchanged": 2}
    assert list(Resident.objects.order_by("pk").values()) == before
    assert CategorySpell.objects.count() == 1


def test_a_changed_row_updates_its_household_and_no_other(bring_in, preview):
    bring_in(person(1), person(2))
    changed = person(1, 联系电话="13812345678", 门牌号="9组9号")

    roster = preview(changed, person(2))
    assert roster.counts["rows"] == {"new": 0, "changed": 1, "unchanged": 1}
    bring_in(changed, person(2))

    assert household().place.address == "9组9号"
    assert household().residents.get().phone == "13812345678"
    assert household(2).residents.get().phone == person(2)["联系电话"]


def test_a_blank_cell_takes_nothing_away(bring_in):
    bring_in(person(1, 备注="怕狗"))

    bring_in(person(1, 联系电话="", 身份证号="", 人户状态="", 备注="", 门牌号="", 网格=""))

    resident = household().residents.get()
    assert (resident.phone, resident.note) == (person(1)["联系电话"], "怕狗")
    assert resident.id_number == person(1)["身份证号"]
    assert household().place.area.code.endswith("003")


def test_who_is_not_in_the_file_stays(bring_in):
    bring_in(person(1), member(1), person(2))

    roster = bring_in(person(1))

    assert roster.counts["places"]["absent"] == 1
    assert Household.objects.count() == 2
    assert household().residents.count() == 2


def test_another_head_takes_the_place_of_the_old_one(bring_in):
    bring_in(person(1), member(1))
    name = member(1)["姓名"]

    bring_in(
        person(1, 户主姓名=name, 与户主关系="配偶"), member(1, 户主姓名=name, 与户主关系="户主")
    )

    assert household().residents.get(is_head=True).name == name
    assert household().place.name == name


def test_a_head_who_is_new_takes_over_from_one_the_file_does_not_name(bring_in):
    bring_in(person(1))

    bring_in(member(1, 姓名="陈福生", 户主姓名="陈福生", 与户主关系="户主"))

    assert [(r.name, r.is_head) for r in household().residents.order_by("pk")] == [
        (person(1)["姓名"], False),
        ("陈福生", True),
    ]


def test_two_heads_in_one_file_make_one(bring_in):
    bring_in(person(1), member(1, 与户主关系="户主"))

    assert household().residents.get(is_head=True).name == person(1)["姓名"]


def test_residence_is_the_heads_and_dated(bring_in):
    bring_in(person(1), member(1, 人户状态="外出"))
    assert residences() == [("lives_here", 0, None)]

    bring_in(person(1, 人户状态="人户分离"), day=1)

    assert household().residence == "registered_only"
    assert residences() == [("lives_here", 0, 1), ("registered_only", 1, None)]


def test_what_was_told_twice_on_one_day_stands_once(bring_in):
    bring_in(person(1))
    bring_in(person(1, 人户状态="外出"))

    assert residences() == [("away", 0, None)]


def test_a_household_is_empty_only_when_everybody_says_so_and_then_asks_to_be_left_out(
    bring_in, admin
):
    bring_in(person(1, 人户状态="空户"), member(1), person(2, 人户状态="空户"))

    assert household(1).residence == "lives_here"
    assert household(2).residence == "empty"
    exclusion = Exclusion.objects.get()
    assert (exclusion.place, exclusion.reason) == (household(2).place, "empty")
    assert (exclusion.asked_by, exclusion.approved_on) == (admin, None)  # pending: in scope
    assert not household(2).place.is_excluded


def test_an_empty_household_asks_once(bring_in):
    bring_in(person(1, 人户状态="空户"))
    bring_in(person(1, 人户状态="空户", 备注="还是空的"))

    assert Exclusion.objects.count() == 1


def test_categories_start_and_end_by_comparison(bring_in):
    bring_in(person(1, 类别="低保户、监测户"))

    bring_in(person(1, 类别="低保户、退役军人"), day=3)

    day = cast.days_ago(-3)
    spells = CategorySpell.objects.order_by("category__name")
    assert {(s.category.name, s.from_on, s.to_on) for s in spells} == {
        ("低保户", cast.today(), None),
        ("监测户", cast.today(), day),
        ("退役军人", day, None),
    }


def test_a_file_without_the_column_of_categories_ends_none(bring_in):
    bring_in(person(1, 类别="低保户"))

    bring_in(person(1), columns=[name for name in HOUSEHOLD_COLUMNS if name != "类别"])

    assert CategorySpell.objects.get().to_on is None


def test_a_household_that_changes_its_grid_keeps_where_it_stood(bring_in):
    bring_in(person(1))

    bring_in(person(1, 网格="第4网格"), day=2)

    stays = PlaceStay.objects.order_by("from_on")
    assert [stay.area.code[-3:] for stay in stays] == ["003", "004"]
    assert [stay.to_on for stay in stays] == [cast.days_ago(-2), None]
    assert household().place.area_path == stays[1].area_path
    assert household().place.joined_on == cast.today()


def test_a_household_without_a_grid_stands_in_its_village(bring_in, village):
    bring_in(person(1, 网格="东片"))

    assert household().place.area == village


def test_a_person_whose_number_was_missing_gets_it_and_is_not_doubled(bring_in):
    bring_in(person(1, 身份证号=""))
    bring_in(person(1))

    assert household().residents.get().id_number == person(1)["身份证号"]


def test_the_same_number_in_two_villages_is_two_households(bring_in, town):
    cast.make_area("320581101006")
    there = {"村（社区）": "天和社区", "村（社区）代码": "320581101006"}

    bring_in(person(1, 户编号="1"), person(2, 户编号="1", **there))

    assert Household.objects.filter(number="1").count() == 2


def test_what_is_written_counts_once_however_often_it_is_confirmed(bring_in, admin):
    roster = bring_in(person(1))

    rosters.confirm(roster=roster, at=cast.at(cast.today()))
    again = rosters.apply(import_=roster, by=admin, at=cast.at(cast.today()))

    assert again.status == RosterImport.Status.DONE
    assert Household.objects.count() == 1


def test_a_roster_is_not_written_without_a_yes(preview, admin):
    roster = preview(person(1))

    with pytest.raises(ValidationError) as refusal:
        rosters.apply(import_=roster, by=admin, at=cast.at(cast.today()))

    assert refusal.value.code == "no_preview"


def test_one_that_was_thrown_away_is_gone(preview):
    roster = preview(person(1))

    rosters.discard(roster=roster, at=cast.at(cast.today()))

    assert not roster.rows.exists()
    with pytest.raises(ValidationError):
        rosters.confirm(roster=roster, at=cast.at(cast.today()))


def test_rows_are_forgotten_after_seven_days(preview):
    roster = preview(person(1))

    assert rosters.purge(at=cast.at(cast.days_ago(-6))) == 0
    assert rosters.purge(at=cast.at(cast.days_ago(-8))) == 1

    roster.refresh_from_db()
    assert (roster.status, roster.rows.count()) == (RosterImport.Status.DISCARDED, 0)


def test_kept_rows_are_encrypted(preview, db):
    roster = preview(person(1, 姓名=""))

    with connection.cursor() as cursor:
        cursor.execute("SELECT payload, faults FROM households_rosterrow")
        payload, faults = map(bytes, cursor.fetchone())
    assert person(1)["身份证号"].encode() not in payload + faults
    assert person(1)["身份证号"] in roster.rows.get().payload


def test_a_grid_is_no_area_for_a_roster(grid, admin):
    with pytest.raises(ValidationError) as refusal:
        rosters.receive(area=grid, by=admin, file_name="a.xlsx", at=cast.at(cast.today()))

    assert refusal.value.code == "grid"


def test_a_person_who_stands_in_another_household_is_a_warning_and_no_fault(bring_in, preview):
    bring_in(person(1))
    moved = person(2, 身份证号=person(1)["身份证号"], 姓名=person(1)["姓名"])

    roster = preview(moved)

    assert (roster.counts["faulty"], roster.counts["places"]["elsewhere"]) == (0, 1)
    bring_in(moved)
    assert Resident.objects.filter(id_index=id_index(moved["身份证号"])).count() == 2
