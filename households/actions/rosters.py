"""A roster comes in: received, looked through, written when confirmed, or thrown away."""

import json
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from sys import intern
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cadres.models import Area, Cadre
from cadres.spans import lineage
from households import placement
from households.actions import roster_enterprises, roster_families
from households.copying import analyze, copy_in, many_rows, sealed
from households.looking import Seen, look_of
from households.merging import Entry
from households.models import (
    CategorySpell,
    Household,
    Place,
    PlaceStay,
    ResidenceSpell,
    Resident,
    RosterImport,
    RosterRow,
)
from households.rosters.checking import Judge, Judged
from households.rosters.columns import Kind
from households.rosters.workbooks import opened
from households.standing import Key, Villages

Status = RosterImport.Status
Report = Callable[[int, int], None]  # rows done, rows in all
BATCH = 2000
MANY = 2000  # after so many new places the planner's statistics are told at once
CUT_OFF = timedelta(hours=1)  # longer than any task may run
KEPT = timedelta(days=7)  # DOMAIN 11: then the rows are purged
PERSON_KEYS = (
    "name", "relation", "identity", "phone", "residence", "categories", "remarks", "leads",
)  # fmt: skip
_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
FEW_WORDS = ("relation", "residence")  # kept once in memory, not once a row


def nobody(done: int, whole: int) -> None:
    """Report progress to nobody."""


@transaction.atomic
def receive(*, area: Area, by: Cadre | None, file_name: str, at: datetime) -> RosterImport:
    """Write down that a file arrived for an area. Its villages are the only ones it may speak of.

    Raises ValidationError for a grid: a roster speaks of a village at least.
    """
    if area.level == Area.Level.GRID:
        raise ValidationError(_("Choose a village or an area above it."), code="grid")
    return RosterImport.objects.create(
        area=area, uploaded_by=by, uploaded_at=at, file_name=file_name[-200:]
    )


@many_rows()
@transaction.atomic
def preview(
    *, roster: RosterImport, path: Path, at: datetime, report: Report = nobody
) -> RosterImport:
    """Read the file and keep each row, encrypted, with its verdict; nothing else is written.

    A file that cannot be read raises ValidationError; `refuse` writes that down. A roster that was
    read already is returned as it is.
    """
    roster = RosterImport.objects.select_for_update().select_related("area").get(pk=roster.pk)
    if roster.status != Status.READING:
        return roster
    tally = fresh_tally()
    with opened(path) as sheet:
        villages = Villages(roster.area, sheet.kind)
        look = look_of(sheet.kind, villages, sheet.places)
        known = villages.known(on=timezone.localdate(at))
        judged = Judge(sheet.kind, known, sheet.places).judge(sheet.rows)
        done = 0
        while batch := list(look.look(islice(judged, BATCH))):
            _keep(roster, batch, tally)
            done += len(batch)
            report(done, max(done, sheet.height - sheet.header_row))
    if not done:
        raise ValidationError(_("There is no entry below the names of the columns."), code="empty")
    roster.kind, roster.sheet, roster.status = sheet.kind.value, sheet.name[:100], Status.PREVIEW
    roster.rows_done = roster.rows_total = done
    roster.counts = tally | {
        "places": look.counts(),
        "columns": sheet.places,
        "ignored": sheet.ignored[:30],
        "others": sheet.others[:30],
    }
    roster.save()
    return roster


def fresh_tally() -> dict[str, Any]:
    """Counts of rows before the first one."""
    return {"sound": 0, "mended": 0, "faulty": 0, "rows": {"new": 0, "changed": 0, "unchanged": 0}}


def count_in(tally: dict[str, Any], judged: Judged, verdict: RosterRow.Verdict) -> None:
    """Count one row of a preview."""
    if verdict == RosterRow.Verdict.FAULTY:
        tally["faulty"] += 1
    else:
        tally["mended" if judged.mends else "sound"] += 1
        tally["rows"][verdict.value] += 1


