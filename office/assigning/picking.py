"""The ticked rows, a line a village: 瞿巷村2、3网格, with their doors; pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from office.assigning.board import name_of
from office.assigning.lines import Line

_NUMBERED = re.compile(r"^(.*?)(\d+)(\D*)$")


@dataclass(frozen=True)
class Picked:
    """What is ticked in one village."""

    name: str
    households: int
    enterprises: int


def picked(lines: Iterable[Line]) -> list[Picked]:
    """One line a village, in the order given."""
    villages: dict[int, list[Line]] = {}
    for line in lines:
        villages.setdefault(line.village.pk, []).append(line)
    return [
        Picked(
            name=together([name_of(line) for line in own]),
            households=sum(line.households for line in own),
            enterprises=sum(line.enterprises for line in own),
        )
        for own in villages.values()
    ]


def together(names: Sequence[str]) -> str:
    """Names that differ in their number only, said once.

    >>> together(["瞿巷村2网格", "瞿巷村3网格"]), together(["东片", "西片"])
    ('瞿巷村2、3网格', '东片、西片')
    """
    parts = [_NUMBERED.match(name) for name in names]
    if len(names) > 1 and all(parts):
        stems = {(part[1], part[3]) for part in parts if part}
        if len(stems) == 1:
            [(before, after)] = stems
            return before + "、".join(part[2] for part in parts if part) + after
    return "、".join(names)
