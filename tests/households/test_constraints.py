"""What the database itself refuses about places, families, their histories and exclusions."""

from datetime import timedelta

import pytest
from django.utils import timezone

from households.models import (
    Category,
    CategorySpell,
    Enterprise,
    Exclusion,
    Household,
    Place,
    PlaceAssignment,
    PlaceStay,
    ResidenceSpell,
    Resident,
    RosterImport,
    RosterRow,
)
from tests import cast
from tests.breaking import refused_by


def exclude(place, by, **told):
    told = {"reason": "empty", "asked_by": by, "asked_at": timezone.now(), **told}
    return Exclusion.objects.create(place=place, **told)


def tag(place, **told):
    told = {"category": Category.objects.get(code="dibao"), "from_on": cast.days_ago(9), **told}
    return CategorySpell.objects.create(place=place, **told)


@pytest.mark.parametrize("kind", ["household", "enterprise"])
def test_enterprises_and_nobody_else_stand_on_their_front(old_couple, workshop, kind):
    wrong = {"household": "enterprise", "enterprise": "village"}

    with refused_by("place_front_fits_its_kind"):
        Place.objects.filter(kind=kind).update(front=wrong[kind])


def test_a_covered_place_is_due_when_its_cover_ends(old_couple):
    with refused_by("place_is_due_when_its_cover_ends_or_earlier"):
        Place.objects.update(covered_until=cast.days_ago(0), next_due_on=cast.days_ago(-1))


def test_a_stay_holds_for_a_day_at_least(old_couple):
    with refused_by("stay_ends_after_it_begins"):
        PlaceStay.objects.update(to_on=cast.days_ago(100))


def test_a_place_stands_in_one_area_a_day(old_couple, next_grid):
    with refused_by("stay_is_one_a_day"):
        PlaceStay.objects.create(
            place=old_couple, area=next_grid, area_path=next_grid.path, front="village",
            from_on=cast.today(),
        )  # fmt: skip


def give(place, holder, **told):
    told = {"post": cast.post_of(holder), "from_on": cast.days_ago(9), **told}
    return PlaceAssignment.objects.create(place=place, **told)


def test_a_place_is_given_for_a_day_at_least(old_couple, lin):
    with refused_by("place_assignment_ends_after_it_begins"):
        give(old_couple, lin, to_on=cast.days_ago(9))


def test_one_post_answers_for_a_single_place(old_couple, lin, wu):
    give(old_couple, lin)

    with refused_by("place_assignment_is_one_responsible_post_a_place"):
        give(old_couple, wu)


def test_only_a_pairing_names_a_person(old_couple, lin):
    with refused_by("place_assignment_names_a_person_only_when_paired"):
        give(old_couple, lin, cadre=lin)


def test_pairings_may_overlap_and_name_people(old_couple, lin, wu):
    pairs = [give(old_couple, one, duty="paired", cadre=one) for one in (lin, wu)]

    assert len(pairs) == 2


def test_a_number_is_one_household_of_a_village(old_couple, next_door):
    with refused_by("household_number_is_unique_in_its_village"):
        Household.objects.update(number="320581101220-00018")


def test_a_person_stands_once_in_a_household(old_couple):
    with refused_by("resident_stands_once_in_a_household"):
        Resident.objects.update(id_index=b"\1" * 32)


def test_a_household_has_one_head(old_couple):
    with refused_by("household_has_one_head"):
        Resident.objects.update(is_head=True)


def test_a_credit_code_has_18_characters(workshop):
    with refused_by("enterprise_code_has_18_characters"):
        Enterprise.objects.update(uscc="91320581MA1")


def test_a_category_holds_for_a_day_at_least(old_couple):
    with refused_by("category_spell_ends_after_it_begins"):
        tag(old_couple, to_on=cast.days_ago(9))


def test_a_person_has_a_category_once_a_day(old_couple):
    head = Resident.objects.get(is_head=True)
    tag(old_couple, resident=head)

    with refused_by("category_of_a_person_is_told_once_a_day"):
        tag(old_couple, resident=head, from_on=cast.today())


def test_a_place_has_a_category_of_its_own_once_a_day(old_couple):
    tag(old_couple)

    with refused_by("category_of_a_place_is_told_once_a_day"):
        tag(old_couple, from_on=cast.today())


def test_a_residence_holds_for_a_day_at_least(old_couple):
    with refused_by("residence_spell_ends_after_it_begins"):
        ResidenceSpell.objects.update(to_on=cast.days_ago(100))


def test_a_household_has_one_residence_a_day(old_couple):
    with refused_by("residence_is_one_a_day"):
        ResidenceSpell.objects.create(
            household=old_couple.household, residence="away", from_on=cast.today()
        )


def test_nobody_approves_an_exclusion_that_they_asked_for(old_couple, gao):
    with refused_by("exclusion_is_not_approved_by_who_asked"):
        exclude(old_couple, gao, approved_by=gao, approved_on=cast.today())


def test_an_approval_names_its_day(old_couple, lin, gao):
    with refused_by("exclusion_approved_names_day_and_person"):
        exclude(old_couple, lin, approved_by=gao)


def test_an_exclusion_is_approved_or_refused(old_couple, lin, gao):
    with refused_by("exclusion_is_not_approved_and_refused"):
        exclude(
            old_couple, lin, approved_by=gao, approved_on=cast.today(), refused_on=cast.today(),
            refused_why="还住着",
        )  # fmt: skip


def test_an_exclusion_ends_after_its_approval(old_couple, lin, gao):
    day = cast.today()

    with refused_by("exclusion_ends_after_it_was_approved"):
        exclude(old_couple, lin, approved_by=gao, approved_on=day, ended_on=day)


def test_one_request_a_place_waits_for_an_answer(old_couple, lin, wu):
    exclude(old_couple, lin)

    with refused_by("exclusion_is_pending_once_a_place"):
        exclude(old_couple, wu, asked_at=timezone.now() - timedelta(days=1))


def test_a_row_of_a_sheet_is_previewed_once(town, admin):
    told = {"area": town, "uploaded_by": admin, "uploaded_at": timezone.now()}
    roster = RosterImport.objects.create(file_name="梅李镇.xlsx", **told)
    RosterRow.objects.create(roster=roster, sheet_row=3, verdict="new", payload="{}")

    with refused_by("roster_row_stands_once"):
        RosterRow.objects.create(roster=roster, sheet_row=3, verdict="faulty", payload="{}")