def as_kept(judged: Judged) -> tuple[str, str]:
    """A row's payload and its faults, before they are encrypted."""
    payload: dict[str, Any] = {"values": judged.values}
    told = judged.faults + judged.mends
    if told:
        payload["cells"] = judged.cells
    return _json(payload), _json(told) if told else ""


def _keep(roster: RosterImport, batch: list[Seen], tally: dict[str, Any]) -> None:
    rows = []
    for judged, verdict in batch:
        count_in(tally, judged, verdict)
        payload, faults = as_kept(judged)
        rows.append(
            (
                roster.pk,
                judged.row,
                verdict.value,
                bool(judged.mends),
                sealed(RosterRow, "payload", payload),
                sealed(RosterRow, "faults", faults),
            )
        )
    columns = ("roster_id", "sheet_row", "verdict", "is_mended", "payload", "faults")
    copy_in(RosterRow, columns, rows)


@transaction.atomic
def refuse(*, roster: RosterImport, why: ValidationError) -> RosterImport:
    """Write down in words why a file could not be read."""
    roster = RosterImport.objects.select_for_update().get(pk=roster.pk)
    roster.status = Status.REFUSED
    roster.refusal = " ".join(why.messages)[:300]
    roster.save(update_fields=["status", "refusal"])
    return roster


@transaction.atomic
def confirm(*, roster: RosterImport, at: datetime) -> RosterImport:
    """Somebody said yes to the preview; from here on it is being written. Once is enough.

    Raises ValidationError when there is no preview to confirm.
    """
    roster = RosterImport.objects.select_for_update().get(pk=roster.pk)
    if roster.status in (Status.WRITING, Status.DONE):
        return roster
    if roster.status != Status.PREVIEW:
        raise ValidationError(_("There is nothing to import any more."), code="no_preview")
    roster.status = Status.WRITING
    roster.confirmed_at = at
    roster.save(update_fields=["status", "confirmed_at"])
    return roster


@many_rows()
@transaction.atomic
def apply(
    *, import_: RosterImport, by: Cadre | None, at: datetime, report: Report = nobody
) -> RosterImport:
    """Write the sound rows of a confirmed roster, all or none, compared afresh (DOMAIN 11).

    Households are found by their number within the village, enterprises by their code; nobody is
    removed. Faulty rows stay to be downloaded; the sound ones are forgotten. A second call
    changes nothing. Raises ValidationError when the roster was not confirmed.
    """
    roster = RosterImport.objects.select_for_update().get(pk=import_.pk)
    if roster.status == Status.DONE:
        return roster
    if roster.status != Status.WRITING:
        raise ValidationError(_("There is nothing to import any more."), code="no_preview")
    _take_turns(roster.area)
    on = timezone.localdate(at)
    villages = Villages(roster.area, Kind(roster.kind))
    writing: roster_families.Writing | roster_enterprises.Writing
    if roster.kind == Kind.HOUSEHOLDS:
        entries = entries_of(roster)
        add_grids(entries, villages)
        writing = roster_families.Writing(villages, on=on, at=at, by=by)
        tells = "categories" in roster.counts["columns"]
        touched = writing.bring_in(entries.values(), tells_categories=tells, report=report)
    else:
        told = [payload["values"] for is_sound, payload in stored(roster) if is_sound]
        writing = roster_enterprises.Writing(villages, on=on)
        touched = writing.bring_in(told, report=report)
    if len(touched) >= MANY:  # before anybody asks about the new places
        analyze(Place, Household, Resident, CategorySpell, PlaceStay, ResidenceSpell)
    placement.places_changed(touched, on=on)
    roster.rows.exclude(verdict=RosterRow.Verdict.FAULTY).delete()
    roster.status = Status.DONE
    roster.counts["written"] = writing.counts
    roster.save(update_fields=["status", "counts"])
    return roster


def _take_turns(area: Area) -> None:
    """Let rosters of the same county be written one after the other, each seeing the last.

    The county's row is locked, or those of all counties inside; whoever only points at it goes on.
    """
    over = Q(path__in=lineage(area.path)) | Q(path__startswith=area.path)
    counties = Area.objects.filter(over, level=Area.Level.COUNTY).order_by("pk")
    list(counties.select_for_update(no_key=True))


