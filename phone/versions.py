"""What a visit said before and what it says now, in words: its versions (DOMAIN 4.5, 5)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import Max
from django.template.defaultfilters import yesno
from django.utils import dateformat
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cadres.models import Cadre
from visits import topics
from visits.models import (
    Demand,
    FormerVisitor,
    Help,
    Interlocutor,
    Mode,
    Outcome,
    PartOfDay,
    Visit,
    Visitor,
    VisitorRole,
)

Row = Any  # a row of `visits.VisitEvent`, which pghistory makes


@dataclass(frozen=True)
class Change:
    """One thing that was told otherwise."""

    label: str
    before: str
    after: str

    def __str__(self) -> str:
        parts = {"field": self.label, "before": self.before, "after": self.after}
        return _("%(field)s: %(before)s → %(after)s") % parts


@dataclass(frozen=True)
class Version:
    """One telling of a visit: by whom, when, why, and what it changed."""

    id: int
    at: datetime
    by: Cadre | None
    why: str
    kind: str  # told, corrected, withdrawn, or something smaller
    changes: Sequence[Change]


def versions_of(visit: Visit) -> list[Version]:
    """Every version of a visit, the first one first; at most five queries."""
    rows = list(
        _events(visit).select_related("logged_by", "corrected_by", "withdrawn_by").order_by("pk")
    )
    parties = _parties(visit)
    policies = topics.names_of(rows)
    first = rows[:1]
    told = [Version(row.pgh_id, row.received_at, row.logged_by, "", "told", ()) for row in first]
    for before, after in pairwise(rows):
        told.append(_version(before, after, parties, policies))
    return [one for one in told if one.kind]


def latest(visit: Visit) -> int:
    """The number of the version that stands, for the page that shows it."""
    number: int | None = _events(visit).order_by("-pk").values_list("pk", flat=True).first()
    return number or 0


def latest_of(visits: Sequence[Visit]) -> dict[UUID, int]:
    """The same of several visits, by their ids; one query."""
    rows = apps.get_model("visits", "VisitEvent").objects.filter(pgh_obj__in=visits)
    return dict(rows.order_by().values_list("pgh_obj").annotate(Max("pk")))


def changes_since(visit: Visit, seen: int) -> list[Change | str]:
    """What was changed after the version that a page had shown."""
    later: list[Change | str] = []
    if latest(visit) != seen:
        for version in versions_of(visit):
            if version.id > seen:
                later += version.changes
                if version.kind == "withdrawn":
                    later.append(_("It was taken back"))
    return later


def _events(visit: Visit) -> Any:
    return apps.get_model("visits", "VisitEvent").objects.filter(pgh_obj=visit.pk)


def _version(
    before: Row, after: Row, parties: dict[datetime | None, str], policies: dict[int, str]
) -> Version:
    if after.withdrawn_at and not before.withdrawn_at:
        by, why = after.withdrawn_by, after.withdrawn_why
        return Version(after.pgh_id, after.withdrawn_at, by, why, "withdrawn", ())
    if after.corrected_at and after.corrected_at != before.corrected_at:
        told = [*changes(before, after, policies), *_party_changes(after.corrected_at, parties)]
        by, why = after.corrected_by, after.corrected_why
        return Version(after.pgh_id, after.corrected_at, by, why, "corrected", told)
    return Version(after.pgh_id, after.pgh_created_at, None, "", "", ())


def changes(before: Row, after: Row, policies: dict[int, str]) -> list[Change]:
    pairs = zip(said(before, policies), said(after, policies), strict=True)
    nothing = _("nothing")
    return [
        Change(label, old or nothing, new or nothing)
        for (label, old), (_label, new) in pairs
        if old != new
    ]


def said(row: Row, policies: dict[int, str]) -> list[tuple[str, str]]:
    """What a version says, in the order of the form."""
    return [
        (_("Outcome"), _word(Outcome, row.outcome)),
        (_("To which day"), _day(row.again_on)),
        (_("Others live here"), yesno(row.others_live_here, f"{_('yes')},{no_words()}")),
        (_("What was done"), _words(Help, row.help)),
        (_("How many yuan"), f"{row.cash_yuan:f}" if row.cash_yuan else ""),
        (_("Which policies you explained"), topics.said(row, policies)),
        (_("With whom you spoke"), row.spoke_with),
        (_("Their position"), _word(Interlocutor, row.spoke_with_as)),
        (_("What they asked about"), _words(Demand, row.demands)),
        (_("A sentence"), row.note),
        (_("How"), _word(Mode, row.mode)),
        (_("Which day"), _day(row.visited_on)),
        (_("Which part of the day"), _word(PartOfDay, row.part_of_day)),
    ]


def no_words() -> str:
    """How a question is told that was answered with no."""
    return _("no")


def _day(day: date | None) -> str:
    return dateformat.format(day, pgettext("day of another year", "j M Y")) if day else ""


def _word(choices: Any, code: str) -> str:
    return str(dict(choices.choices).get(code, code))


def _words(choices: Any, codes: Sequence[str]) -> str:
    return pgettext("between items", ", ").join(_word(choices, code) for code in sorted(codes))


def _parties(visit: Visit) -> dict[datetime | None, str]:
    """Who went, as it was told until each correction; None is what stands."""
    told: dict[datetime | None, list[str]] = {None: []}
    former = FormerVisitor.objects.filter(visit=visit).select_related("cadre")
    for row in former.order_by("until_at", "cadre_id"):
        told.setdefault(row.until_at, []).append(_went(row))
    standing = Visitor.objects.filter(visit=visit).select_related("cadre").order_by("cadre_id")
    told[None] = [_went(row) for row in standing]
    return {until: pgettext("between items", ", ").join(names) for until, names in told.items()}


def _went(row: Visitor | FormerVisitor) -> str:
    parts = {"name": row.cadre.name, "role": _word(VisitorRole, row.role)}
    return _("%(name)s (%(role)s)") % parts


def _party_changes(at: datetime, parties: dict[datetime | None, str]) -> list[Change]:
    """The party until this correction, against the one that stood after it."""
    before = parties.get(at)
    later = sorted(until for until in parties if until is not None and until > at)
    after = parties[later[0] if later else None]
    if before is None or before == after:
        return []
    return [Change(_("Who went"), before, after)]
