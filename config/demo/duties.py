"""Who answers for which grid, from-to; some grids nobody, as in life."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from cadres.models import Assignment, Cadre, Duty, Post, Role, Unit
from config.demo.land import STORY_TOWN, STORY_VILLAGE, Land, Leaf, Village
from config.demo.people import LONG_AGO, VISITING_OFFICES, Seat, Staff

# Villages of 梅李镇 whose posts the guide names: office, or "" for the village's own.
TOLD = {
    f"{STORY_VILLAGE}001": "农村工作办",
    f"{STORY_VILLAGE}002": "退役军人站",
    f"{STORY_VILLAGE}003": "退役军人站",
}
TIANHE_3, XINFENG_1, ZHAOSHI_1 = f"{STORY_TOWN}006003", f"{STORY_TOWN}212001", f"{STORY_TOWN}003001"
BY_AN_OFFICE = 0.35  # share of rural grids that a town office answers for
NOBODY = 0.05  # share of grids that nobody answers for
OTHER_POST_BEFORE = 0.08
HELPING = 60  # days that the helpers of the story's grids have helped


@dataclass(slots=True)
class Term:
    """A seat answers for a leaf from-to."""

    leaf: Leaf
    seat: Seat
    from_on: date
    to_on: date | None


class Duties:
    """Shares the leaves out among visiting posts and knows who went where on a day."""

    def __init__(self, staff: Staff, *, on: date, rng: Random) -> None:
        self._staff, self._on, self._rng = staff, on, rng
        self._since = on - timedelta(days=LONG_AGO)
        self._terms: dict[int, list[Term]] = {}

    def share_out(self, land: Land) -> None:
        """Draw who answers for what. Posts are made by need, so before the staff is written."""
        for village in land.villages:
            seats = self._seats(village)
            for leaf in village.leaves:
                self._terms[leaf.area.pk] = list(self._history(leaf, next(seats)))

    def write(self) -> None:
        """Write the assignments, once posts are written."""
        Assignment.objects.bulk_create(
            Assignment(
                post=term.seat.post, area=term.leaf.area, from_on=term.from_on, to_on=term.to_on
            )
            for terms in self._terms.values()
            for term in terms
        )
        self._write_helpers()

    def _write_helpers(self) -> None:
        """In the story's village the office of the first grid supports the second, too."""
        terms = {term.leaf.area.code: term for told in self._terms.values() for term in told}
        first, second = (terms.get(f"{STORY_VILLAGE}{grid}") for grid in ("001", "002"))
        if first and second:
            for term, leaf, duty in (
                (first, second.leaf, Duty.SUPPORTING),
                (second, first.leaf, Duty.PAIRED),
            ):
                from_on = max(term.from_on, self._on - timedelta(days=HELPING))
                Assignment.objects.create(
                    post=term.seat.post, area=leaf.area, duty=duty, from_on=from_on
                )

    def is_answered(self, leaf: Leaf) -> bool:
        """Whether somebody answers for the leaf today."""
        return self._responsible(leaf, self._on) is not None

    def who_went(self, leaf: Leaf, day: date) -> tuple[Post, Cadre]:
        """Who visits there on a day: the responsible post, else the village desk."""
        seat = self._responsible(leaf, day)
        if seat is None:
            seat = self.desk(leaf)
        return seat.post, seat.holder(day)

    def desk(self, leaf: Leaf) -> Seat:
        return self._staff.towns[leaf.village.town.pk].desks[leaf.village.area.pk]

    def _responsible(self, leaf: Leaf, day: date) -> Seat | None:
        for term in self._terms[leaf.area.pk]:
            if term.from_on <= day and (term.to_on is None or day < term.to_on):
                return term.seat
        return None

    def _history(self, leaf: Leaf, seat: Seat) -> Iterator[Term]:
        code, on, since = leaf.area.code, self._on, self._since
        if code == TIANHE_3:
            yield Term(leaf, seat, since, on - timedelta(days=85))
        elif code == XINFENG_1:  # ends soon, nobody follows
            yield Term(leaf, seat, since, on + timedelta(days=7))
        elif code == ZHAOSHI_1:  # ends soon, somebody follows after a gap
            yield Term(leaf, seat, since, on + timedelta(days=10))
            office = self._office(leaf.village, "经济发展办")
            yield Term(leaf, office, on + timedelta(days=41), None)
        elif code in TOLD:
            yield Term(leaf, seat, since, None)
        elif self._rng.random() < NOBODY:
            if self._rng.random() < 0.5:
                yield Term(leaf, seat, since, on - timedelta(days=self._rng.randint(20, 200)))
        elif self._rng.random() < OTHER_POST_BEFORE:
            change = on - timedelta(days=self._rng.randint(60, 300))
            gap = timedelta(days=self._rng.choice((0, 0, 12, 30)))
            yield Term(leaf, self._office(leaf.village, "民政办"), since, change - gap)
            yield Term(leaf, seat, change, None)
        else:
            yield Term(leaf, seat, since, None)

    def _seats(self, village: Village) -> Iterator[Seat]:
        """A visiting post for each leaf in turn; one often answers for two."""
        leaves = village.leaves
        position = 0
        while position < len(leaves):
            office = TOLD.get(leaves[position].area.code, "")
            told = bool(office)
            if not told and not leaves[position].is_community and self._rng.random() < BY_AN_OFFICE:
                office = self._rng.choice(VISITING_OFFICES)
            pair = (
                TOLD.get(leaves[position + 1].area.code) == office
                if told and position + 1 < len(leaves)
                else self._rng.random() < 0.5
            )
            seat = self._office(village, office) if office else self._own(village)
            yield from [seat] * (1 + pair)
            position += 1 + pair

    def _office(self, village: Village, office: str) -> Seat:
        unit = self._staff.towns[village.town.pk].units[office]
        log_in = "cadre1" if village.area.code == STORY_VILLAGE and office == "退役军人站" else ""
        return self._visiting(unit, "包片岗", village, log_in)

    def _own(self, village: Village) -> Seat:
        committee = self._staff.towns[village.town.pk].desks[village.area.pk].post.unit
        return self._visiting(committee, "专职岗", village)

    def _visiting(self, unit: Unit, name: str, village: Village, log_in: str = "") -> Seat:
        name = self._staff.numbered(unit, name)
        return self._staff.seat(unit, name, Role.CADRE, village.area, log_in)
