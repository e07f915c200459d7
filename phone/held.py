"""What waits for a supervisor: what was sent, in words, and why it fits nowhere."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cadres.models import Cadre
from households.models import Place
from phone.models import Held, HeldQuerySet
from phone.queries import where_of
from phone.sync.items import CorrectionItem, Item, Told, VisitItem, WithdrawalItem, read_item
from phone.sync.placing import content_of, told_of
from phone.versions import Change, changes, no_words, said
from visits import topics
from visits.content import Content
from visits.models import Visit, VisitorRole

KINDS = {
    "visit": lambda: _("Visit"),
    "correction": lambda: _("Correction of a visit"),
    "withdrawal": lambda: pgettext("of a visit", "Taking back"),
}


@dataclass(frozen=True)
class Card:
    """One record that waits, or that was decided."""

    row: Held
    kind: str
    place: Place | None
    where: str
    lines: Sequence[tuple[str, str]]  # what was sent
    first: Visit | None  # the visit under its number, or the one that it changes
    changes: Sequence[Change]  # beside that visit


def rows_for(cadre: Cadre, *, decided: bool = False) -> HeldQuerySet:
    """What this supervisor may decide on, the oldest first; or what was decided, the last first.

    Raises PermissionDenied for whoever supervises nothing.
    """
    rows = Held.objects.visible_for(cadre, "settle_held").select_related("sent_by", "settled_by")
    if decided:
        return rows.exclude(decision="").order_by("-settled_at", "-pk")
    return rows.waiting().order_by("received_at", "pk")


def cards(rows: Iterable[Held], cadre: Cadre) -> list[Card]:
    """Them in words; the same few queries however many.

    Of doors and visits only what lies in the supervisor's own area.
    """
    rows = list(rows)
    items = [read_item(row.sent) for row in rows]
    visit_ids = [item.id if isinstance(item, VisitItem) else item.visit for item in items]
    own = Visit.objects.visible_for(cadre, "settle_held").filter(pk__in=visit_ids)
    found = own.select_related("place__area__parent")
    visits = {visit.pk: visit for visit in found}
    place_ids = [item.place for item in items if isinstance(item, VisitItem)]
    doors = Place.objects.visible_for(cadre, "settle_held").filter(pk__in=place_ids)
    places = {place.pk: place for place in doors.select_related("area__parent")}
    names = _names(items)
    policies = topics.names_of([*visits.values(), *map(_shown, items)])
    return [
        _card(row, item, visits.get(visit_id), places, names, policies)
        for row, item, visit_id in zip(rows, items, visit_ids, strict=True)
    ]


def _names(items: Sequence[Item]) -> dict[int, str]:
    ids = {one.cadre for item in items if isinstance(item, Told) for one in item.companions}
    return dict(Cadre.objects.filter(pk__in=ids).values_list("pk", "name"))


def _card(
    row: Held,
    item: Item,
    first: Visit | None,
    places: dict[int, Place],
    names: dict[int, str],
    policies: dict[int, str],
) -> Card:
    place = places.get(item.place) if isinstance(item, VisitItem) else None
    if place is None and first is not None and not isinstance(item, VisitItem):
        place = first.place
    shown = _shown(item, first)
    lines = [] if isinstance(item, WithdrawalItem) else said(shown, policies)
    nothing = ("", no_words())
    lines = [line for line in [*lines, *_more(item, row, names)] if line[1] not in nothing]
    differs = first is not None and not isinstance(item, WithdrawalItem)
    return Card(
        row=row,
        kind=KINDS[item.kind](),
        place=place,
        where=where_of(place) if place else "",
        lines=lines,
        first=first,
        changes=changes(first, shown, policies) if differs else (),
    )


def _shown(item: Item, first: Visit | None = None) -> Any:
    """What was sent, as a visit that is stored nowhere."""
    if isinstance(item, WithdrawalItem):
        return Visit()
    told = content_of(item) if isinstance(item, VisitItem) else _content(item)
    return Visit(visited_on=_day(item, first), **told.fields())


def _content(item: CorrectionItem) -> Content:
    return Content(phone_at=timezone.now(), **told_of(item))


def _day(item: Told, first: Visit | None) -> Any:
    """The day that it tells; a correction that names none leaves the visit its own."""
    if item.entered_for:
        return item.entered_for.day
    if isinstance(item, VisitItem):
        at = item.phone_at - timedelta(milliseconds=item.clock_offset_ms)
        return timezone.localdate(at)
    return timezone.localdate(first.happened_at) if first else None


def _more(item: Item, row: Held, names: dict[int, str]) -> list[tuple[str, str]]:
    """Who went, what was raised and promised, and why it is changed."""
    if isinstance(item, WithdrawalItem):
        return [(pgettext("version", "Why"), item.why)]
    roles = dict(VisitorRole.choices)
    went = [(row.sent_by.name, item.role)] if item.role else []
    went += [(names.get(one.cadre, _("somebody unknown")), one.role) for one in item.companions]
    party = [_("%(name)s (%(role)s)") % {"name": name, "role": roles[role]} for name, role in went]
    lines = [(_("Who went"), pgettext("between items", ", ").join(party))]
    if isinstance(item, CorrectionItem):
        return [*lines, (pgettext("version", "Why"), item.why)]
    lines.append((pgettext("at the door", "Raised"), item.issue.text if item.issue else ""))
    lines.append((_("Promised"), item.promise.text if item.promise else ""))
    return lines


def held_for(cadre: Cadre, pk: int) -> Held | None:
    """One that this supervisor may decide on; the same nothing for "not there" and "not yours"."""
    row: Held | None = Held.objects.visible_for(cadre, "settle_held").filter(pk=pk).first()
    return row
