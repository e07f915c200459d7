"""What stands in the database where a roster speaks: read village by village, compared in memory.

Encrypted columns are never opened here: identity numbers and phones are compared by blind index.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from sys import intern

from django.db import connection

from cadres.encryption import blind_index
from cadres.models import Area
from households.models import Category, CategorySpell, Enterprise, Household, Place, Resident
from households.rosters.checking import Known
from households.rosters.columns import Kind

Key = tuple[str, str]  # code of the village, number of the household


@dataclass(slots=True)
class Person:
    """A resident as stored; `pk` is None while only the roster knows the person."""

    pk: int | None
    name: str
    relation: str
    is_head: bool
    residence: str
    note: str
    id_index: bytes
    phone_index: bytes
    categories: frozenset[int] = frozenset()


@dataclass(slots=True)
class Family:
    """A household as stored, with its place and persons."""

    place_id: int
    area_id: int
    is_active: bool
    name: str
    address: str
    residence: str
    persons: list[Person] = field(default_factory=list)

    def find(self, name: str, id_index: bytes) -> Person | None:
        """The person a row speaks of: by identity number, else by a name that has no other."""
        if id_index:
            for person in self.persons:
                if person.id_index == id_index:
                    return person
        for person in self.persons:
            if person.name == name and (not person.id_index or not id_index):
                return person
        return None


class Villages:
    """The areas a roster may speak of: villages and their grids, for enterprises towns too."""

    def __init__(self, area: Area, kind: Kind) -> None:
        self.area = area
        self.levels = [Area.Level.VILLAGE, Area.Level.GRID]
        if kind == Kind.ENTERPRISES:
            self.levels.append(Area.Level.TOWN)
        self.load()

    def load(self) -> None:
        """Read the areas, again after grids were added."""
        rows = list(Area.objects.below(self.area.path).filter(level__in=self.levels))
        self.by_code = {row.code: row for row in rows}
        self.code_of_id = {row.pk: row.code for row in rows}

    def known(self, *, on: date) -> Known:
        """What the pure judge needs to know."""
        categories = dict(Category.objects.values_list("name", "pk"))
        names = {
            code: row.name for code, row in self.by_code.items() if row.level != Area.Level.GRID
        }
        return Known(area=self.area.name, villages=names, categories=categories, on=on)

    def grid_code(self, village: str, number: int | None) -> str:
        """The code of a grid by its number; the village's own where the grid is unknown."""
        return village if number is None else f"{village}{number:03d}"


class StandingFamilies:
    """Families of the villages asked for so far; an inhabited village costs three queries, once."""

    def __init__(self, villages: Villages) -> None:
        self.villages = villages
        self.families: dict[str, dict[str, Family]] = {}
        inhabited = Household.objects.filter(village__path__startswith=villages.area.path)
        self.inhabited = set(inhabited.values_list("village_id", flat=True).distinct())

    def of(self, village: str) -> dict[str, Family]:
        """Families of one village by number."""
        if village not in self.families:
            village_id = self.villages.by_code[village].pk
            known = village_id in self.inhabited
            self.families[village] = self._load(village_id) if known else {}
        return self.families[village]

    def find(self, key: Key) -> Family | None:
        """One family."""
        return self.of(key[0]).get(key[1])

    def forget(self, village: str) -> None:
        """Free the memory of a village that is done."""
        self.families.pop(village, None)

    def _load(self, village_id: int) -> dict[str, Family]:
        fields = ("number", "residence", "pk", "place__area_id", "place__is_active")
        rows = Household.objects.filter(village=village_id).values_list(
            *fields, "place__name", "place__address"
        )
        families = {
            number: Family(place_id, area_id, is_active, name, address, residence)
            for number, residence, place_id, area_id, is_active, name, address in rows
        }
        self._load_persons(village_id, {f.place_id: f for f in families.values()})
        return families

    def _load_persons(self, village_id: int, by_place: dict[int, Family]) -> None:
        spells: defaultdict[int, set[int]] = defaultdict(set)
        open_spells = CategorySpell.objects.filter(
            to_on=None, resident__household__village=village_id
        )
        for resident_id, category_id in open_spells.values_list("resident_id", "category_id"):
            spells[resident_id].add(category_id)
        fields = ("household_id", "pk", "name", "relation", "is_head", "residence", "note")
        rows = Resident.objects.filter(household__village=village_id).order_by("pk")
        found = rows.values_list(*fields, "id_index", "phone_index")
        for household_id, pk, name, relation, is_head, residence, note, number, phone in found:
            person = Person(
                *(pk, name, intern(relation), is_head, intern(residence), note),
                *(bytes(number), bytes(phone)),
                frozenset(spells.get(pk, ())),
            )
            by_place[household_id].persons.append(person)


@dataclass(slots=True)
class Firm:
    """An enterprise as stored; `area_path` tells whether it stands where the importer may write."""

    place_id: int
    area_id: int
    area_path: str
    told: dict[str, object]  # by the roster's own keys
    phone_index: bytes


ENTERPRISE_FIELDS = {
    "industry": "industry",
    "scale": "size",
    "staff": "staff_count",
    "legal": "legal_person",
    "contact": "contact",
    "above_scale": "is_above_scale",
}


def standing_firms(codes: Iterable[str]) -> dict[str, Firm]:
    """Enterprises with these codes, wherever they stand."""
    rows = Enterprise.objects.filter(uscc__in=list(codes)).select_related("place").defer("phone")
    return {
        row.uscc: Firm(
            row.pk,
            row.place.area_id,
            row.place.area_path,
            {
                "name": row.place.name,
                "address": row.place.address,
                **{key: getattr(row, name) for key, name in ENTERPRISE_FIELDS.items()},
            },
            bytes(row.phone_index),
        )
        for row in rows
    }


def absent_families(villages: Villages, present: dict[str, set[str]]) -> int:
    """How many active households of the roster's villages it does not name."""
    ids = [villages.by_code[code].pk for code in present]
    standing = Household.objects.filter(village__in=ids, place__is_active=True)
    named = {(villages.by_code[code].pk, n) for code, numbers in present.items() for n in numbers}
    return sum(1 for key in standing.values_list("village_id", "number") if key not in named)


def absent_firms(area: Area, present: set[str]) -> int:
    """How many active enterprises of the area the roster does not name."""
    standing = Enterprise.objects.filter(
        place__in=Place.objects.below(area.path).active(), uscc__isnull=False
    )
    return sum(1 for code in standing.values_list("uscc", flat=True) if code not in present)


def how_many_stand(indexes: Sequence[bytes]) -> int:
    """How many of these identity numbers residents have, in whatever household."""
    with connection.cursor() as cursor:
        # `<> ''` so that the partial index serves: it leaves empty numbers out.
        cursor.execute(
            "SELECT count(DISTINCT id_index) FROM households_resident"
            " WHERE id_index <> '' AND id_index = ANY(%s)",
            [list(indexes)],
        )
        return cursor.fetchone()[0]


def id_index(number: str) -> bytes:
    """The blind index under which a resident's identity number is found."""
    return blind_index(number, purpose="id_number")


def phone_index(number: str) -> bytes:
    """The blind index under which a phone is found."""
    return blind_index(number, purpose="phone")
