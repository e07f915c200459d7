"""One list as an Excel workbook, as it leaves the house."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import BinaryIO, Final

from django.http import FileResponse
from django.utils import timezone

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

Cell = str | int | float | date | datetime | None


def write_sheet(
    file: BinaryIO,
    *,
    title: str,
    head: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    notes: tuple[str, Sequence[str]] | None = None,
) -> None:
    """Write one sheet with a frozen head; memory does not grow with the rows.

    Text is text: what begins with `=` is no formula, an address no link (the names in a list were
    typed by anybody). A date is a date, a time is Shanghai's. `notes` are a second sheet: its title
    and its lines.
    """
    import xlsxwriter  # 0.2 s that no other page should pay

    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "default_date_format": "yyyy-mm-dd",
        "remove_timezone": True,
    }
    with xlsxwriter.Workbook(file, options) as book:
        sheet = book.add_worksheet(title[:31])
        bold = book.add_format({"bold": True})
        minute = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, max(len(head) - 1, 0), 18)
        sheet.write_row(0, 0, head, bold)
        for line, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                if isinstance(value, datetime):
                    sheet.write_datetime(line, column, timezone.localtime(value), minute)
                elif value is not None:
                    sheet.write(line, column, value)
        if notes:
            second = book.add_worksheet(notes[0][:31])
            second.set_column(0, 0, 80)
            second.write_column(0, 0, notes[1])


def sheet_response(file: BinaryIO, name: str) -> FileResponse:
    """Send a written workbook under a file name; it is a download, never shown in the browser."""
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{name}.xlsx", content_type=XLSX)
