"""The boards' tables and lists as workbooks: all rows, the same figures as on the screen."""

from collections.abc import Iterator, Sequence
from tempfile import TemporaryFile

from django.http import FileResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from cadres.models import Front
from cadres.sheets import Cell, sheet_response, write_sheet
from dashboards import words
from dashboards.board import Board
from dashboards.uncovered import Row, UncoveredPage


def uncovered_workbook(page: UncoveredPage) -> FileResponse:
    """Every place of a list, with what the screen says of it."""
    head = [
        _("Door"),
        _("Which one"),
        _("Front"),
        _("Where"),
        _("Why"),
        _("Last at the door"),
        _("What came of it"),
        _("Last day in time"),
        _("Who answers"),
        _("Held by"),
    ]
    rows = (_place_cells(row) for row in page.all_rows())
    return _written(page.title, f"{page.area.spoken}-{page.title}-{page.on}", head, rows, page)


def _place_cells(row: Row) -> list[Cell]:
    place, visit = row.place, row.last_visit
    return [
        place.plate,
        place.name,
        str(Front(place.front).label),
        row.where,
        str(row.why.word),
        visit.visited_on if visit else None,
        str(visit.get_outcome_display()) if visit else "",
        place.next_due_on,
        str(row.post) if row.post else "",
        row.holder,
    ]


def board_workbook(board: Board) -> FileResponse:
    """The areas of the next level down, front by front, and the area itself in the last row."""
    head = [_("Area")]
    for front in Front.values:
        title = str(words.TITLES[front])
        head += [_("%(front)s: %(column)s") % {"front": title, "column": one} for one in _columns()]
    title = _("Coverage of %(area)s") % {"area": board.area.spoken}
    return _written(title, f"{board.area.spoken}-{board.on}", head, _area_rows(board), board)


def _columns() -> Sequence[str]:
    return (
        _("in scope"),
        _("covered"),
        _("not reached"),
        _("not counted"),
        _("away or registered only"),
        _("of these covered"),
        _("nobody responsible"),
    )


def _area_rows(board: Board) -> Iterator[list[Cell]]:
    told = [(board.row_name(row), row.fronts, row.path, row.area is None) for row in board.children]
    whole = (board.area.spoken, board.figures.fronts, board.area.path, False)
    for name, fronts, path, exactly in [*told, whole]:
        cells: list[Cell] = [name]
        for front in Front.values:
            figures = fronts[front]
            cells += [
                figures.in_scope,
                figures.covered,
                figures.uncovered,
                figures.excluded,
                figures.away,
                figures.away_covered,
                board.gaps.of(front, path, exactly=exactly),
            ]
        yield cells


def _notes(shown: Board | UncoveredPage) -> list[str]:
    """To which moment the figures stand, and what they cannot know yet; on a sheet of its own."""
    told = render_to_string("dashboards/_moment.html", {"state": shown}).strip()
    return [told, shown.phones.said]


def _written(
    title: str,
    name: str,
    head: Sequence[str],
    rows: Iterator[list[Cell]],
    shown: Board | UncoveredPage,
) -> FileResponse:
    file = TemporaryFile()  # noqa: SIM115  the response closes it
    notes = (_("About these figures"), _notes(shown))
    write_sheet(file, title=title, head=head, rows=rows, notes=notes)
    return sheet_response(file, name)
