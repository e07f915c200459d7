"""A faulty cell of a preview is put right in place; the rest of the file stays as it was read.

The row is judged again by the judge of the file, and the whole preview is held against what stands
again, so that its counts are those of a corrected file. Nothing is read twice from the workbook:
it is gone; the kept rows are enough.
"""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from households.actions.rosters import BATCH, as_kept, count_in, fresh_tally
from households.copying import sealed, update_from
from households.looking import Seen, faults_in, look_of, restored
from households.models import RosterImport, RosterRow
from households.rosters.checking import Judge, Judged, Known, with_word
from households.rosters.columns import KEYS, Kind
from households.rosters.faults import MENDED, Fault
from households.standing import Villages

Status = RosterImport.Status
OF_ONE = {Kind.HOUSEHOLDS: "identity", Kind.ENTERPRISES: "uscc"}  # no two rows have the same
PLACES = ("village", "village_name")
KEPT = ("sheet_row", "payload", "faults")
COLUMNS = ("verdict", "is_mended", "payload", "faults")


@transaction.atomic
def mend(
    *, roster: RosterImport, row: int, column: str, value: str, at: datetime, word: str = ""
) -> RosterImport:
    """Put one faulty cell right, before the roster is imported (DOMAIN 11).

    `row` is the row in the sheet; `word` tells which of several categories in a cell is meant; a
    village is told by its code. A cell that is not faulty any more stays as it is: where it says
    something else by now, ValidationError, code "mended". So it is raised, in words, when the value
    will not do either: then nothing is changed.
    """
    roster = RosterImport.objects.select_for_update().select_related("area").get(pk=roster.pk)
    if roster.status != Status.PREVIEW:
        raise ValidationError(_("This roster is imported already."), code="imported")
    stored = roster.rows.filter(sheet_row=row).values_list(*KEPT).first()
    told = faults_in(stored[-1]) if stored else []
    meant = _meant(told, column, word)
    if not stored:
        return roster
    if not meant:
        _check_said(stored[1], value)
        return roster
    if not value.strip():
        raise ValidationError(_("Write what it should be, or 无 if there is none"), code="blank")
    villages = Villages(roster.area, Kind(roster.kind))
    known = villages.known(on=timezone.localdate(at))
    cells = _corrected(restored(*stored).cells, roster, known, meant, value)
    judged = _judged(roster, known, [row, *cells])
    others = [fault for fault in told if fault != meant]
    _refuse(judged, column, others)
    _look_again(roster, villages, judged)
    _refuse(judged, column, others)  # what stands may speak against it too
    return roster


def _check_said(payload: str, value: str) -> None:
    """Somebody put the cell right meanwhile: with the same, or the second one is told."""
    value = value.strip()
    if value and value not in payload:
        raise ValidationError(
            _("This was put right meanwhile, and stays so. “%(value)s” was not taken over."),
            code="mended",
            params={"value": value},
        )


def _meant(faults: list[Fault], column: str, word: str) -> Fault | None:
    found = [
        fault
        for fault in faults
        if fault.code != MENDED and fault.column == column
        if column != "categories" or fault.value == word
    ]
    return found[0] if found else None


def _corrected(
    read: list[Any], roster: RosterImport, known: Known, meant: Fault, value: str
) -> list[Any]:
    cells = dict(zip(KEYS[Kind(roster.kind)], read, strict=True))
    if meant.column == "categories":
        cells["categories"] = with_word(cells["categories"], meant.value, value)
    elif meant.column in PLACES:
        # Somebody chose the village: a code and a name that contradict it are both put right.
        cells["village"] = value
        name = known.villages.get(value)
        if name and "village_name" in cells:
            cells["village_name"] = name
    else:
        cells[meant.column] = value
    return list(cells.values())


def _judged(roster: RosterImport, known: Known, entry: list[Any]) -> Judged:
    """Judge one row by itself, and against the numbers of all others."""
    kind = Kind(roster.kind)
    judge = Judge(kind, known, roster.counts["columns"])
    judged = next(judge.judge(iter([entry])))
    number = judged.values[OF_ONE[kind]]
    first = _first_with(roster, number, besides=judged.row) if number else None
    if first:
        judge.seen[number] = first
        judged = next(judge.judge(iter([entry])))
    return judged


def _first_with(roster: RosterImport, number: str, *, besides: int) -> tuple[int, str] | None:
    """Row and name of whoever has this number in the file already."""
    column = OF_ONE[Kind(roster.kind)]
    rows = roster.rows.exclude(sheet_row=besides).order_by("sheet_row").values_list(*KEPT)
    for row, payload, faults in rows.iterator(chunk_size=BATCH):
        if number in payload:  # to look is faster than to parse
            judged = restored(row, payload, faults)
            is_later = any(fault.code == "dup" for fault in judged.faults)
            if judged.values[column] == number and not is_later:
                return row, judged.values["name"]
    return None


def _refuse(judged: Judged, column: str, others: list[Fault]) -> None:
    wrong = [
        fault.sentence()
        for fault in judged.faults
        if (fault.column == column or {fault.column, column} == set(PLACES)) and fault not in others
    ]
    if wrong:
        raise ValidationError(pgettext("between sentences", "; ").join(wrong), code="still_faulty")


def _look_again(roster: RosterImport, villages: Villages, mended: Judged) -> None:
    """Hold all rows against what stands, one of them mended; keep what is different now.

    A mended row may change others of its household: who is its head, which address was first.
    """
    look = look_of(Kind(roster.kind), villages, roster.counts["columns"])
    tally = fresh_tally()
    rows = roster.rows.order_by("sheet_row").values_list("pk", "verdict", *KEPT)
    stored = rows.iterator(chunk_size=BATCH)
    while part := list(islice(stored, BATCH)):
        judged = [
            mended if kept[0] == mended.row else restored(*kept) for _pk, _verdict, *kept in part
        ]
        seen = list(look.look(judged))
        for one, verdict in seen:
            count_in(tally, one, verdict)
        changed = list(_changed(part, seen))
        if changed:
            update_from(RosterRow, COLUMNS, changed)
    roster.counts |= tally | {"places": look.counts()}
    roster.save(update_fields=["counts"])


def _changed(part: list[tuple[Any, ...]], seen: list[Seen]) -> Iterator[tuple[Any, ...]]:
    for (pk, before, _row, *kept), (judged, verdict) in zip(part, seen, strict=True):
        payload, faults = as_kept(judged)
        if before != verdict.value or kept != [payload, faults]:
            yield (
                pk,
                verdict.value,
                bool(judged.mends),
                sealed(RosterRow, "payload", payload),
                sealed(RosterRow, "faults", faults),
            )
