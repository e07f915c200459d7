"""Which list is asked for: the filters in the address of the uncovered page, and back again.

Pure: a board figure and the list behind it are two uses of one `Listing`, so they cannot differ.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any, Self
from urllib.parse import urlencode

from django.db import models
from django.urls import reverse

from cadres.models import Front
from households.models import Exclusion, Residence
from visits.figures import Figure


class Kind(models.TextChoices):
    """What a place has to be to stand in the list (DOMAIN 4); three of them are tabs."""

    NEVER = "never"  # no credit at the door ever
    OVERDUE = "overdue"  # the last day in time has gone by
    THREE = "three"  # three empty-handed attempts since the last credit
    UNCOVERED = "uncovered"  # in scope and not covered
    COVERED = "covered"
    SCOPE = "scope"  # all that counts
    UNASSIGNED = "unassigned"  # in scope, and nobody answers for it
    EXCLUDED = "excluded"  # out by approval
    ELSEWHERE = "elsewhere"  # away or registered only: they share one column (DOMAIN 4.25)
    ELSEWHERE_COVERED = "elsewhere_covered"
    PERIOD = "period"  # under a standard of n times a period: seen often enough already


# The set of places that each kind is, by the board's own name. The other two ask for more.
SETS = {
    Kind.NEVER: Figure.NEVER_SEEN,
    Kind.OVERDUE: Figure.OVERDUE,
    Kind.THREE: Figure.THREE_TIMES_NOBODY,
    Kind.UNCOVERED: Figure.UNCOVERED,
    Kind.COVERED: Figure.COVERED,
    Kind.SCOPE: Figure.IN_SCOPE,
    Kind.EXCLUDED: Figure.EXCLUDED,
    Kind.ELSEWHERE: Figure.AWAY,
    Kind.ELSEWHERE_COVERED: Figure.AWAY_COVERED,
    Kind.UNASSIGNED: Figure.IN_SCOPE,
    Kind.PERIOD: Figure.IN_SCOPE,
}
TABS = (Kind.NEVER, Kind.OVERDUE, Kind.THREE)
NOBODY, SOMEBODY = "nobody", "somebody"
THREE, FEWER = "three", "fewer"

_ALLOWED: Mapping[str, frozenset[str]] = {
    "kind": frozenset(Kind.values),
    "front": frozenset(Front.values),
    "residence": frozenset(Residence.values),
    "who": frozenset([NOBODY, SOMEBODY]),
    "tries": frozenset([THREE, FEWER]),
    "reason": frozenset(Exclusion.Reason.values),
}
_IN_ADDRESS = {"kind": "list", "area": "area"}


@dataclass(frozen=True, kw_only=True)
class Listing:
    """One list of places: an area (by code), a day (None: today), and what narrows it."""

    area: str
    on: date | None = None
    kind: str = Kind.NEVER
    front: str = ""
    who: str = ""
    tries: str = ""
    residence: str = ""
    category: str = ""
    reason: str = ""
    standard: int | None = None  # of the kind `period`
    direct: bool = False  # only what hangs on the area itself: no grid, no village
    q: str = ""

    @classmethod
    def read(cls, asked: Mapping[str, str], *, area: str, on: date | None) -> Self:
        """The list that an address asks for; what it says amiss narrows nothing."""
        told: dict[str, Any] = {}
        for name, allowed in _ALLOWED.items():
            value = asked.get(_IN_ADDRESS.get(name, name), "")
            if value in allowed:
                told[name] = value
        standard = asked.get("standard", "")
        return cls(
            area=area,
            on=on,
            category=asked.get("category", "")[:30].replace("\x00", ""),
            standard=int(standard) if _is_id(standard) else None,
            direct=asked.get("direct") == "1",
            q=asked.get("q", "").replace("\x00", "").strip()[:50],
            **told,
        )

    def but(self, **changes: Any) -> Self:
        """The same list with other filters."""
        return replace(self, **changes)

    @property
    def bare(self) -> Self:
        """The same list of the same area and day, not narrowed."""
        return type(self)(area=self.area, on=self.on, kind=self.kind)

    @property
    def is_narrowed(self) -> bool:
        """Whether a filter is set."""
        return self != self.bare

    @property
    def pairs(self) -> dict[str, str]:
        """What stands in the address."""
        told = {}
        for field in fields(self):
            value = getattr(self, field.name)
            if value is True:
                value = "1"
            if value:
                told[_IN_ADDRESS.get(field.name, field.name)] = str(value)
        return told

    @property
    def url(self) -> str:
        """The address of the list."""
        return f"{reverse('dashboards:uncovered')}?{urlencode(self.pairs)}"


def _is_id(text: str) -> bool:
    return len(text) < 10 and text.isascii() and text.isdecimal()


@dataclass(frozen=True)
class Number:
    """A figure of the board and the list behind it."""

    count: int
    listing: Listing

    @property
    def url(self) -> str:
        """The list; an empty one has no address."""
        return self.listing.url if self.count else ""
