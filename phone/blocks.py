"""Which buildings the doors of a list lie in; pure, over addresses."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from households.models import Place
from households.walking import block, walk_key

# What the database can tell before the addresses are read one by one.
IN_A_BLOCK = Q(address__regex="[0-9A-Za-z０-９](幢|栋|号楼|座)|[0-9]-[0-9]+-[0-9]{3}")

VILLAGE_DEPTH = 5  # province, city, county, town, village


@dataclass(frozen=True)
class Block:
    """Doors of one building, as they stood in the list."""

    estate: str
    name: str  # 3幢
    places: list[Place]

    @property
    def door(self) -> int:
        """The first one, which names the building's page."""
        return self.places[0].pk

    def __str__(self) -> str:
        return f"{self.estate}{self.name}"


def blocks_among(places: Iterable[Place]) -> list[Block]:
    """The buildings that these doors lie in, estate by estate."""
    blocks: dict[tuple[str, str, str], list[Place]] = defaultdict(list)
    for place in places:
        found = block(place.address)
        if found:
            blocks[village_path(place.area_path), *found].append(place)
    in_order = sorted(blocks, key=lambda key: (key[0], key[1], walk_key(key[2])))
    return [Block(key[1], key[2], blocks[key]) for key in in_order]


def village_path(path: str) -> str:
    """The path of the village that a grid lies in; of a village and whatever holds it its own.

    >>> village_path("32.05.81.101.220.007."), village_path("32.05.81.101.")
    ('32.05.81.101.220.', '32.05.81.101.')
    """
    return "".join(f"{part}." for part in path.split(".")[:-1][:VILLAGE_DEPTH])
