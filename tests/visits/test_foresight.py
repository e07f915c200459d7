"""What a standard would change is reckoned before it holds (FACE 6)."""

import pytest

from tests import cast
from visits import foresight
from visits.models import StandardVersion, VisitStandard


@pytest.fixture
def monthly(grids):
    """Asked of one grid: twice a month, from today on."""
    return StandardVersion(
        standard=VisitStandard(name="常走"),
        area_path=grids[0].path,
        times=2,
        period="month",
        modes=["door"],
        from_on=cast.today(),
    )


def test_a_standard_that_nobody_kept_takes_its_doors_out(monthly, grids, lin):
    seen, _unseen = [cast.make_place(grids[0], f"1组{n}号") for n in (1, 2)]
    cast.make_visit(seen, lin, cast.days_ago(3))

    told = foresight.foresee(before=None, after=monthly, on=cast.today())

    assert (told.fits_before, told.fits) == (0, 2)
    assert (told.covered_before, told.covered, told.falls) == (1, 0, 1)
    assert (told.visits_before, told.visits) == (0, 4)


def test_ending_gives_back_what_it_took(monthly, grids, lin):
    seen = cast.make_place(grids[0], "1组1号")
    cast.make_visit(seen, lin, cast.days_ago(3))
    monthly.standard.save()
    monthly.save()

    told = foresight.foresee(before=monthly, after=None, on=cast.today())

    assert (told.covered_before, told.covered, told.falls) == (0, 1, 0)
    assert told.visits == 0


def test_of_very_many_doors_a_part_is_looked_at(monthly, grids, monkeypatch):
    for number in range(6):
        cast.make_place(grids[0], f"1组{number + 1}号")
    monkeypatch.setattr(foresight, "AT_MOST", 2)

    told = foresight.foresee(before=None, after=monthly, on=cast.today())

    assert (told.every, told.fits) == (3, 6)


def test_the_extra_visits_are_shared_by_the_posts(monthly, grids, lin):
    for number in range(3):
        cast.make_place(grids[0], f"1组{number + 1}号")

    told = foresight.foresee(before=None, after=monthly, on=cast.today())

    assert (told.posts, told.more_a_post) == (1, 6)
