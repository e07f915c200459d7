"""One page of the list, ready to be shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cadres.access import Grant
from cadres.models import Cadre
from dashboards import words
from dashboards.exclusions import rows
from dashboards.exclusions.asked import Asked, Kind
from dashboards.filters import Choice, Filter
from households.models import Exclusion, FoundHousehold, Place, Residence
from visits.models import Visit

PER_PAGE = 50
TABS: dict[str, str | Promise] = {
    Kind.ASKED: gettext_lazy("Should not count"),
    Kind.FOUND: gettext_lazy("Households to add"),
    Kind.OUT: gettext_lazy("Out by approval"),
}


@dataclass(frozen=True)
class Tab:
    """One list and how many rows it has, not narrowed."""

    label: str | Promise
    count: int
    url: str
    is_current: bool


@dataclass(frozen=True)
class Row:
    """One request, or one place that is out."""

    item: Exclusion | FoundHousehold
    place: Place | None
    plate: str
    name: str
    where: str
    visits: Sequence[Visit]
    is_own: bool
    who_decides: str = ""
    alike: Sequence[Place] = ()  # doors of the village that may be the same household


class ExclusionsPage:
    """A list within the grants of whoever looks at it."""

    def __init__(
        self, *, asked: Asked, grants: list[Grant], cadre: Cadre, on: date, number: str = "1"
    ) -> None:
        self.asked, self.grants, self.cadre, self.on = asked, grants, cadre, on
        self.page: Page[Any] = Paginator(self.found, PER_PAGE).get_page(number)

    @cached_property
    def found(self) -> Any:
        """All rows of the list."""
        if self.asked.kind == Kind.FOUND:
            return rows.found_of(self.asked, self.grants)
        return rows.rows_of(self.asked, self.grants, on=self.on)

    @property
    def is_found(self) -> bool:
        """Whether the rows are households to add."""
        return self.asked.kind == Kind.FOUND

    @property
    def is_out(self) -> bool:
        """Whether the rows are places that are out by approval."""
        return self.asked.kind == Kind.OUT

    @property
    def residences(self) -> list[tuple[str, str | Promise]]:
        """How an added household lives."""
        return [(r.value, r.label) for r in (Residence.LIVES_HERE, Residence.RENTING)]

    @cached_property
    def tabs(self) -> list[Tab]:
        """The three lists."""
        told = []
        for kind, label in TABS.items():
            bare = Asked(kind=kind)
            if kind == Kind.FOUND:
                count = rows.found_of(bare, self.grants).count()
            else:
                count = rows.rows_of(bare, self.grants, on=self.on).count()
            told.append(Tab(label, count, bare.url, kind == self.asked.kind))
        return told

    @cached_property
    def filters(self) -> list[Filter]:
        """What narrows the list, as links."""
        return [*self._areas(), *([] if self.is_found else [self._reasons()])]

    def _areas(self) -> list[Filter]:
        here = rows.area_of(self.asked, self.grants)
        below = rows.areas_to_choose(self.asked, self.grants)
        told = [Choice(area.spoken, self.asked.but(area=area.code).url) for area in below]
        chosen = [Filter(here.spoken, True, self.asked.but(area="").url)] if here else []
        label = _("Area")
        return [*chosen, *([Filter(label, choices=told)] if told else [])]

    def _reasons(self) -> Filter:
        if self.asked.reason:
            label = Exclusion.Reason(self.asked.reason).label
            return Filter(label, True, self.asked.but(reason="").url)
        told = [Choice(r.label, self.asked.but(reason=r.value).url) for r in Exclusion.Reason]
        return Filter(_("Reason"), choices=told)

    @cached_property
    def rows(self) -> list[Row]:
        """The rows of this page, with the last visits and who decides what is one's own."""
        items = list(self.page.object_list)
        return self._found_rows(items) if self.is_found else self._exclusion_rows(items)

    def _exclusion_rows(self, items: list[Exclusion]) -> list[Row]:
        visits = rows.latest_visits([item.place_id for item in items])
        own = {item.place.area_path for item in items if item.asked_by_id == self.cadre.pk}
        deciders = rows.who_decides([] if self.is_out else own, but=self.cadre, on=self.on)
        return [
            Row(
                item=item,
                place=item.place,
                plate=item.place.plate,
                name=item.place.name,
                where=words.where(item.place),
                visits=visits.get(item.place_id, ()),
                is_own=item.asked_by_id == self.cadre.pk and not self.is_out,
                who_decides=deciders.get(item.place.area_path, ""),
            )
            for item in items
        ]

    def _found_rows(self, items: list[FoundHousehold]) -> list[Row]:
        at = [item.at_place_id for item in items if item.at_place_id]
        visits = rows.latest_visits(at)
        own = {item.area_path for item in items if item.found_by_id == self.cadre.pk}
        deciders = rows.who_decides(own, but=self.cadre, on=self.on)
        alike = rows.alike(items)
        return [
            Row(
                item=item,
                place=item.at_place,
                plate="",
                name=item.name,
                where=words.place_in(item.area, item.address),
                visits=visits.get(item.at_place_id or 0, ()),
                is_own=item.found_by_id == self.cadre.pk,
                who_decides=deciders.get(item.area_path, ""),
                alike=alike.get(item.pk, ()),
            )
            for item in items
        ]