def stored(roster: RosterImport) -> Iterator[tuple[bool, dict[str, Any]]]:
    """The kept rows in the order of the sheet: whether sound, and what was read."""
    rows = roster.rows.order_by("sheet_row").values_list("verdict", "payload")
    for verdict, payload in rows.iterator(chunk_size=BATCH):
        yield verdict != RosterRow.Verdict.FAULTY, json.loads(payload)


def entries_of(roster: RosterImport) -> dict[Key, Entry]:
    """The kept rows by household; a faulty row still tells where its household is."""
    entries: dict[Key, Entry] = {}
    for is_sound, payload in stored(roster):
        values = payload["values"]
        key = (intern(values["village"]), values["number"])
        if not all(key):
            continue
        entry = entries.setdefault(key, Entry(key))
        entry.hear(values, is_sound=is_sound)
        if is_sound:
            person = {name: values[name] for name in PERSON_KEYS}
            person |= {name: intern(person[name]) for name in FEW_WORDS}
            person["categories"] = tuple(person["categories"])  # mostly the one empty tuple
            entry.people.append(person)
    return entries


def add_grids(entries: dict[Key, Entry], villages: Villages) -> None:
    """Make the grids that the roster names and the tree does not have yet."""
    missing = {
        villages.grid_code(village, entry.grid): (village, entry.grid)
        for (village, _number), entry in entries.items()
        if entry.grid is not None
    }
    fresh = []
    for code, (village_code, number) in missing.items():
        if code not in villages.by_code:
            village = villages.by_code[village_code]
            fresh.append(
                Area(
                    code=code,
                    name=f"{village.spoken}{number}网格",  # its name stands alone on boards
                    level=Area.Level.GRID,
                    parent=village,
                    path=f"{village.path}{number:03d}.",
                    front=village.front,
                )
            )
    Area.objects.bulk_create(fresh, ignore_conflicts=True)
    villages.load()


@transaction.atomic
def discard(*, roster: RosterImport, at: datetime) -> RosterImport:
    """Throw a roster away that was not imported; its rows are gone at once."""
    roster = RosterImport.objects.select_for_update().get(pk=roster.pk)
    if roster.status in (Status.WRITING, Status.DONE):
        raise ValidationError(_("This roster is imported already."), code="imported")
    roster.rows.all().delete()
    roster.status, roster.purged_at = Status.DISCARDED, at
    roster.save(update_fields=["status", "purged_at"])
    return roster


@transaction.atomic
def take_up_again(*, at: datetime) -> int:
    """Give back rosters whose reading or writing was cut off an hour ago; return how many.

    What is being worked on is locked and passed over. A half-written one does not exist: its
    preview comes back; an unread one is to be uploaded again.
    """
    left = RosterImport.objects.select_for_update(skip_locked=True)
    unread = left.filter(status=Status.READING, uploaded_at__lt=at - CUT_OFF)
    unwritten = left.filter(status=Status.WRITING, confirmed_at__lt=at - CUT_OFF)
    sentence = _("The reading was cut off. Upload the file once more.")
    refused = RosterImport.objects.filter(pk__in=[roster.pk for roster in unread])
    waiting = RosterImport.objects.filter(pk__in=[roster.pk for roster in unwritten])
    return refused.update(status=Status.REFUSED, refusal=str(sentence)) + waiting.update(
        status=Status.PREVIEW, confirmed_at=None
    )


@transaction.atomic
def purge(*, at: datetime) -> int:
    """Forget the rows of rosters older than seven days; return how many rosters (DOMAIN 11)."""
    old = list(
        RosterImport.objects.select_for_update(skip_locked=True)
        .filter(purged_at=None, uploaded_at__lt=at - KEPT)
        .values_list("pk", flat=True)
    )
    RosterRow.objects.filter(roster__in=old).delete()
    rosters = RosterImport.objects.filter(pk__in=old)
    rosters.filter(status__in=[Status.READING, Status.PREVIEW]).update(status=Status.DISCARDED)
    return rosters.update(purged_at=at)
