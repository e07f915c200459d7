"""What a roster's rows make of what stands: pure, values in, values out.

A blank cell tells nothing and takes nothing away; a category column tells all categories.
Preview and import both ask here, so they cannot disagree.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from households.standing import (
    ENTERPRISE_FIELDS,
    Family,
    Firm,
    Key,
    Person,
    phone_index,
)

Values = dict[str, Any]
NOBODY = Person(None, "", "", False, "", "", b"", b"")


@dataclass(slots=True)
class Entry:
    """One household of a roster: what its rows tell of it, faulty rows included."""

    key: Key
    address: str = ""
    grid: int | None = None
    head: str = ""  # as the column of the head says
    leader: str = ""  # as the head's own row says, when that row is sound
    rows: int = 0
    people: list[Values] = field(default_factory=list)

    def hear(self, values: Values, *, is_sound: bool) -> bool:
        """Take in one row; True when it is the household's head (the first one stands)."""
        self.rows += 1
        self.address = self.address or values["address"]
        self.grid = self.grid if self.grid is not None else values["grid"]
        self.head = self.head or values["head"]
        leads = is_sound and values["is_head"] and not self.leader
        if leads:
            self.leader = values["name"]
        return leads


@dataclass(frozen=True, slots=True)
class Facts:
    """Where a household is found and under which name."""

    name: str
    address: str
    area_code: str


def facts_of(entry: Entry, family: Family | None, area_code: str | None, grid_code: str) -> Facts:
    """The household's facts after this roster; `area_code` is where it stands, if it does.

    The name is the head's; without a sound head the column says it (DOMAIN 11).
    """
    known = family.name if family else ""
    first = entry.people[0]["name"] if entry.people else ""
    return Facts(
        name=entry.leader or entry.head or known or first or entry.key[1],
        address=entry.address or (family.address if family else ""),
        area_code=grid_code if entry.grid is not None else area_code or entry.key[0],
    )


def person_of(
    values: Values, standing: Person | None, index: bytes, *, tells_categories: bool
) -> Person:
    """The person after this row. Equal to `standing` when the row says nothing new.

    `index` is the blind index of the row's identity number; the caller searched by it.
    """
    old = standing or NOBODY
    return Person(
        old.pk,
        name=values["name"],
        relation=values["relation"] or old.relation,
        is_head=values["leads"] or (old.is_head and not values["relation"]),
        residence=values["residence"] or old.residence,
        note=values["remarks"] or old.note,
        id_index=index or old.id_index,
        phone_index=phone_index(values["phone"]) or old.phone_index,
        categories=frozenset(values["categories"]) if tells_categories else old.categories,
    )


def residence_of(persons: Sequence[Person]) -> str:
    """人户状态 of a household: its head's, `empty` only when every person is (DOMAIN 11).

    A head who is `empty` among others who are not says nothing: the next who tells does.
    """
    told = [person.residence for person in persons if person.residence]
    if not told:
        return ""
    if len(told) == len(persons) and set(told) == {"empty"}:
        return "empty"
    heads = [person.residence for person in persons if person.is_head]
    head = heads[0] if heads else ""
    return head if head and head != "empty" else next((r for r in told if r != "empty"), "")


def firm_of(values: Values, firm: Firm | None, area_id: int) -> tuple[Values, bool]:
    """The enterprise after this row by the roster's keys, and whether all that is known already.

    A blank cell tells nothing; whether it is above scale is no when nobody told.
    """
    keys = ("name", "address", *ENTERPRISE_FIELDS)
    old = firm.told if firm else dict.fromkeys(keys, "") | {"staff": None, "above_scale": False}
    after = {key: old[key] if values[key] in ("", None) else values[key] for key in keys}
    is_same = firm is not None and (
        after == old
        and firm.area_id == area_id
        and (not values["phone"] or phone_index(values["phone"]) == firm.phone_index)
    )
    return after, is_same
