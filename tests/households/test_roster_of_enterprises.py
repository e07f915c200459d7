"""Enterprises come in by their code, wherever they stood before."""

from stdnum.cn import uscc

from households.actions import rosters
from households.models import Enterprise, Place, PlaceStay
from tests import cast
from tests.households.sheets import firm


def enterprise(n: int = 1) -> Enterprise:
    return Enterprise.objects.get(uscc=firm(n)["统一社会信用代码"])


def test_an_enterprise_comes_in_on_its_own_front(bring_in, village):
    bring_in(firm(1, 是否规上="是"))

    place = enterprise().place
    assert (place.kind, place.front, place.area) == ("enterprise", "enterprise", village)
    assert (place.name, place.address) == ("示例纺织厂001", "工业园1路8号")
    assert place.next_due_on == cast.days_ago(-365)
    assert (enterprise().staff_count, enterprise().is_above_scale) == (84, True)
    assert enterprise().phone == firm(1)["联系电话"]
    assert PlaceStay.objects.get().front == "enterprise"


def test_the_same_file_again_changes_nothing(bring_in):
    bring_in(firm(1), firm(2))

    roster = bring_in(firm(1), firm(2), day=1)

    assert roster.counts["written"] == {"new": 0, "changed": 0, "unchanged": 2}


def test_a_changed_row_updates_and_a_blank_cell_takes_nothing_away(bring_in):
    bring_in(firm(1), firm(2))

    roster = bring_in(firm(1, 联系人="李四", 联系电话="", 行业="", 从业人数=""), firm(2))

    assert roster.counts["written"] == {"new": 0, "changed": 1, "unchanged": 1}
    assert (enterprise().contact, enterprise().industry) == ("李四", "制造业")
    assert (enterprise().phone, enterprise().staff_count) == (firm(1)["联系电话"], 84)


def test_an_enterprise_that_moves_keeps_where_it_stood(bring_in, town):
    other = cast.make_area("320581101212")
    bring_in(firm(1))

    bring_in(firm(1, **{"村（社区）代码": other.code}), day=1)

    assert enterprise().place.area == other
    assert [stay.to_on for stay in PlaceStay.objects.order_by("from_on")] == [
        cast.days_ago(-1),
        None,
    ]


def test_an_enterprise_may_stand_in_a_town(bring_in, town):
    bring_in(firm(1, **{"村（社区）代码": town.code}))

    assert enterprise().place.area == town


def test_one_that_stands_outside_the_importers_area_is_left_alone(bring_in, next_town):
    place = cast.make_place(
        next_town, name="邻镇厂", kind=Place.Kind.ENTERPRISE, uscc=firm(1)["统一社会信用代码"]
    )

    roster = bring_in(firm(1), firm(2))

    assert roster.counts["faulty"] == 1
    place.refresh_from_db()
    assert (place.name, place.area) == ("邻镇厂", next_town)


def test_a_sole_trader_is_a_shop(bring_in):
    start = "92999999MA0000001"
    code = start + uscc.calc_check_digit(start + "0")

    bring_in(firm(1, 统一社会信用代码=code))

    assert Enterprise.objects.get().kind == Enterprise.Kind.SHOP


def test_what_came_in_elsewhere_since_the_preview_stays_there(preview, admin, next_town):
    roster = preview(firm(1))
    there = cast.make_area("320581102201")
    theirs = cast.make_place(there, kind="enterprise", name="别镇的厂", uscc=enterprise_code())
    now = cast.at(cast.today())

    rosters.apply(import_=rosters.confirm(roster=roster, at=now), by=admin, at=now)

    theirs.refresh_from_db()
    assert (theirs.area, theirs.name) == (there, "别镇的厂")


def enterprise_code() -> str:
    return firm(1)["统一社会信用代码"]
