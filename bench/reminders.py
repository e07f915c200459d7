"""100,000 due doors become rows of the outbox; then the turn that finds nothing new."""

import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from django.db import connection, transaction
from django.utils import timezone

from bench.report import line
from cadres.models import Area, Assignment, Cadre, Duty, Front, Post, Role, Tenure, Unit
from households.models import Place
from reminders import actions

DOORS, GRIDS, CADRES = 100_000, 2_000, 500
TURNS = 5


def run(folder: Path) -> None:
    """Print the first turn, the idle one, and the digests, beside inserting such rows bare."""
    make_facts()
    at = timezone.localtime().replace(hour=9, minute=0)
    first = timed(lambda: expect(actions.raise_due(at=at), DOORS))
    floor = timed(insert_bare)
    line(f"{DOORS:,} due doors into the outbox", first, "s", floor=floor, is_="a bare INSERT")
    idle = min(timed(lambda: expect(actions.raise_due(at=at), 0)) for _ in range(TURNS))
    line("a turn with nothing new", idle * 1000, "ms")
    digests = timed(lambda: expect(actions.send_digests(at=at), CADRES))
    line(f"{DOORS:,} rows into {CADRES} digests", digests, "s")
    idle = min(timed(lambda: expect(actions.send_digests(at=at), 0)) for _ in range(TURNS))
    line("a turn with nothing to send", idle * 1000, "ms")


def expect(got: int, wanted: int) -> None:
    """A figure for something else is none."""
    if got != wanted:
        raise SystemExit(f"{got:,} rows instead of {wanted:,}")


def timed(work: Callable[[], object]) -> float:
    """Seconds that `work` took."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def insert_bare() -> None:
    """The floor: as many rows into the same table, nothing asked; rolled back."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO reminders_reminder (recipient_id, reason, place_id, period, created_at)"
            " SELECT recipient_id, 'bench', place_id, period, created_at FROM reminders_reminder"
        )
        transaction.set_rollback(True)


def make_facts() -> None:
    """Grids, people who answer for four each, and doors that are all due."""
    _make_doors(_make_grids(timezone.localdate()), timezone.localdate())
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _make_grids(today: date) -> list[Area]:
    whole = Area.objects.create(code="32", name="江苏省", level=Area.Level.PROVINCE, path="32.")
    unit = Unit.objects.create(area=whole, name="镇政府", short_name="镇政府")
    grids = Area.objects.bulk_create(
        Area(
            code=f"320581101{number:06}",
            name=f"第{number}网格",
            level=Area.Level.GRID,
            parent=whole,
            path=f"32.{number:04}.",
            front=Front.VILLAGE,
        )
        for number in range(GRIDS)
    )
    cadres = Cadre.objects.bulk_create(
        Cadre(username=f"bench{number}", name=f"示例{number}") for number in range(CADRES)
    )
    posts = Post.objects.bulk_create(
        Post(unit=unit, name=f"网格员{number}", role=Role.CADRE, area=whole)
        for number in range(CADRES)
    )
    pairs = zip(cadres, posts, strict=True)
    Tenure.objects.bulk_create(Tenure(cadre=c, post=p, from_on=today) for c, p in pairs)
    Assignment.objects.bulk_create(
        Assignment(post=posts[number % CADRES], area=grid, duty=Duty.RESPONSIBLE, from_on=today)
        for number, grid in enumerate(grids)
    )
    return grids


def _make_doors(grids: list[Area], today: date) -> None:
    Place.objects.bulk_create(
        (
            Place(
                kind=Place.Kind.HOUSEHOLD,
                front=Front.VILLAGE,
                area=grids[number % GRIDS],
                area_path=grids[number % GRIDS].path,
                name=f"示例{number}",
                address=f"{number}号",
                plate=str(number),
                walk_key=f"{number:06}",
                joined_on=today - timedelta(days=400),
                next_due_on=today + timedelta(days=number % 60 - 53),
            )
            for number in range(DOORS)
        ),
        batch_size=5000,
    )
