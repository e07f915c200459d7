"""A building as its doors stand: floors down, stairs across, what became of each (FACE 6).

A building has no row of its own: it is what the addresses of a village tell (`walking.flat`). It is
named by any of its doors, on pages by its first one.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.dateparse import parse_datetime
from uuid_utils.compat import uuid7

from cadres.models import Cadre, Role
from households.models import Place
from households.walking import Flat, block, flat, walk_key
from phone import actions, queries
from phone.blocks import IN_A_BLOCK, Block, blocks_among, village_path
from phone.evening import Ways
from phone.queries import Door
from visits.content import VisitorLine
from visits.models import Outcome, Visit, VisitorRole

MOST = 80  # doors chosen at once
OPEN_FOR = timedelta(hours=12)  # a page older than that does not know when one knocked
DONE, OUT, NEW = "done", "out", "new"
TRIED = {
    Outcome.NOBODY_HOME: "nobody",
    Outcome.REFUSED: "refused",
    Outcome.MOVED: "moved",
    Outcome.POSTPONED: "again",
}


@dataclass(frozen=True)
class Cell:
    """One door of the façade."""

    door: Door
    last: Visit | None  # the latest that stands
    flat: Flat | None = None
    visit_id: UUID = field(default_factory=uuid7)  # under which a page without script logs it

    @property
    def place(self) -> Place:
        """The place itself."""
        return self.door.place

    @property
    def number(self) -> str:
        """What stands on the door: 601."""
        return f"{self.flat.floor}{self.flat.door:02}" if self.flat else self.place.plate

    @cached_property
    def state(self) -> str:
        """What became of it: done, out, nobody, refused, moved, again or new."""
        if self.place.is_excluded:
            return OUT
        if self.door.is_reached:
            return DONE
        met_on = self.place.last_met_on
        if self.last is None or (met_on is not None and self.last.visited_on <= met_on):
            return NEW
        return TRIED.get(Outcome(self.last.outcome), NEW)

    @property
    def times(self) -> int:
        """How often somebody came and found nobody, once at least where the last one did."""
        return max(1, self.place.empty_handed)

    @property
    def can_choose(self) -> bool:
        """Whether it may be ticked: neither reached already nor out of the count."""
        return self.state not in (DONE, OUT)


@dataclass(frozen=True)
class Unit:
    """One stair: its floors from the top down, a gap where no door is known."""

    name: str
    floors: Sequence[Sequence[Cell | None]]


@dataclass(frozen=True)
class Tab:
    """A building of the same estate, by its first door."""

    name: str
    door: int
    is_current: bool


@dataclass(frozen=True)
class Building:
    """One building with all of its doors that the cadre may visit."""

    estate: str
    name: str
    door: int  # the first one, which names the page
    tabs: Sequence[Tab]
    floors: Sequence[int]  # from the top down
    units: Sequence[Unit]
    others: Sequence[Cell]  # addresses that do not tell where, and second households of a door

    @cached_property
    def cells(self) -> list[Cell]:
        """All doors."""
        shown = [cell for unit in self.units for row in unit.floors for cell in row if cell]
        return [*shown, *self.others]

    @property
    def out(self) -> int:
        """Doors that are not counted, as approved."""
        return sum(cell.state == OUT for cell in self.cells)

    @property
    def total(self) -> int:
        """Doors that count."""
        return len(self.cells) - self.out

    @property
    def met(self) -> int:
        """Doors that were reached."""
        return sum(cell.state == DONE for cell in self.cells)

    @property
    def left(self) -> int:
        """Doors where somebody is still to be met."""
        return self.total - self.met


def building_at(place: Place, cadre: Cadre, *, ways: Ways, on: date) -> Building | None:
    """The building that a place lies in; None for a house of its own. Four queries."""
    here = block(place.address)
    if here is None:
        return None
    blocks = _blocks_near(place, ways)
    ids = blocks.get(here, [])
    if not ids:  # not lived in any more
        return None
    walked = queries.walked_on(cadre, on)
    last = _last_visits(ids)
    rows = Place.objects.filter(pk__in=ids).select_related("area__parent").in_walking_order()
    cells = [
        Cell(Door(row, on, visit=walked.get(row.pk)), last.get(row.pk), flat(row.address))
        for row in rows
    ]
    floors, units, others = _facade(cells)
    estate, name = here
    tabs = [
        Tab(other, doors[0], other == name)
        for (of, other), doors in sorted(blocks.items(), key=lambda one: walk_key(one[0][1]))
        if of == estate
    ]
    return Building(estate, name, ids[0], tabs, floors, units, others)


def _blocks_near(place: Place, ways: Ways) -> dict[tuple[str, str], list[int]]:
    """Doors that one may visit in the same village, by building, in walking order."""
    rows = Place.objects.within(ways.grants).active().below(village_path(place.area_path))
    blocks: dict[tuple[str, str], list[int]] = defaultdict(list)
    for key, address in rows.in_walking_order().values_list("pk", "address"):
        found = block(address)
        if found:
            blocks[found].append(key)
    return blocks


def _last_visits(place_ids: Sequence[int]) -> dict[int, Visit]:
    rows = Visit.objects.standing().filter(place__in=place_ids)
    latest = rows.order_by("place", "-visited_on", "-happened_at").distinct("place")
    return {visit.place_id: visit for visit in latest}


def _facade(cells: Iterable[Cell]) -> tuple[list[int], list[Unit], list[Cell]]:
    """Floors, stairs, and what has no place on the façade."""
    placed: dict[str, dict[tuple[int, int], Cell]] = defaultdict(dict)
    others = []
    for cell in cells:
        if cell.flat is None or (cell.flat.floor, cell.flat.door) in placed[cell.flat.unit]:
            others.append(cell)
        else:
            placed[cell.flat.unit][cell.flat.floor, cell.flat.door] = cell
    floors = sorted({floor for unit in placed.values() for floor, _door in unit}, reverse=True)
    units = [
        Unit(name, [_floor(doors, floor) for floor in floors])
        for name, doors in sorted(placed.items(), key=lambda one: walk_key(one[0]))
        if doors
    ]
    return floors, units, others


def _floor(doors: Mapping[tuple[int, int], Cell], floor: int) -> list[Cell | None]:
    numbers = sorted({door for _floor, door in doors})
    return [doors.get((floor, door)) for door in numbers]


# ── all buildings ──


@dataclass(frozen=True)
class Listed:
    """A building of the list, and how many of its doors that count were reached."""

    block: Block
    met: int
    total: int


def listed(cadre: Cadre, *, on: date) -> list[Listed]:
    """Own buildings, estate by estate. Raises PermissionDenied as the list of all doors does."""
    own = queries.ground_of(cadre, on=on).places(on=on).filter(IN_A_BLOCK)
    walked = queries.walked_on(cadre, on)
    told = []
    for block_ in blocks_among(own.in_walking_order()):
        doors = [Door(place, on, visit=walked.get(place.pk)) for place in block_.places]
        counting = [door for door in doors if not door.place.is_excluded]
        met = sum(door.is_reached for door in counting)
        told.append(Listed(block_, met, len(counting)))
    return told


# ── many doors at once ──


@dataclass(frozen=True)
class Chosen:
    """A ticked door, and the id under which its page would log it."""

    cell: Cell
    visit_id: UUID


def chosen(building: Building, told: Iterable[str]) -> list[Chosen]:
    """The ticked doors, `<door>.<id>` each, in walking order; what cannot be ticked is left out."""
    wanted: dict[str, UUID] = {}
    for one in told:
        door, _dot, visit_id = one.partition(".")
        try:
            wanted[door] = UUID(visit_id)
        except ValueError:
            continue
    cells = [cell for cell in building.cells if str(cell.place.pk) in wanted and cell.can_choose]
    cells.sort(key=lambda cell: cell.door.order)
    return [Chosen(cell, wanted[str(cell.place.pk)]) for cell in cells[:MOST]]


def opened_at(told: str, *, at: datetime) -> datetime:
    """When the page was opened at the doors; a moment that cannot be is taken as now."""
    try:
        moment = parse_datetime(told)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None or not at - OPEN_FOR <= moment <= at:
        return at
    return moment


def nobody_home(
    doors: Iterable[Chosen], *, by: Cadre, ways: Ways, phone_at: datetime, at: datetime
) -> tuple[list[Visit], list[ValidationError]]:
    """Log each door by itself: nobody home. What is refused keeps no other back.

    The same page sent again changes nothing.
    """
    kept: list[Visit] = []
    refused: list[ValidationError] = []
    for one in doors:
        sent = queries.own_visit(by, one.visit_id)
        if sent is not None:
            kept.append(sent)
            continue
        under = ways.under(one.cell.place)
        line = VisitorLine(cadre=by, post=under, role=role_under(under.role))
        try:
            visit = actions.log_visit(
                id=one.visit_id,
                place=one.cell.place,
                by=by,
                under=under,
                visitors=[line],
                phone_at=phone_at,
                at=at,
                outcome=Outcome.NOBODY_HOME,
            )
        except ValidationError as refusal:
            refused.append(refusal)
        else:
            kept.append(visit)
    return kept, refused


def role_under(role: str) -> str:
    """As what one goes under a post (DOMAIN 4.4)."""
    return (VisitorRole.LEADER if role == Role.LEADER else VisitorRole.MAIN).value


# ── one door after the other ──


@dataclass(frozen=True)
class Queue:
    """Doors that are still to be logged, one after the other, and where they came from.

    In an address: `queue=12-401.13-402&building=9`, so that a phone without a network reads it too.
    """

    doors: Sequence["Queued"]
    building: int | None

    @classmethod
    def told(cls, queue: str, building: str) -> "Queue":
        """As an address names it; what is none is left out."""
        parts = [one.partition("-") for one in queue.split(".")[:MOST]]
        doors = [Queued(int(key), plate[:12]) for key, _dash, plate in parts if _is_key(key)]
        return cls(doors, int(building) if _is_key(building) else None)

    @classmethod
    def of(cls, doors: Iterable[Chosen], building: Building) -> "Queue":
        """The ticked doors."""
        return cls([Queued(one.cell.place.pk, one.cell.number) for one in doors], building.door)

    @property
    def rest(self) -> dict[str, str]:
        """The query of the next door's form."""
        later = ".".join(f"{one.pk}-{one.plate}" for one in self.doors[1:])
        told = {"queue": later, "building": str(self.building or "")}
        return {name: value for name, value in told.items() if value}


@dataclass(frozen=True)
class Queued:
    """A door of the queue."""

    pk: int
    plate: str


def _is_key(told: str) -> bool:
    return told.isascii() and told.isdecimal() and len(told) < 18
