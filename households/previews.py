"""What a preview shows: the rows to look at, cell by cell, and the faulty ones as a workbook.

Only the importer gets here. The faulty cell is shown in clear, the rest of its row is not.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from cadres.access import Grant, grants_for
from cadres.models import Area, Cadre
from households import progress
from households.fixes import Fix, Offers, fix_of
from households.looking import faults_in
from households.models import RosterImport, RosterRow
from households.rosters.cells import number_text
from households.rosters.columns import KEYS, NAMES, Kind, letters
from households.rosters.faults import MENDED, TITLES, Fault

PARTS = ("faulty", "mended", "changed", "all")
Status = RosterImport.Status


def areas_of(grants: Iterable[Grant]) -> QuerySet[Area]:
    """The areas that these grants may import for."""
    paths = [path for grant in grants for path in grant.paths]
    return Area.objects.filter(path__in=paths)


def rosters_of(cadre: Cadre) -> QuerySet[RosterImport]:
    """The rosters this person uploaded, newest first, within the areas of today's posts.

    Raises PermissionDenied when no post of today may import (DOMAIN 8: access follows tenure).
    """
    inside = Q(pk__in=())
    for grant in grants_for(cadre, "import_rosters", on=timezone.localdate()):
        for path in grant.paths:
            inside |= Q(area__path__startswith=path)
    mine = RosterImport.objects.of(cadre).filter(inside).exclude(status=Status.DISCARDED)
    return mine.select_related("area").order_by("-uploaded_at", "-pk")


def url_of(roster: RosterImport) -> str:
    """The page of a roster."""
    return reverse("households:preview", args=[roster.pk])


@dataclass(frozen=True)
class Working:
    """How far reading or writing is, in rows; `whole` is 0 while the end is unknown."""

    sentence: str
    done: int
    whole: int
    url: str


def working(roster: RosterImport) -> Working | None:
    """What is under way; None when nothing is."""
    if roster.status not in (Status.READING, Status.WRITING):
        return None
    done, whole = progress.told(roster.pk)
    words = {"done": f"{done:,}", "whole": f"{whole:,}"}
    if not whole:
        sentence = _("Begins in a moment")
    elif roster.status == Status.READING:
        sentence = _("Being read: row %(done)s of %(whole)s") % words
    else:
        sentence = _("Being imported: row %(done)s of %(whole)s") % words
    return Working(sentence, done, whole, reverse("households:progress", args=[roster.pk]))


@dataclass(frozen=True)
class Summary:
    """The scale bar and the counts above the rows. Shares are per cent of the bar."""

    good: int
    sound: int
    mended: int
    faulty: int
    changed: int
    places: dict[str, int]
    total: int
    sound_width: float
    mended_at: float
    mended_width: float
    faulty_at: float
    faulty_width: float


def summary_of(roster: RosterImport) -> Summary:
    """What a preview says before its rows. A part that exists is never too thin to see."""
    counts = roster.counts
    parts = [counts["sound"], counts["mended"], counts["faulty"]]
    places = counts.get("written", {}) | {"absent": counts["places"]["absent"]}
    places = counts["places"] | places
    whole = sum(parts) or 1
    widths = [max(0.9, round(100 * part / whole, 1)) if part else 0 for part in parts]
    gap = 0.3
    over = sum(widths) + gap * (sum(1 for width in widths if width) - 1) - 100
    largest = widths.index(max(widths))
    widths[largest] = round(widths[largest] - over, 1)
    mended_at = round(widths[0] + gap, 1) if widths[0] else 0
    faulty_at = round(100 - widths[2], 1)
    return Summary(
        good=parts[0] + parts[1],
        sound=parts[0],
        mended=parts[1],
        faulty=parts[2],
        changed=counts["rows"]["changed"],
        places=places,
        total=places["new"] + places["changed"] + places["unchanged"],
        sound_width=widths[0],
        mended_at=mended_at,
        mended_width=widths[1],
        faulty_at=faulty_at,
        faulty_width=widths[2],
    )


def part_of(roster: RosterImport, asked: str) -> str:
    """Which part of the rows is shown: what was asked for, else the first that has any.

    Once imported only the faulty rows are still there.
    """
    if roster.status == Status.DONE:
        return "faulty"
    if asked in PARTS:
        return asked
    return "faulty" if roster.counts["faulty"] else "all"


@dataclass(frozen=True)
class Cell:
    """One faulty or mended cell as a line of the preview; a row without any has no `fault`."""

    row: int
    reference: str
    name: str
    column: str
    value: str
    what: str
    fault: Fault | None
    verdict: str
    fix: Fix | None = None

    def is_same(self, other: "Cell") -> bool:
        """Whether both tell of one fault in one cell."""
        return (self.row, self.fault) == (other.row, other.fault)


def rows_of(roster: RosterImport, part: str) -> QuerySet[RosterRow]:
    """The rows of one part of the preview, in the order of the sheet."""
    rows = roster.rows.order_by("sheet_row")
    if part == "faulty":
        return rows.filter(verdict=RosterRow.Verdict.FAULTY)
    if part == "mended":
        return rows.filter(is_mended=True).exclude(verdict=RosterRow.Verdict.FAULTY)
    if part == "changed":
        return rows.filter(verdict=RosterRow.Verdict.CHANGED)
    return rows


def cells_of(roster: RosterImport, rows: Iterable[RosterRow], part: str) -> list[Cell]:
    """The lines of a page of rows: one a faulty cell, else one a mended cell, else one a row.

    Until the roster is imported each faulty cell says what fits it.
    """
    mendable = roster.status == Status.PREVIEW and part == "faulty"
    offers = Offers.of(roster) if mendable else None
    return [cell for row in rows for cell in _lines(roster, row, part, offers)]


def cell_of(roster: RosterImport, row: int, column: str, word: str) -> Cell | None:
    """One faulty cell; of several categories in it the one with this word."""
    cells = cells_of(roster, roster.rows.filter(sheet_row=row), "faulty")
    found = [cell for cell in cells if cell.fault and cell.fault.column == column]
    return next((cell for cell in found if column != "categories" or cell.value == word), None)


def refused_cell(roster: RosterImport, told: dict[str, Any], why: ValidationError) -> Cell | None:
    """The cell with what was typed and why it will not do; None when nothing can be mended."""
    if why.code in ("imported", "mended"):
        return None
    cell = cell_of(roster, told["row"], told["column"], told["word"])
    if cell is None or cell.fix is None:
        return None
    value = cell.fix.value if cell.fix.button else told["value"]
    return replace(cell, fix=replace(cell.fix, value=value, refusals=why.messages))


def _lines(
    roster: RosterImport, row: RosterRow, part: str, offers: Offers | None
) -> Iterator[Cell]:
    faults = faults_in(row.faults)
    name = json.loads(row.payload)["values"].get("name") or "—"
    wanted = [f for f in faults if (f.code == MENDED) == (part == "mended")]
    if part in ("changed", "all"):
        wanted = [f for f in faults if f.code != MENDED] or faults
    for fault in wanted:
        yield Cell(
            row=row.sheet_row,
            reference=_reference(roster, fault.column, row.sheet_row),
            name=name,
            column=str(TITLES[fault.column]),
            value=fault.value,
            what=fault.sentence(),
            fault=fault,
            verdict=row.verdict,
            fix=fix_of(fault, offers) if offers and fault.code != MENDED else None,
        )
    if not wanted:
        yield Cell(row.sheet_row, str(row.sheet_row), name, "", "", "", None, row.verdict)


def _reference(roster: RosterImport, column: str, row: int) -> str:
    places = roster.counts["columns"]
    return f"{letters(places[column])}{row}" if column in places else str(row)


def faulty_cells(roster: RosterImport) -> Iterator[tuple[int, str, str, str]]:
    """Each faulty or mended cell: sheet row, letter of its column, code, sentence."""
    told = roster.rows.exclude(faults=b"").order_by("sheet_row")
    places = roster.counts["columns"]
    for row in told.iterator(chunk_size=1000):
        for fault in faults_in(row.faults):
            column = letters(places[fault.column]) if fault.column in places else ""
            words = {"column": TITLES[fault.column], "what": fault.sentence()}
            yield row.sheet_row, column, fault.code, _("%(column)s: %(what)s") % words


def faulty_workbook(roster: RosterImport) -> bytes:
    """The faulty rows as they came, with a column in front that says why; ready to mend and send.

    Every cell is text: no formula of the sheet can run, no number loses its digits.
    """
    import xlsxwriter  # 0.2 s that no other page should pay

    kind = Kind(roster.kind)
    told = roster.counts["columns"]
    keys = [key for key in KEYS[kind] if key in told]
    buffer = BytesIO()
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(buffer, options) as book:
        sheet = book.add_worksheet(_("To mend"))
        text = book.add_format({"num_format": "@"})
        head = book.add_format({"bold": True, "bottom": 1})
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, 0, 8)
        sheet.set_column(1, 1, 44)
        sheet.set_column(2, len(keys) + 1, 20, text)
        sheet.write_row(
            0, 0, [_("Row"), _("What is wrong"), *(NAMES[kind][key] for key in keys)], head
        )
        for number, row in enumerate(rows_of(roster, "faulty").iterator(), start=1):
            _write_faulty(sheet, number, row, kind, keys, text)
    return buffer.getvalue()


def _write_faulty(
    sheet: Any, number: int, row: RosterRow, kind: Kind, keys: list[str], text: Any
) -> None:
    cells = dict(zip(KEYS[kind], json.loads(row.payload)["cells"], strict=True))
    sheet.write_number(number, 0, row.sheet_row)
    why = pgettext("between sentences", "; ").join(
        _("%(column)s: %(what)s") % {"column": TITLES[f.column], "what": f.sentence()}
        for f in faults_in(row.faults)
        if f.code != MENDED
    )
    sheet.write_string(number, 1, why)
    for column, key in enumerate(keys, start=2):
        cell = cells[key]
        value = cell if isinstance(cell, str) else number_text(cell)
        sheet.write_string(number, column, value, text)


def plain_text(cell: object) -> str:
    """A cell of a CSV that no spreadsheet takes for a formula."""
    text = str(cell)
    return f"'{text}" if text[:1] in "=+-@\t\r" and text else text


def spoken_counts(roster: RosterImport) -> list[str]:
    """What a roster brings, in words, for the command line."""
    counts = roster.counts
    places = counts.get("written", counts["places"])
    lines = [
        _("“%(sheet)s”, %(rows)s rows: %(sound)s sound, %(mended)s mended, %(faulty)s to look at.")
        % {
            "rows": f"{roster.rows_total:,}",
            "sheet": roster.sheet,
            **{key: f"{counts[key]:,}" for key in ("sound", "mended", "faulty")},
        }
    ]
    words = {key: f"{places[key]:,}" for key in ("new", "changed", "unchanged")}
    if roster.kind == Kind.HOUSEHOLDS:
        told = _("Households: %(new)s new, %(changed)s changed, %(unchanged)s unchanged.")
    else:
        told = _("Enterprises: %(new)s new, %(changed)s changed, %(unchanged)s unchanged.")
    lines.append(told % words)
    grids = counts["places"]["grids"]
    if grids:
        lines.append(
            ngettext("%(n)s grid is new.", "%(n)s grids are new.", grids) % {"n": f"{grids:,}"}
        )
    return lines
