"""Builds the demo: land, people, homes, a year of visits and issues; then tells every date.

Everything is drawn from one seed. Rows are written in large portions, and the dates of all places
come from the same retelling that the actions use, so no figure is made up.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from django.db import connection, transaction

from cadres.workdays import SHANGHAI
from config.demo import (
    exclusions,
    founds,
    land,
    leading,
    leads,
    phones,
    reminding,
    standards,
    story,
    strays,
    told_issues,
    topics,
)
from config.demo.duties import Duties
from config.demo.homes import Builder, Home
from config.demo.names import Names
from config.demo.people import Staff
from config.demo.roster import write_homes
from config.demo.rounds import Rounds
from config.demo.troubles import Troubles
from config.demo.visiting import Visiting
from households.models import Place
from visits import retelling


@dataclass(frozen=True, slots=True)
class Built:
    """What was written, in rows."""

    towns: int
    posts: int
    places: int
    visits: int
    issues: int


def build(
    *, places: int, visits_a_place: float, seed: int, at: datetime, tell: Callable[[str], None]
) -> Built:
    """Write the whole demo as of `at`, all or nothing; `tell` hears what is being done."""

    def dice(part: str) -> Random:
        return Random(f"{seed}:{part}")

    on = at.astimezone(SHANGHAI).date()
    names = Names(dice("names"))
    with transaction.atomic():
        tell("areas")
        ground = land.lay(places=places, rng=dice("land"))
        tell("people")
        staff = Staff(on=on, names=names, rng=dice("people"))
        duties = Duties(staff, on=on, rng=dice("duties"))
        staff.hire(ground)
        duties.share_out(ground)
        posts = staff.write()
        leads.write(staff)
        duties.write()
        tell("places")
        builder = Builder(on=on, names=names, rng=dice("homes"))
        homes: list[Home] = []
        for leaf in ground.leaves():
            homes += builder.fill(leaf, story.homes(leaf, builder=builder, names=names, on=on))
        rows = write_homes(homes)
        exclusions.write(homes, rows, duties=duties, staff=staff, at=at, rng=dice("exclusions"))
        standards.write(county=ground.county, from_on=on - timedelta(days=600))
        tell("visits")
        rounds = Rounds(at=at, visits_a_place=visits_a_place, rng=dice("rounds"))
        visiting = Visiting(at=at, duties=duties, policy=topics.write(on=on), rng=dice("visiting"))
        troubles = Troubles(at=at, staff=staff, rng=dice("troubles"))
        for home, place in zip(homes, rows, strict=True):
            knocks = rounds.at_door(home, is_answered=duties.is_answered(home.leaf))
            troubles.hear(home, place, visiting.write(home, place, knocks))
        visiting.flush()
        leading.write(staff=staff, at=at)
        founds.write(ground.leaves(), duties=duties, names=names, at=at, rng=dice("founds"))
        tell("issues")
        for trouble in told_issues.troubles(homes, rows, duties=duties, at=at):
            troubles.add(trouble)
        issues = troubles.write()
        tell("dates")
        retelling.retell([place.pk for place in rows], on)
        _what_phones_and_clocks_say(at, dice, tell)
    _look_at_the_tables()
    return Built(len(ground.towns), posts, len(rows), visiting.count, issues)


def _what_phones_and_clocks_say(
    at: datetime, dice: Callable[[str], Random], tell: Callable[[str], None]
) -> None:
    phones.write(at=at, rng=dice("phones"))
    strays.write(at=at, rng=dice("strays"))
    tell("reminders")
    reminding.write(at=at)


def _look_at_the_tables() -> None:
    """Fresh statistics, or the first pages are planned for empty tables."""
    with connection.cursor() as cursor:
        for table in connection.introspection.django_table_names(only_existing=True):
            cursor.execute(f"ANALYZE {connection.ops.quote_name(table)}")


def is_empty() -> bool:
    """Whether nothing is there that a demo would mix with."""
    return not Place.objects.exists()
