"""Every change of the standards that visits are measured by (DOMAIN 4).

A standard is never altered: a new version holds from its day on, and past days keep their own
(4.8, 4.9). Whatever was changed can be put back exactly, until the day it begins has gone by.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from cadres.models import Cadre
from cadres.workdays import SHANGHAI
from visits import retelling, words
from visits.models import StandardVersion, VisitStandard

NAME_ROOM = VisitStandard._meta.get_field("name").max_length or 60
KEPT = [field.attname for field in StandardVersion._meta.fields if field.attname != "standard_id"]


@dataclass(frozen=True)
class Replaced:
    """What a change took away, enough to put it back: rows as they were from `begins_on` on."""

    standard_id: int
    name: str
    begins_on: date
    rows: Sequence[dict[str, Any]]
    left: str  # how the standard looks afterwards; another look means somebody else was here


def look_of(standard: VisitStandard) -> str:
    """A short word for a standard with all its versions: two looks differ when anything does."""
    versions = standard.versions.order_by("from_on").values_list("pk", "from_on", "to_on")
    return sha256(repr((standard.name, list(versions))).encode()).hexdigest()[:16]


def ahead(standard: VisitStandard, *, on: date) -> list[StandardVersion]:
    """The version in force on a day and those planned after it, in their order."""
    later = standard.versions.filter(Q(to_on__isnull=True) | Q(to_on__gt=on))
    return list(later.order_by("from_on"))


@transaction.atomic
def add_standard(
    *, name: str, version: StandardVersion, at: datetime, by: Cadre | None
) -> Replaced:
    """Ask for one thing more, from the version's first day on.

    Raises ValidationError: code "name" without a name or for one that stands in the same area
    already, and those of `set_standard`.
    """
    standard = VisitStandard.objects.create(name=_checked_name(name, version.area_path))
    return set_standard(standard=standard, version=version, at=at, by=by)


@transaction.atomic
def set_standard(
    *,
    standard: VisitStandard,
    version: StandardVersion,
    at: datetime,
    by: Cadre | None = None,
    name: str = "",
    seen: str | None = None,
) -> Replaced:
    """Let `version`, not saved yet, hold for `standard` from its `from_on` on (DOMAIN 4.8, 4.9).

    The version before ends with that day; what was to begin later falls away. A version from today
    tells its places at once, a later one is told by the night. Raises ValidationError: code "base"
    for the base standard, which never changes, "past" for a day gone by, "changed" where `seen`
    is not how the standard looks now.
    """
    standard = _locked(standard, at=at, seen=seen)
    today = _not_gone(version.from_on, at)
    touched = _touched(standard, version.from_on)
    begins_on, rows, former = version.from_on, [_row(one) for one in touched], standard.name
    if name:
        standard.name = _checked_name(name, version.area_path, besides=standard)
        standard.save(update_fields=["name"])
    _cut(standard, begins_on)
    version.standard, version.set_by, version.set_at = standard, by, at
    told = {field.attname for field in version._meta.fields if getattr(version, field.attname)}
    version.clean_fields(exclude=[f.name for f in version._meta.fields if f.attname not in told])
    version.validate_constraints()
    version.save(force_insert=True)
    _tell([*touched, version], begins_on, today)
    return Replaced(standard.pk, former, begins_on, rows, look_of(standard))


@transaction.atomic
def end_standard(
    *, standard: VisitStandard, from_on: date, at: datetime, seen: str | None = None
) -> Replaced:
    """From a day on the standard asks for nothing any more; its earlier days stay (DOMAIN 4.9).

    Raises ValidationError: code "ended" where nothing stands on that day or later, and those of
    `set_standard`.
    """
    standard = _locked(standard, at=at, seen=seen)
    today = _not_gone(from_on, at)
    touched = _touched(standard, from_on)
    if not touched:
        raise ValidationError(_("It asks for nothing from that day on already."), code="ended")
    rows = [_row(one) for one in touched]
    _cut(standard, from_on)
    _tell(touched, from_on, today)
    return Replaced(standard.pk, standard.name, from_on, rows, look_of(standard))


@transaction.atomic
def drop_version(*, version: StandardVersion, at: datetime, seen: str | None = None) -> Replaced:
    """What is planned does not come; the version before goes on in its place.

    Raises ValidationError, code "begun", for one that has begun.
    """
    standard = _locked(version.standard, at=at, seen=seen)
    version = standard.versions.get(pk=version.pk)
    if version.from_on <= _today(at):
        raise ValidationError(
            _("It holds already. Set it anew from today or a later day."), code="begun"
        )
    before = standard.versions.filter(to_on=version.from_on).first()
    touched = [version] if before is None else [before, version]
    rows = [_row(one) for one in touched]
    version.delete()
    if before is not None:
        before.to_on = version.to_on
        before.save(update_fields=["to_on"])
    return Replaced(standard.pk, standard.name, version.from_on, rows, look_of(standard))


@transaction.atomic
def put_back(*, replaced: Replaced, at: datetime) -> None:
    """Undo a change, as long as nothing else was changed and its first day has not gone by.

    Raises ValidationError: code "begun" or "changed".
    """
    standard = VisitStandard.objects.select_for_update().filter(pk=replaced.standard_id).first()
    if standard is None or look_of(standard) != replaced.left:
        raise ValidationError(
            _("The standard was changed once more since. It stays as it is now."), code="changed"
        )
    today = _today(at)
    if replaced.begins_on < today:
        raise ValidationError(
            _("It holds already. Set it anew from today or a later day."), code="begun"
        )
    going = _touched(standard, replaced.begins_on)
    kept = {row["id"] for row in replaced.rows}
    standard.versions.filter(from_on__gte=replaced.begins_on).exclude(pk__in=kept).delete()
    # The rows still there first grow together, so that none meets another.
    for row in sorted(replaced.rows, key=lambda row: row["from_on"]):
        StandardVersion.objects.update_or_create(
            pk=row["id"], defaults={**row, "standard": standard}
        )
    standard.name = replaced.name
    standard.save(update_fields=["name"])
    back = list(standard.versions.filter(pk__in=kept))
    _tell([*going, *back], replaced.begins_on, today)
    if not standard.versions.exists():
        standard.delete()


def _locked(standard: VisitStandard, *, at: datetime, seen: str | None) -> VisitStandard:
    """The row as it stands; refuses the base one, and one that looks otherwise than was seen."""
    standard = VisitStandard.objects.select_for_update().get(pk=standard.pk)
    if standard.is_base:
        raise ValidationError(_("The base standard stays as it is."), code="base")
    if seen is not None and seen != look_of(standard):
        now = words.everything_from(ahead(standard, on=_today(at)))
        raise ValidationError(
            _(
                "Somebody else has just changed this standard. %(name)s is now: %(now)s. "
                "What you wrote is still here."
            )
            % {"name": standard.name, "now": now},
            code="changed",
        )
    return standard


def _checked_name(name: str, area_path: str, besides: VisitStandard | None = None) -> str:
    name = " ".join(name.replace("\x00", "").split())[:NAME_ROOM]
    if not name:
        raise ValidationError(_("Give it a name."), code="name")
    others = StandardVersion.objects.filter(standard__name=name, to_on__isnull=True)
    if besides is not None:
        others = others.exclude(standard=besides)
    near = [one for one in others.values_list("area_path", flat=True) if _meet(one, area_path)]
    if near:
        raise ValidationError(_("There is a standard of this name already."), code="name")
    return name


def _meet(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)


def _not_gone(day: date, at: datetime) -> date:
    """Today; refuses a day that has gone by."""
    today = _today(at)
    if day < today:
        raise ValidationError(_("A standard begins today or later."), code="past")
    return today


def _touched(standard: VisitStandard, begins_on: date) -> list[StandardVersion]:
    """The versions that hold on the day or begin after it."""
    return ahead(standard, on=begins_on)


def _cut(standard: VisitStandard, begins_on: date) -> None:
    standard.versions.filter(from_on__gte=begins_on).delete()
    standard.versions.filter(from_on__lt=begins_on).on(begins_on).update(to_on=begins_on)


def _row(version: StandardVersion) -> dict[str, Any]:
    return {name: getattr(version, name) for name in KEPT}


def _tell(versions: Iterable[StandardVersion], begins_on: date, today: date) -> None:
    """What holds from today is told at once; the night tells what begins later."""
    if begins_on != today:
        return
    # Deleted rows keep what `places_under` asks.
    touched = {place for version in versions for place in retelling.places_under(version)}
    retelling.retell(sorted(touched), today)


def _today(at: datetime) -> date:
    return at.astimezone(SHANGHAI).date()
