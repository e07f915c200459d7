"""What is told about a visit, which day that makes it, what is refused (DOMAIN 4.2, 4.20, 5)."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Required, TypedDict

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from cadres.models import Cadre, Post
from cadres.workdays import SHANGHAI
from visits.models import Demand, Help, Interlocutor, Mode, Outcome, PartOfDay, VisitorRole

_KNOWN = {
    choices: frozenset(choices.values)
    for choices in (Outcome, Mode, Help, Interlocutor, Demand, PartOfDay, VisitorRole)
}
DAYS_BACK = 14  # DOMAIN 4.2: as far back as a notebook reaches


@dataclass(frozen=True, kw_only=True)
class VisitorLine:
    """Somebody who went, under which post and as what."""

    cadre: Cadre
    post: Post
    role: str = VisitorRole.MAIN


@dataclass(frozen=True, kw_only=True)
class Location:
    """Where the phone was, where the cadre chose to share it."""

    latitude: Decimal
    longitude: Decimal
    accuracy_m: int | None = None


class Told(TypedDict, total=False):
    """What `record` and `correct` take of a visit, beside who went and when; see `Content`."""

    outcome: Required[str]
    mode: str
    entered_for: tuple[date, str] | None
    help: Sequence[str]
    cash_yuan: Decimal | None
    policies: Sequence[int]
    note: str
    again_on: date | None
    others_live_here: bool
    location: Location | None
    spoke_with: str
    spoke_with_as: str
    demands: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class Content:
    """A visit as its author tells it; the server adds when it heard it.

    `phone_at` and `clock_offset_ms` are the phone's clock and how far it ran ahead of the server's.
    `entered_for` stands only on a visit entered later from a notebook: the day and the part of it.
    """

    outcome: str
    phone_at: datetime
    clock_offset_ms: int = 0
    mode: str = Mode.DOOR
    entered_for: tuple[date, str] | None = None
    help: Sequence[str] = ()
    cash_yuan: Decimal | None = None
    policies: Sequence[int] = ()
    note: str = ""
    again_on: date | None = None
    others_live_here: bool = False
    location: Location | None = None
    spoke_with: str = ""
    spoke_with_as: str = ""
    demands: Sequence[str] = ()

    def happened_at(self, *, received_at: datetime) -> datetime:
        """The corrected time, never later than the server's receipt (DOMAIN 4.2)."""
        return min(self.phone_at - timedelta(milliseconds=self.clock_offset_ms), received_at)

    def visited_on(self, *, received_at: datetime) -> date:
        """The Shanghai day of the visit (DOMAIN 4.2).

        A visit entered later has the day that the cadre names, at most 14 days before the day it
        was entered on the phone (4.20). Raises ValidationError, code "day", for any other.
        """
        entered_on = self.happened_at(received_at=received_at).astimezone(SHANGHAI).date()
        if self.entered_for is None:
            return entered_on
        day = self.entered_for[0]
        if not entered_on - timedelta(days=DAYS_BACK) <= day <= entered_on:
            raise ValidationError(
                _("A visit can be entered for the last %(days)d days. Choose another day."),
                code="day",
                params={"days": DAYS_BACK},
            )
        return day

    def check(self) -> None:
        """Raises ValidationError, in words for the person, for what no visit can be."""
        if self.outcome not in _KNOWN[Outcome]:
            raise ValidationError(_("Say what became of the visit."), code="outcome")
        if self.mode not in _KNOWN[Mode]:
            raise ValidationError(_("Say how you visited: at the door or by phone."), code="mode")
        if not _KNOWN[Help].issuperset(self.help):
            raise ValidationError(_("This kind of help is not known."), code="help")
        if self.spoke_with_as and self.spoke_with_as not in _KNOWN[Interlocutor]:
            raise ValidationError(_("Say as what that person spoke."), code="spoke_with")
        if not _KNOWN[Demand].issuperset(self.demands):
            raise ValidationError(_("This kind of demand is not known."), code="demands")
        if self.entered_for is not None and self.entered_for[1] not in _KNOWN[PartOfDay]:
            raise ValidationError(
                _("Say whether it was morning, afternoon or evening."), code="part"
            )
        if self.again_on is not None and self.outcome != Outcome.POSTPONED:
            raise ValidationError(_("A new day belongs to “another day”."), code="again")
        self._check_cash()
        self._check_location()

    def _check_cash(self) -> None:
        if self.cash_yuan is None:
            return
        if Help.CASH not in self.help:
            raise ValidationError(_("An amount belongs to cash."), code="cash")
        if not Decimal(0) < self.cash_yuan < Decimal(10**7):
            raise ValidationError(_("This amount cannot be right."), code="cash")

    def _check_location(self) -> None:
        where = self.location
        if where is not None and (abs(where.latitude) > 90 or abs(where.longitude) > 180):
            raise ValidationError(_("This location is not on the earth."), code="location")

    def digest(self, *, place_id: int, visitors: Sequence[VisitorLine]) -> bytes:
        """What tells two contents under one id apart.

        The order of visitors says nothing, and the offset is measured anew with every sending.
        """
        told = {
            **asdict(self),
            "help": sorted(self.help),
            "demands": sorted(self.demands),
            "policies": sorted(self.policies),
            "phone_at": self.phone_at.timestamp(),
            "clock_offset_ms": None,
            "place": place_id,
            "visitors": sorted([one.cadre.pk, one.post.pk, str(one.role)] for one in visitors),
        }
        if not self.policies:  # as a visit was told before there were any
            del told["policies"]
        text = json.dumps(told, sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).digest()

    def fields(self) -> dict[str, object]:
        """The columns of `Visit` that hold what was told."""
        where = self.location
        return {
            "outcome": self.outcome,
            "mode": self.mode,
            "entered_later": self.entered_for is not None,
            "part_of_day": self.entered_for[1] if self.entered_for else "",
            "help": sorted(set(self.help)),
            "cash_yuan": self.cash_yuan,
            "policies": sorted(set(self.policies)),
            "note": self.note.replace("\x00", "")[:2000],  # the column cannot hold it
            "again_on": self.again_on,
            "others_live_here": self.others_live_here,
            "latitude": where.latitude if where else None,
            "longitude": where.longitude if where else None,
            "accuracy_m": where.accuracy_m if where else None,
            "spoke_with": self.spoke_with.replace("\x00", "")[:30],
            "spoke_with_as": self.spoke_with_as,
            "demands": sorted(set(self.demands)),
        }


def check_visitors(visitors: Sequence[VisitorLine]) -> None:
    """Raises ValidationError when nobody went, somebody went twice, or as nothing known."""
    if not visitors:
        raise ValidationError(_("Say who went."), code="nobody_went")
    if len({one.cadre.pk for one in visitors}) < len(visitors):
        raise ValidationError(_("The same person stands there twice."), code="twice")
    if not {one.role for one in visitors} <= _KNOWN[VisitorRole]:
        raise ValidationError(_("This role is not known."), code="role")
