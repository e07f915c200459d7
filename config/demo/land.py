"""Where the demo stands: Changshu from the official files, with grids below its villages."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from cadres import divisions
from cadres.models import Area, Front
from cadres.models.area import path_of_code

FILES = Path(__file__).parent / "divisions"
COUNTY = "320581"
STORY_TOWN = "320581101"
STORY_VILLAGE = "320581101220"
# Towns get places in this order; the more places, the more towns.
TOWN_ORDER = ("101", "001", "104", "102", "110", "111", "105", "106", "107", "003", "002", "005")
PLACES_A_TOWN = 500
STORY_SHARE = 0.45  # of all places, when there are several towns
# Grids a village of 梅李镇; elsewhere one for every so many places.
STORY_GRIDS = {
    "001": 6, "002": 4, "003": 2, "006": 3, "200": 3, "201": 4, "202": 3, "203": 3, "205": 4,
    "208": 3, "209": 3, "210": 3, "211": 3, "212": 2, "216": 3, "217": 3, "218": 3, "220": 3,
    "221": 2,
}  # fmt: skip
PLACES_A_GRID, MOST_GRIDS, FEWEST_FOR_GRIDS = 15, 5, 20
# The two grids of the story are as full as real ones.
STORY_LEAVES = {f"{STORY_VILLAGE}002": 2.4, f"{STORY_VILLAGE}003": 2.2}
STORY_GROUPS = {f"{STORY_VILLAGE}002": (3,), f"{STORY_VILLAGE}003": (4,)}


@dataclass(slots=True)
class Leaf:
    """A grid, or a village without grids: where places stand and somebody answers for."""

    area: Area
    village: "Village"
    places: int = 0

    @property
    def is_community(self) -> bool:
        return self.area.front == Front.COMMUNITY


@dataclass(slots=True)
class Village:
    area: Area
    town: Area
    name: str  # as one says it: 瞿巷村
    leaves: list[Leaf] = field(default_factory=list)


@dataclass(slots=True)
class Land:
    """What the demo covers: the county, and the towns in which there are places."""

    county: Area
    towns: list[Area]
    villages: list[Village]

    def leaves(self) -> Iterator[Leaf]:
        for village in self.villages:
            yield from village.leaves

    def of(self, town: Area) -> list[Village]:
        return [village for village in self.villages if village.town.pk == town.pk]


def spoken(name: str) -> str:
    """A village as one says it.

    >>> spoken("瞿巷村委会"), spoken("天和社区居委会")
    ('瞿巷村', '天和社区')
    """
    return re.sub("(?:居民委员会|居委会)$", "", re.sub("村(?:民委员会|委会)$", "村", name))


def lay(*, places: int, rng: Random) -> Land:
    """Bring in Changshu's divisions, make grids, and share the places out among them."""
    for file, below in (
        ("provinces", COUNTY[:2]),
        ("cities", COUNTY[:4]),
        ("areas", COUNTY),
        ("streets", COUNTY),
        ("villages", COUNTY),
    ):
        with (FILES / f"{file}.csv").open(encoding="utf-8-sig", newline="") as lines:
            divisions.bring_in(divisions.read(lines, below=below))
    county = Area.objects.get(code=COUNTY)
    count = min(len(TOWN_ORDER), max(1, round(places / PLACES_A_TOWN)))
    codes = [COUNTY + town for town in TOWN_ORDER[:count]]
    towns = sorted(Area.objects.filter(code__in=codes), key=lambda town: codes.index(town.code))
    land = Land(county, towns, [])
    for town, share in zip(towns, _town_shares(places, count), strict=True):
        villages = [
            Village(area, town, spoken(area.name))
            for area in Area.objects.filter(parent=town).order_by("code")
        ]
        land.villages += villages
        _share_out(villages, share, rng)
    return land


def _town_shares(places: int, towns: int) -> list[int]:
    if towns == 1:
        return [places]
    rest = round(places * (1 - STORY_SHARE)) // (towns - 1)
    return [places - rest * (towns - 1)] + [rest] * (towns - 1)


def _share_out(villages: list[Village], places: int, rng: Random) -> None:
    """Grids for each village, and how many of the town's places stand in each leaf."""
    shares = _apportion(places, [_weight(village, rng) for village in villages])
    for village, share in zip(villages, shares, strict=True):
        _make_grids(village, _grid_count(village, share))
    leaves = [leaf for village in villages for leaf in village.leaves]
    weights = [
        STORY_LEAVES.get(leaf.area.code, 1) * share / len(village.leaves) * rng.uniform(0.8, 1.2)
        for village, share in zip(villages, shares, strict=True)
        for leaf in village.leaves
    ]
    for leaf, count in zip(leaves, _apportion(places, weights), strict=True):
        leaf.places = count


def _weight(village: Village, rng: Random) -> float:
    grids = STORY_GRIDS[village.area.code[9:]] if village.town.code == STORY_TOWN else 3
    return grids * rng.uniform(0.8, 1.3) * (1.4 if village.area.front == Front.COMMUNITY else 1)


def _grid_count(village: Village, places: int) -> int:
    if village.town.code == STORY_TOWN:
        return STORY_GRIDS[village.area.code[9:]]
    if places < FEWEST_FOR_GRIDS:
        return 0
    return min(MOST_GRIDS, round(places / PLACES_A_GRID))


def _apportion(total: int, weights: list[float]) -> list[int]:
    """Whole numbers in proportion to the weights that add up to `total`."""
    whole = sum(weights)
    exact = [total * weight / whole for weight in weights]
    counts = [int(part) for part in exact]
    short = sorted(range(len(exact)), key=lambda i: counts[i] - exact[i])
    for index in short[: total - sum(counts)]:
        counts[index] += 1
    return counts


def _make_grids(village: Village, count: int) -> None:
    if not count:
        village.leaves = [Leaf(village.area, village)]
        return
    parent = village.area
    codes = [f"{parent.code}{number:03}" for number in range(1, count + 1)]
    grids = [
        Area(
            code=code,
            name=f"{village.name}{int(code[-3:])}网格",
            level=Area.Level.GRID,
            parent=parent,
            path=f"{parent.path}{path_of_code(code).split('.')[-2]}.",
            front=parent.front,
        )
        for code in codes
    ]
    Area.objects.bulk_create(grids, ignore_conflicts=True)
    there = Area.objects.filter(code__in=codes).order_by("code")
    village.leaves = [Leaf(area, village) for area in there]
