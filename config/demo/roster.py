"""Writes homes as the tables want them: place, stay, household and its people, or enterprise."""

from collections.abc import Sequence

from cadres.models import Front
from config.demo.homes import Home
from config.demo.writing import insert, take_keys
from households.initials import initials
from households.models import (
    Category,
    CategorySpell,
    Enterprise,
    Household,
    Place,
    PlaceStay,
    ResidenceSpell,
    Resident,
)
from households.standing import id_index, phone_index
from households.walking import enterprise_plate, plate, walk_key

FIRST_NUMBER = 10_001  # village offices' sample rosters count from 1


def write_homes(homes: Sequence[Home]) -> list[Place]:
    """Write all homes; return their places in the same order."""
    places = [_place(home) for home in homes]
    take_keys(Place, places)
    insert(Place, places)
    insert(
        PlaceStay,
        [
            PlaceStay(
                place=place,
                area=place.area,
                area_path=place.area_path,
                front=place.front,
                from_on=place.joined_on,
            )
            for place in places
        ],
    )
    pairs = list(zip(homes, places, strict=True))
    _write_households([pair for pair in pairs if pair[0].firm is None])
    insert(Enterprise, [_enterprise(home, place) for home, place in pairs if home.firm])
    return places


def _place(home: Home) -> Place:
    area = home.leaf.area
    return Place(
        kind="enterprise" if home.firm else "household",
        front=Front.ENTERPRISE.value if home.firm else area.front,
        area=area,
        area_path=area.path,
        name=home.name,
        initials=initials(home.name),
        address=home.address,
        plate=(enterprise_plate if home.firm else plate)(home.address),
        walk_key=walk_key(home.address),
        joined_on=home.joined_on,
    )


def _write_households(pairs: Sequence[tuple[Home, Place]]) -> None:
    numbers: dict[int, int] = {}
    households, residents, heads = [], [], []
    for home, place in pairs:
        village = home.leaf.village.area
        number = numbers.get(village.pk, FIRST_NUMBER)
        numbers[village.pk] = number + 1
        household = Household(
            place=place,
            village=village,
            number=f"{village.code}-{number:05}",
            residence=home.residence,
        )
        households.append(household)
        family = [_resident(household, home, index) for index in range(len(home.members))]
        heads.append(family[0])
        residents += family
    take_keys(Resident, residents)
    insert(Household, households)
    insert(Resident, residents)
    _write_spells(pairs, households, heads)


def _resident(household: Household, home: Home, index: int) -> Resident:
    member = home.members[index]
    person = member.person
    is_head = index == 0
    is_told = is_head or person.born_on.year < 2005  # rosters know few phones of children
    return Resident(
        household=household,
        name=person.name,
        relation=member.relation,
        is_head=is_head,
        residence=member.residence,
        id_number=person.id_number,
        id_index=id_index(person.id_number),
        phone=person.phone if is_told else "",
        phone_index=phone_index(person.phone) if is_told else b"",
        born_on=person.born_on,
        note=member.note,
    )


def _write_spells(
    pairs: Sequence[tuple[Home, Place]],
    households: Sequence[Household],
    heads: Sequence[Resident],
) -> None:
    categories = {category.code: category for category in Category.objects.all()}
    insert(
        CategorySpell,
        [
            CategorySpell(
                place=place, category=categories[code], resident=head, from_on=home.joined_on
            )
            for (home, place), head in zip(pairs, heads, strict=True)
            for code in home.categories
        ],
    )
    insert(
        ResidenceSpell,
        [
            ResidenceSpell(household=household, residence=home.residence, from_on=home.joined_on)
            for (home, _), household in zip(pairs, households, strict=True)
            if home.residence
        ],
    )


def _enterprise(home: Home, place: Place) -> Enterprise:
    firm, contact = home.firm, home.contact
    assert firm is not None
    assert contact is not None
    return Enterprise(
        place=place,
        kind="shop" if firm.is_shop else "company",
        uscc=firm.uscc,
        industry=firm.industry,
        size=firm.size,
        staff_count=firm.staff,
        is_above_scale=firm.staff >= 100,
        legal_person=contact.name,
        contact=contact.name,
        phone=contact.phone,
        phone_index=phone_index(contact.phone),
    )
