"""Which of the three lists is asked for, and what narrows it; all of it stands in the address."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Self
from urllib.parse import urlencode

from django.db import models
from django.urls import reverse

from households.models import Exclusion


class Kind(models.TextChoices):
    """The lists of the page."""

    ASKED = "asked"  # exclusions that wait
    FOUND = "found"  # households that wait to be added
    OUT = "out"  # exclusions in force


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One list and its filters."""

    kind: str = Kind.ASKED
    area: str = ""  # code
    reason: str = ""
    q: str = ""

    @classmethod
    def read(cls, told: Mapping[str, str]) -> Self:
        """The list that an address asks for; what it says amiss narrows nothing."""
        kind, reason, area = told.get("list", ""), told.get("reason", ""), told.get("area", "")
        return cls(
            kind=kind if kind in Kind.values else Kind.ASKED,
            area=area if area.isascii() and area.isdecimal() and len(area) <= 15 else "",
            reason=reason if reason in Exclusion.Reason.values else "",
            q=told.get("q", "").replace("\x00", "").strip()[:50],
        )

    def but(self, **changes: Any) -> Self:
        """The same list with other filters."""
        return replace(self, **changes)

    @property
    def bare(self) -> Self:
        """The same list, not narrowed."""
        return type(self)(kind=self.kind)

    @property
    def is_narrowed(self) -> bool:
        """Whether a filter is set."""
        return self != self.bare

    @property
    def pairs(self) -> dict[str, str]:
        """What stands in the address."""
        told = {"list": str(self.kind), "area": self.area, "reason": self.reason, "q": self.q}
        return {name: value for name, value in told.items() if value}

    @property
    def url(self) -> str:
        """The address of the list."""
        return f"{reverse('dashboards:exclusions')}?{urlencode(self.pairs)}"

    @property
    def sheet_url(self) -> str:
        """All of its rows as a workbook."""
        return f"{reverse('dashboards:exclusions_sheet')}?{urlencode(self.pairs)}"
