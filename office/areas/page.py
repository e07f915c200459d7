"""One area's page with its forms."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django.utils import timezone

from cadres.access import Grant
from cadres.editing import seen_of
from cadres.models import Area
from cadres.queries import Crumb
from office.areas import queries
from office.areas.actions import BELOW
from office.areas.forms import AddForm, ChangeForm, GridsForm


class AreaPage:
    """What the page is drawn from."""

    def __init__(self, grants: Sequence[Grant], area: Area) -> None:
        self.area = area
        self.today = timezone.localdate()
        self.grants = grants
        self.change_form = ChangeForm(area=area)
        self.add_form = self._add_form()

    def _add_form(self, data: Any = None) -> AddForm | GridsForm | None:
        if self.area.level == Area.Level.VILLAGE:
            return GridsForm(data)
        return AddForm(data, parent=self.area) if self.area.level in BELOW else None

    def read_change(self, data: Any) -> ChangeForm:
        """Fill the form of the name from what was sent."""
        self.change_form = ChangeForm(data, area=self.area)
        return self.change_form

    def read_add(self, data: Any) -> AddForm | GridsForm | None:
        """Fill the form of what is added from what was sent; a grid has none."""
        self.add_form = self._add_form(data)
        return self.add_form

    @property
    def seen(self) -> str:
        """What this page shows of the area, fresh."""
        return seen_of(self.area, ["name", "front"])

    @cached_property
    def rows(self) -> list[queries.Row]:
        """The next level down."""
        return queries.rows_of(self.area, on=self.today)

    @property
    def crumbs(self) -> list[Crumb]:
        """The way here."""
        return queries.crumbs(self.area, self.grants)

    @property
    def is_village(self) -> bool:
        """Whether grids lie in it."""
        return self.area.level == Area.Level.VILLAGE

    @property
    def is_grid(self) -> bool:
        """Whether nothing lies in it, and it may be removed."""
        return self.area.level == Area.Level.GRID

    @property
    def takes_files(self) -> bool:
        """Whether official divisions lie below."""
        return not (self.is_village or self.is_grid)
