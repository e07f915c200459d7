"""Households that a cadre found and no roster has; some wait for the supervisor."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from random import Random

from cadres.workdays import SHANGHAI
from config.demo.duties import Duties
from config.demo.land import STORY_TOWN, Leaf
from config.demo.names import Names
from config.demo.writing import insert
from households.models import FoundHousehold

A_TOWN = 4  # of the story's town
NOTES = ("租房，在镇上厂里做工", "老房子翻建后搬来的", "外地来帮子女带孩子", "")


def write(
    leaves: Iterable[Leaf], *, duties: Duties, names: Names, at: datetime, rng: Random
) -> None:
    """A few reports of the last weeks, each from whoever answers for the grid."""
    inside = [leaf for leaf in leaves if leaf.area.code.startswith(STORY_TOWN)]
    rows = []
    for position, leaf in enumerate(rng.sample(inside, min(A_TOWN, len(inside)))):
        found_at = at - timedelta(days=3 + 4 * position, hours=2)
        post, cadre = duties.who_went(leaf, found_at.astimezone(SHANGHAI).date())
        rows.append(
            FoundHousehold(
                kind=FoundHousehold.Kind.NOT_ON_ROSTER,
                area=leaf.area,
                area_path=leaf.area.path,
                address=f"{rng.randint(1, 9)}组{rng.randint(40, 60)}号",
                name=names.person(rng.randint(1955, 1995)).name,
                people=rng.randint(1, 5),
                note=NOTES[position % len(NOTES)],
                found_by=cadre,
                found_under=post,
                found_at=found_at,
            )
        )
    insert(FoundHousehold, rows)
