"""The demo's households and enterprises, as a village's roster would tell them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from config.demo.land import STORY_GROUPS, Leaf
from config.demo.names import Firm, Names, Person

ENTERPRISES = 0.08  # share of all places
JOINED_DAYS_AGO = 480  # when the first roster came in
JOINED_LATER = 0.05
RESIDENCES = {
    "village": (("lives_here", 80), ("away", 12), ("registered_only", 5), ("empty", 2), ("", 1)),
    "community": (
        ("lives_here", 76),
        ("renting", 11),
        ("away", 6),
        ("registered_only", 6),
        ("empty", 1),
    ),
}
FAMILY_SIZES = ((1, 18), (2, 32), (3, 28), (4, 15), (5, 7))
ESTATES = (
    "华园小区",
    "梅园新村",
    "琴湖花苑",
    "东湖花园",
    "虞景苑",
    "书院花园",
    "颜港新村",
    "湖苑小区",
)
FLOORS, DOORS = 6, 3


@dataclass(slots=True)
class Member:
    """One person of a household: who, and how the roster calls them."""

    person: Person
    relation: str
    residence: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One knock: so many days ago, at that clock time, with that outcome."""

    days_ago: int
    clock: str
    outcome: str = "met"
    note: str = ""
    help: tuple[str, ...] = ()
    again_in: int | None = None  # days from today


@dataclass(slots=True)
class Home:
    """A place to be: where, who, since when. `plan` is the story's; others are drawn."""

    leaf: Leaf
    address: str
    joined_on: date
    residence: str = ""
    members: list[Member] = field(default_factory=list)
    categories: tuple[str, ...] = ()
    firm: Firm | None = None
    contact: Person | None = None
    plan: tuple[Step, ...] | None = None

    @property
    def name(self) -> str:
        return self.firm.name if self.firm else self.members[0].person.name


class Builder:
    """Fills the leaves with homes; the same random numbers make the same homes."""

    def __init__(self, *, on: date, names: Names, rng: Random) -> None:
        self._on, self._names, self._rng = on, names, rng

    def fill(self, leaf: Leaf, told: list[Home]) -> list[Home]:
        """All homes of a leaf: those the story tells, then drawn ones up to its number."""
        rest = max(0, leaf.places - len(told))
        firms = sum(self._rng.random() < ENTERPRISES for _ in range(rest))
        doors = self._doors(leaf, rest - firms, taken={home.address for home in told})
        homes = told + [self._household(leaf, address) for address in doors]
        return homes + [self._enterprise(leaf, number) for number in range(firms)]

    def family(self, head: Person, size: int, residence: str) -> list[Member]:
        """The head and whoever lives with the head, as relations go."""
        rng, born = self._rng, head.born_on.year
        family = [Member(head, "户主", residence)]
        surname = head.name[0]
        for relation, gap, shares_name in (("配偶", 0, False), ("子", 25, True), ("女", 28, True)):
            if len(family) < size and (relation != "女" or rng.random() < 0.5):
                year = min(self._on.year - 1, born + gap + rng.randint(-3, 3))
                is_woman = not head.is_woman if relation == "配偶" else relation == "女"
                one = self._names.person(
                    year, is_woman=is_woman, surname=surname if shares_name else ""
                )
                family.append(Member(one, relation, self._like(residence)))
        while len(family) < size:
            year = min(self._on.year - 1, born + 50 + rng.randint(-3, 6))
            one = self._names.person(year, surname=surname)
            family.append(Member(one, "孙女" if one.is_woman else "孙子", self._like(residence)))
        return family

    def _household(self, leaf: Leaf, address: str) -> Home:
        rng = self._rng
        chances = RESIDENCES[str(leaf.area.front)]
        residence = rng.choices([r for r, _ in chances], [w for _, w in chances])[0]
        size = rng.choices([s for s, _ in FAMILY_SIZES], [w for _, w in FAMILY_SIZES])[0]
        oldest = 1946 if size <= 2 else 1952
        head = self._names.person(rng.randint(oldest, self._on.year - 32))
        members = self.family(head, size, residence)
        in_story = leaf.area.code in STORY_GROUPS
        categories = () if in_story else self._categories(members, residence)
        return Home(leaf, address, self._joined(), residence, members, categories)

    def _categories(self, members: list[Member], residence: str) -> tuple[str, ...]:
        rng = self._rng
        if residence in {"empty", ""}:
            return ()
        ages = [self._on.year - member.person.born_on.year for member in members]
        drawn = [
            ("dibao", rng.random() < 0.035),
            ("tekun", len(members) == 1 and ages[0] > 60 and rng.random() < 0.05),
            ("disabled", rng.random() < 0.05),
            ("lone_couple", len(members) == 2 and min(ages) >= 70),
            ("living_alone", len(members) == 1 and ages[0] >= 74),
            ("left_behind", residence == "away" and min(ages) < 15),
            ("veteran", rng.random() < 0.04),
            ("monitored", rng.random() < 0.012),
        ]
        return tuple(code for code, holds in drawn if holds)

    def _enterprise(self, leaf: Leaf, number: int) -> Home:
        rng = self._rng
        is_shop = rng.random() < (0.7 if leaf.is_community else 0.35)
        street = (
            rng.choice(("人民路", "梅李大街", "通港路"))
            if is_shop
            else f"工业园{rng.randint(1, 8)}路"
        )
        firm = self._names.firm(is_shop=is_shop)
        contact = self._names.person(rng.randint(1962, 1998))
        return Home(
            leaf,
            f"{street}{rng.randint(1, 60) * 3 + number}号",
            self._joined(),
            firm=firm,
            contact=contact,
        )

    def _joined(self) -> date:
        days = JOINED_DAYS_AGO
        if self._rng.random() < JOINED_LATER:
            days = self._rng.randint(5, 200)
        return self._on - timedelta(days=days)

    def _like(self, residence: str) -> str:
        """A member's 人户状态: mostly the head's."""
        if residence in {"empty", ""}:
            return residence
        return "away" if self._rng.random() < 0.15 else residence

    def _doors(self, leaf: Leaf, count: int, taken: set[str]) -> list[str]:
        every = self._flats(leaf) if leaf.is_community else self._houses(leaf)
        doors: list[str] = []
        for door in every:
            if len(doors) == count:
                return doors
            if door not in taken and self._rng.random() < 0.8:
                doors.append(door)
        return doors

    def _houses(self, leaf: Leaf) -> Iterator[str]:
        """Groups of a village: a leaf has its own, a door in each in turn."""
        first = (int(leaf.area.code[12:] or 1) - 1) * 2 + 1
        groups = STORY_GROUPS.get(leaf.area.code, (first, first + 1))
        number = 0
        while True:
            number += 1
            for group in groups:
                yield f"{group}组{number:02}号"

    def _flats(self, leaf: Leaf) -> Iterator[str]:
        """Flats of an estate: building, stair, floor, door."""
        estate = ESTATES[(int(leaf.area.code[9:12]) + int(leaf.area.code[12:] or 0)) % len(ESTATES)]
        building = 0
        while True:
            building += 1
            for stair in (1, 2):
                for floor in range(1, FLOORS + 1):
                    for door in range(1, DOORS + 1):
                        yield f"{estate}{building}幢{stair}单元{floor}0{door}室"
