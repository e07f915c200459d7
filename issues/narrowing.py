"""What narrows a list of issues: the words of its address, read and written; each a real link."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, Self
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse
from django.utils.functional import Promise

from cadres.models import Area
from issues.models import Issue, IssueQuerySet

_SHORT = 50


@dataclass(frozen=True)
class Choice:
    """One value of a filter and the list it leads to."""

    label: str | Promise
    url: str


@dataclass(frozen=True)
class Filter:
    """Set, it shows its value and leads away from it; unset, it opens its choices."""

    label: str | Promise
    is_set: bool = False
    url: str = ""  # without this filter
    choices: list[Choice] = field(default_factory=list)


@dataclass(frozen=True)
class Tab:
    """One of the lists that stand beside one another, with how many it holds."""

    label: str | Promise
    url: str
    count: int | None
    is_current: bool


@dataclass(frozen=True, kw_only=True)
class Narrowing:
    """One list of issues: which tab, and what narrows it. `page` is the name of its address."""

    page: str
    tab: str
    q: str = ""
    area: str = ""  # official code
    category: str = ""
    urgency: str = ""
    unit: int | None = None

    @classmethod
    def read(cls, asked: Mapping[str, str], *, page: str, tabs: Iterable[str]) -> Self:
        """What an address asks for; what it says amiss narrows nothing."""
        tabs = list(tabs)
        tab, unit = asked.get("tab", ""), asked.get("unit", "")
        urgency = asked.get("urgency", "")
        return cls(
            page=page,
            tab=tab if tab in tabs else tabs[0],
            q=_plain(asked.get("q", "")),
            area=_plain(asked.get("area", "")),
            category=_plain(asked.get("category", "")),
            urgency=urgency if urgency in Issue.Urgency.values else "",
            unit=int(unit) if len(unit) < 10 and unit.isascii() and unit.isdecimal() else None,
        )

    def but(self, **changes: Any) -> Self:
        """The same list with other filters."""
        return replace(self, **changes)

    @property
    def bare(self) -> Self:
        """The same tab, not narrowed."""
        return type(self)(page=self.page, tab=self.tab)

    @property
    def is_narrowed(self) -> bool:
        """Whether a filter is set."""
        return self != self.bare

    @property
    def pairs(self) -> dict[str, str]:
        """What stands in the address."""
        told = {one.name: getattr(self, one.name) for one in fields(self) if one.name != "page"}
        return {name: str(value) for name, value in told.items() if value}

    @property
    def url(self) -> str:
        """The address of the list."""
        return f"{reverse(self.page)}?{urlencode(self.pairs)}"

    def choose(
        self, name: str, label: str | Promise, values: Iterable[tuple[Any, str | Promise]]
    ) -> Filter:
        """One filter over known values; a value that is not among them shows itself."""
        known = dict(values)
        value = getattr(self, name)
        if value:
            empty = None if name == "unit" else ""
            return Filter(
                known.get(value, str(value)), is_set=True, url=self.but(**{name: empty}).url
            )
        choices = [Choice(text, self.but(**{name: key}).url) for key, text in known.items()]
        return Filter(label, choices=choices)

    def apply(self, rows: IssueQuerySet) -> IssueQuerySet:
        """The rows that the filters leave; the tab is the page's own."""
        if self.q:
            rows = rows.filter(self._found())
        if self.area:
            rows = rows.filter(area_path__startswith=_path_of(self.area))
        if self.category:
            rows = rows.filter(category__code=self.category)
        if self.urgency:
            rows = rows.filter(urgency=self.urgency)
        if self.unit:
            rows = rows.filter(lead_unit=self.unit)
        return rows

    def _found(self) -> Q:
        """Title, words, number, or the village's name."""
        found = Q(title__icontains=self.q) | Q(text__icontains=self.q) | Q(number__contains=self.q)
        named = Area.objects.filter(name__icontains=self.q, level__in=_SPOKEN_OF)
        for path in named.values_list("path", flat=True)[:_SHORT]:
            found |= Q(area_path__startswith=path)
        return found


_SPOKEN_OF = (Area.Level.TOWN, Area.Level.VILLAGE)


def _path_of(code: str) -> str:
    path = Area.objects.filter(code=code).values_list("path", flat=True).first()
    return path or "nowhere"


def _plain(text: str) -> str:
    return text.replace("\x00", "").strip()[:_SHORT]
