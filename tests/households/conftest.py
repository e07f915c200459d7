from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cadres.models import Area, Cadre
from households.actions import rosters
from households.models import RosterImport
from tests import cast
from tests.households import sheets

Row = dict[str, Any]


@pytest.fixture
def preview(town: Area, village: Area, admin: Cadre, tmp_path: Path) -> Callable[..., RosterImport]:
    """Upload rows for the town, as its administrator, and look them through."""

    def look(*rows: Row, day: int = 0, columns: list[str] | None = None) -> RosterImport:
        at = cast.at(cast.days_ago(-day))
        path = sheets.write(tmp_path / "roster.xlsx", list(rows), columns)
        roster = rosters.receive(area=town, by=admin, file_name="roster.xlsx", at=at)
        return rosters.preview(roster=roster, path=path, at=at)

    return look


@pytest.fixture
def bring_in(preview: Callable[..., RosterImport], admin: Cadre) -> Callable[..., RosterImport]:
    """Upload rows, look them through and import them; `day` is so many days from today."""

    def bring(*rows: Row, day: int = 0, columns: list[str] | None = None) -> RosterImport:
        roster = preview(*rows, day=day, columns=columns)
        at = cast.at(cast.days_ago(-day))
        rosters.confirm(roster=roster, at=at)
        return rosters.apply(import_=roster, by=admin, at=at)

    return bring
