"""Writes the households of a roster: set-wise, village by village, within one transaction.

Called by `households.actions.rosters.apply` only, which holds the lock and the transaction.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import groupby

from cadres.models import Cadre
from households import merging
from households.copying import copy_in, end_spells, next_ids, sealed, update_from
from households.initials import initials
from households.merging import Entry, Facts, Values
from households.models import (
    CategorySpell,
    Exclusion,
    Household,
    Place,
    PlaceStay,
    ResidenceSpell,
    Resident,
)
from households.rosters import numbers
from households.standing import Family, Person, StandingFamilies, Villages, id_index
from households.walking import plate, walk_key

AT_ONCE = 4000  # households between two writes: keeps memory flat and progress moving

PLACE = (
    "id", "kind", "front", "area_id", "area_path", "name", "initials", "address", "plate",
    "walk_key", "joined_on", "is_active", "is_excluded", "empty_handed",
)  # fmt: skip
PERSON = (
    "name", "relation", "is_head", "residence", "id_number", "id_index", "phone", "phone_index",
    "born_on", "note",
)  # fmt: skip


@dataclass(slots=True)
class Dweller:
    """A person to write: as merged, and the row that told it (for what is sealed)."""

    person: Person
    told: Values
    before: Person | None


@dataclass(slots=True)
class Change:
    """One household to write: what stood, what is now."""

    entry: Entry
    family: Family | None
    facts: Facts
    residence: str
    dwellers: list[Dweller] = field(default_factory=list)
    place_id: int = 0


class Writing:
    """Writes changes of households; counts what it did."""

    def __init__(self, villages: Villages, *, on: date, at: datetime, by: Cadre | None) -> None:
        self.villages = villages
        self.on, self.at, self.by = on, at, by
        self.counts = {"new": 0, "changed": 0, "unchanged": 0}

    def bring_in(
        self,
        entries: Iterable[Entry],
        *,
        tells_categories: bool,
        report: Callable[[int, int], None],
    ) -> list[int]:
        """Write all entries; return the ids of the places that are new or changed."""
        touched: list[int] = []
        waiting: list[Change] = []
        by_village = sorted(entries, key=lambda entry: entry.key)
        whole = sum(entry.rows for entry in by_village)
        known = StandingFamilies(self.villages)
        done = 0
        for village, group in groupby(by_village, key=lambda entry: entry.key[0]):
            standing = known.of(village)
            for entry in group:
                done += entry.rows
                change = self.compare(entry, standing.get(entry.key[1]), tells_categories)
                if change is not None:
                    waiting.append(change)
            known.forget(village)
            if len(waiting) >= AT_ONCE:
                touched += self.write(waiting)
                waiting = []
                report(done, whole)
        touched += self.write(waiting)
        report(done, whole)
        return touched

    def compare(self, entry: Entry, family: Family | None, categories: bool) -> Change | None:
        """What this entry changes; None when it says nothing new."""
        standing_code = self._code_of(family) if family else None
        grid = self.villages.grid_code(entry.key[0], entry.grid)
        facts = merging.facts_of(entry, family, standing_code, grid)
        dwellers, persons = self._persons(entry, family, categories)
        residence = merging.residence_of(persons)
        change = Change(entry, family, facts, residence, dwellers)
        kind = "new"
        if family:
            same = Facts(family.name, family.address, standing_code or "")
            is_same = facts == same and residence == family.residence and not dwellers
            kind = "unchanged" if is_same else "changed"
            change.place_id = family.place_id
        self.counts[kind] += 1
        return None if kind == "unchanged" else change

    def _code_of(self, family: Family) -> str:
        return self.villages.code_of_id.get(family.area_id, "")

    def _persons(
        self, entry: Entry, family: Family | None, categories: bool
    ) -> tuple[list[Dweller], list[Person]]:
        """The dwellers to write, and everybody who lives there afterwards."""
        everybody = list(family.persons) if family else []
        dwellers: dict[int, Dweller] = {}
        book = Family(0, 0, True, "", "", "", everybody)
        leader: Person | None = None
        for told in entry.people:
            index = id_index(told["identity"])
            before = book.find(told["name"], index)
            after = merging.person_of(told, before, index, tells_categories=categories)
            if before is None:
                everybody.append(after)
                dwellers[id(after)] = Dweller(after, told, None)
            elif after == before:
                after = before
            else:
                everybody[everybody.index(before)] = after
                first = dwellers.pop(id(before), None)
                dwellers[id(after)] = _again(first, after, told) or Dweller(after, told, before)
            leader = after if told["leads"] else leader
        if leader:
            _step_down(everybody, leader, dwellers)
        return list(dwellers.values()), everybody

    def write(self, changes: list[Change]) -> list[int]:
        """Write a batch: new households by COPY, changed ones by UPDATE from a copied table."""
        fresh = [change for change in changes if change.family is None]
        for change, place_id in zip(fresh, next_ids(Place, len(fresh)), strict=True):
            change.place_id = place_id
        self._write_new_places(fresh)
        self._write_moved_places([change for change in changes if change.family is not None])
        self._write_residences(changes)
        self._write_persons(changes)
        self._ask_for_exclusions(changes)
        return [change.place_id for change in changes]

    def _write_new_places(self, fresh: list[Change]) -> None:
        copy_in(Place, PLACE, (self._place_row(change) for change in fresh))
        village_id = {code: area.pk for code, area in self.villages.by_code.items()}
        copy_in(
            Household,
            ("place_id", "village_id", "number", "residence"),
            ((c.place_id, village_id[c.entry.key[0]], c.entry.key[1], c.residence) for c in fresh),
        )
        self._open_stays(fresh)

    def _place_row(self, change: Change) -> tuple[object, ...]:
        facts = change.facts
        area = self.villages.by_code[facts.area_code]
        found = (area.front, area.pk, area.path, *self._named(change))
        return (change.place_id, Place.Kind.HOUSEHOLD, *found, self.on, True, False, 0)

    def _named(self, change: Change) -> tuple[str, str, str, str, str]:
        name, address = change.facts.name, change.facts.address
        door = plate(address) if address else change.entry.key[1][-5:].lstrip("0")
        return name, initials(name), address, door, walk_key(address)

    def _open_stays(self, changes: list[Change]) -> None:
        areas = ((c.place_id, self.villages.by_code[c.facts.area_code]) for c in changes)
        copy_in(
            PlaceStay,
            ("place_id", "area_id", "area_path", "front", "is_active", "from_on"),
            ((place, area.pk, area.path, area.front, True, self.on) for place, area in areas),
        )

    def _write_moved_places(self, changes: list[Change]) -> None:
        rows = []
        moved = []
        for change in changes:
            area = self.villages.by_code[change.facts.area_code]
            found = (area.front, area.pk, area.path, *self._named(change))
            rows.append((change.place_id, *found))
            if change.family and change.family.area_id != area.pk and change.family.is_active:
                moved.append(change)
        update_from(Place, PLACE[2:10], rows)
        end_spells(PlaceStay, ["place_id"], [(c.place_id,) for c in moved], on=self.on)
        self._open_stays(moved)

    def _write_residences(self, changes: list[Change]) -> None:
        """人户状态 of the households, dated from today."""
        told = [c for c in changes if c.residence != (c.family.residence if c.family else "")]
        standing = [c for c in told if c.family]
        update_from(Household, ["residence"], [(c.place_id, c.residence) for c in standing])
        end_spells(ResidenceSpell, ["household_id"], [(c.place_id,) for c in standing], on=self.on)
        copy_in(
            ResidenceSpell,
            ("household_id", "residence", "from_on"),
            ((c.place_id, c.residence, self.on) for c in told if c.residence),
        )

    def _write_persons(self, changes: list[Change]) -> None:
        written = [(c.place_id, dweller) for c in changes for dweller in c.dwellers]
        fresh = [(place, d) for place, d in written if d.person.pk is None]
        known = [(place, d) for place, d in written if d.person.pk is not None]
        self._update_persons([dweller for _, dweller in known])
        for (_, dweller), pk in zip(fresh, next_ids(Resident, len(fresh)), strict=True):
            dweller.person.pk = pk
        copy_in(
            Resident,
            ("id", "household_id", *PERSON),
            ((d.person.pk, place, *self._person_row(d)) for place, d in fresh),
        )
        self._write_categories(written)

    def _update_persons(self, known: list[Dweller]) -> None:
        # Who steps down goes first, or a household had two heads for a moment.
        down = [(d.person.pk, False) for d in known if d.before and d.before.is_head]
        update_from(Resident, ["is_head"], down)
        plain = ("name", "relation", "is_head", "residence", "note")
        update_from(
            Resident,
            plain,
            [(d.person.pk, *(getattr(d.person, name) for name in plain)) for d in known],
        )
        for secret, column in (("identity", "id_number"), ("phone", "phone")):
            index = "id_index" if secret == "identity" else "phone_index"
            rows = [
                (d.person.pk, sealed(Resident, column, d.told[secret]), getattr(d.person, index))
                for d in known
                if d.before and getattr(d.before, index) != getattr(d.person, index)
            ]
            update_from(Resident, [column, index], rows)
        born = [(d.person.pk, self._born(d)) for d in known if d.told.get("identity")]
        update_from(Resident, ["born_on"], born)

    def _person_row(self, dweller: Dweller) -> tuple[object, ...]:
        person, told = dweller.person, dweller.told
        return (
            person.name,
            person.relation,
            person.is_head,
            person.residence,
            sealed(Resident, "id_number", told["identity"]),
            person.id_index,
            sealed(Resident, "phone", told["phone"]),
            person.phone_index,
            self._born(dweller),
            person.note,
        )

    def _born(self, dweller: Dweller) -> date | None:
        identity = dweller.told["identity"]
        return numbers.born_on(identity, on=self.on) if identity else None

    def _write_categories(self, written: list[tuple[int, Dweller]]) -> None:
        """Start and end categories by comparison with those in force."""
        started: list[tuple[object, ...]] = []
        ended: list[tuple[int, int]] = []
        for place, dweller in written:
            before = dweller.before.categories if dweller.before else frozenset()
            pk = dweller.person.pk or 0  # all have one by now
            started += [(place, pk, c, self.on) for c in dweller.person.categories - before]
            ended += [(pk, c) for c in before - dweller.person.categories]
        end_spells(CategorySpell, ["resident_id", "category_id"], ended, on=self.on)
        copy_in(CategorySpell, ("place_id", "resident_id", "category_id", "from_on"), started)

    def _ask_for_exclusions(self, changes: list[Change]) -> None:
        """A household that became empty asks to be left out; it stays in scope until approved."""
        became = [c.place_id for c in changes if c.residence == "empty" != _residence(c.family)]
        Exclusion.objects.bulk_create(
            [
                Exclusion(
                    place_id=place_id,
                    reason=Exclusion.Reason.EMPTY,
                    asked_by=self.by,
                    asked_at=self.at,
                )
                for place_id in became
            ],
            ignore_conflicts=True,  # one is pending already
            batch_size=1000,
        )


def _residence(family: Family | None) -> str:
    return family.residence if family else ""


def _again(first: Dweller | None, after: Person, told: Values) -> Dweller | None:
    """The same person in a second row of the file: what the first told stays told."""
    if first is None:
        return None
    said = {key: value for key, value in told.items() if value not in ("", None)}
    return Dweller(after, first.told | said, first.before)


def _step_down(everybody: list[Person], leader: Person, dwellers: dict[int, Dweller]) -> None:
    """A head named by the roster takes the place of the one who stands."""
    for person in everybody:
        if person.is_head and person is not leader:
            before = replace(person)
            person.is_head = False
            dwellers.setdefault(id(person), Dweller(person, {}, before))
