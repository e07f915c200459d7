"""The preview of a roster: each judged row held against what stands; nothing is written."""

import json
from collections.abc import Container, Iterable, Iterator

from households import merging
from households.merging import Entry, Facts
from households.models import RosterRow
from households.rosters.checking import Judged
from households.rosters.columns import Kind
from households.rosters.faults import ELSEWHERE, MENDED, Fault
from households.standing import (
    Family,
    Key,
    StandingFamilies,
    Villages,
    absent_families,
    absent_firms,
    how_many_stand,
    id_index,
    standing_firms,
)

Verdict = RosterRow.Verdict
Seen = tuple[Judged, Verdict]


class HouseholdsLook:
    """Rows of households: a verdict a row, and at the end what becomes of the households."""

    def __init__(self, villages: Villages, *, tells_categories: bool) -> None:
        self.villages = villages
        self.tells_categories = tells_categories
        self.standing = StandingFamilies(villages)
        self.entries: dict[Key, Entry] = {}
        self.touched: set[Key] = set()
        self.elsewhere = 0  # one person may stand in two households: a warning, no fault

    def look(self, batch: Iterable[Judged]) -> Iterator[Seen]:
        """Give each row its verdict; one query a batch asks who stands in another household."""
        fresh: list[bytes] = []
        for judged in batch:
            verdict = self._verdict(judged)
            if verdict == Verdict.NEW and judged.values["identity"]:
                fresh.append(id_index(judged.values["identity"]))
            yield judged, verdict
        if fresh:
            self.elsewhere += how_many_stand(fresh)

    def _verdict(self, judged: Judged) -> Verdict:
        values = judged.values
        key = (values["village"], values["number"])
        entry = None
        values["leads"] = False
        if all(key):
            entry = self.entries.setdefault(key, Entry(key))
            values["leads"] = entry.hear(values, is_sound=not judged.faults)
        if judged.faults or entry is None:
            return Verdict.FAULTY
        if not entry.people:
            entry.people.append({"name": values["name"]})
        verdict = self._compare(judged, entry, self.standing.find(key))
        if verdict != Verdict.UNCHANGED:
            self.touched.add(key)
        return verdict

    def _compare(self, judged: Judged, entry: Entry, family: Family | None) -> Verdict:
        values = judged.values
        if family is None:
            return Verdict.NEW
        index = id_index(values["identity"])
        before = family.find(values["name"], index)
        if before is None:
            return Verdict.NEW
        after = merging.person_of(values, before, index, tells_categories=self.tells_categories)
        # The first address told is the household's; another on a later row moves nobody.
        moved = entry.address == values["address"] and family.address != entry.address != ""
        return Verdict.CHANGED if moved or after != before else Verdict.UNCHANGED

    def counts(self) -> dict[str, int]:
        """Households new, changed, unchanged, absent; grids to make; persons known elsewhere."""
        told = {"new": 0, "changed": 0, "unchanged": 0, "headless": 0}
        grids: set[str] = set()
        numbers: dict[str, set[str]] = {}
        for key, entry in self.entries.items():
            numbers.setdefault(key[0], set()).add(key[1])
            grid = self.villages.grid_code(key[0], entry.grid)
            if grid not in self.villages.by_code:
                grids.add(grid)
            told[self._change(entry, grid)] += 1
            told["headless"] += not entry.leader and not self._has_head(key)
        absent = absent_families(self.villages, numbers)
        return {**told, "absent": absent, "grids": len(grids), "elsewhere": self.elsewhere}

    def _has_head(self, key: Key) -> bool:
        family = self.standing.find(key)
        return family is not None and any(person.is_head for person in family.persons)

    def _change(self, entry: Entry, grid: str) -> str:
        family = self.standing.find(entry.key)
        if family is None:
            return "new"
        code = self.villages.code_of_id.get(family.area_id, "")
        facts = merging.facts_of(entry, family, code, grid)
        same = facts == Facts(family.name, family.address, code)
        return "unchanged" if same and entry.key not in self.touched else "changed"


class EnterprisesLook:
    """Rows of enterprises: a verdict a row."""

    def __init__(self, villages: Villages) -> None:
        self.villages = villages
        self.told = {"new": 0, "changed": 0, "unchanged": 0}
        self.codes: set[str] = set()

    def look(self, batch: Iterable[Judged]) -> Iterator[Seen]:
        """Give each row its verdict; one query a batch."""
        rows = list(batch)
        standing = standing_firms(row.values["uscc"] for row in rows if row.values["uscc"])
        for judged in rows:
            values = judged.values
            self.codes.add(values["uscc"])
            firm = standing.get(values["uscc"])
            if firm and not firm.area_path.startswith(self.villages.area.path):
                words = {"name": firm.told["name"]}
                fault = Fault("uscc", ELSEWHERE, "stands_elsewhere", words, values["uscc"])
                judged.faults.append(fault)
            if judged.faults:
                yield judged, Verdict.FAULTY
                continue
            area = self.villages.by_code[values["village"]]
            _, same = merging.firm_of(values, firm, area.pk)
            verdict = Verdict.NEW if not firm else Verdict.UNCHANGED if same else Verdict.CHANGED
            self.told[verdict] += 1
            yield judged, verdict

    def counts(self) -> dict[str, int]:
        """Enterprises that are new, changed, unchanged, absent."""
        return {**self.told, "absent": absent_firms(self.villages.area, self.codes), "grids": 0}


def look_of(
    kind: Kind, villages: Villages, columns: Container[str]
) -> HouseholdsLook | EnterprisesLook:
    """The look that fits a roster with these columns."""
    if kind == Kind.HOUSEHOLDS:
        return HouseholdsLook(villages, tells_categories="categories" in columns)
    return EnterprisesLook(villages)


def faults_in(kept: str) -> list[Fault]:
    """What was found in a kept row, mendings too."""
    return [Fault(*told) for told in json.loads(kept)] if kept else []


def restored(row: int, payload: str, faults: str) -> Judged:
    """A kept row as it was judged; what the database spoke against it is to be asked anew."""
    kept, told = json.loads(payload), faults_in(faults)
    return Judged(
        row,
        kept.get("cells", []),
        kept["values"],
        [fault for fault in told if fault.code not in (MENDED, ELSEWHERE)],
        [fault for fault in told if fault.code == MENDED],
    )
