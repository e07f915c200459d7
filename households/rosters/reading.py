"""The child process that opens a workbook: limited in memory and time, free of Django.

Run as `python -m households.rosters.reading FILE KIND…`. A workbook from outside may be a bomb: two
cells in far corners make the reader ask for 549 GB and abort. So it is opened here, never in a web
server or worker, and what comes out is lines of JSON: first what the sheet is, then batches of
rows, cut down to the known columns. One line with `error` says why not.
"""

import contextlib
import datetime
import itertools
import json
import resource
import sys
import zipfile
from collections.abc import Iterator, Sequence
from typing import Any

from households.rosters.columns import (
    COLUMNS,
    HEADER_WITHIN,
    KEYS,
    Header,
    Kind,
    find_header,
    is_furniture,
)

MEMORY = 1 << 30  # address space; a sheet of 100,000 rows takes a quarter of it
CPU_SECONDS = 60
FILE_BYTES = 40 << 20
UNPACKED_BYTES = 600 << 20  # 100,000 rows of 14 columns unpack to 80 MB
ROWS = 300_000
BATCH = 500

_OLE = b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")

Row = Sequence[Any]


class Refused(Exception):
    """The file cannot be read as a roster; `code` says why, `words` fill the sentence."""

    def __init__(self, code: str, **words: object) -> None:
        super().__init__(code)
        self.code = code
        self.words = words


def limit() -> None:
    """Put this process under its limits, before anything of the file is parsed."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    with contextlib.suppress(ValueError, OSError):  # macOS knows the name and refuses the value
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def look_before_opening(path: str) -> None:
    """Refuse what is no workbook, is encrypted, or would unpack to more than fits."""
    with open(path, "rb") as file:
        start = file.read(8)
        if start.startswith(_OLE):
            file.seek(0)
            if _ENCRYPTED in file.read(FILE_BYTES):
                raise Refused("encrypted")
            return
    if not start:
        raise Refused("empty")
    if not start.startswith(b"PK"):
        raise Refused("no_workbook")
    try:
        with zipfile.ZipFile(path) as members:
            infos = members.infolist()
    except (zipfile.BadZipFile, OSError, ValueError) as broken:
        raise Refused("no_workbook") from broken
    if any(info.flag_bits & 1 for info in infos):
        raise Refused("encrypted")
    if len(infos) > 2000 or sum(info.file_size for info in infos) > UNPACKED_BYTES:
        raise Refused("too_large")


def sheets(path: str) -> Iterator[tuple[str, Any, bool]]:
    """Each worksheet as (name, sheet, visible); a refusal where the library finds none."""
    import python_calamine as calamine  # after the limits are set

    try:
        book = calamine.load_workbook(path)
    except calamine.PasswordError as locked:
        raise Refused("encrypted") from locked
    except Exception as broken:  # the reader's own errors are many and none is ours
        raise Refused("no_workbook") from broken
    for meta in book.sheets_metadata:
        if meta.typ == calamine.SheetTypeEnum.WorkSheet:
            visible = meta.visible == calamine.SheetVisibleEnum.Visible
            try:
                yield meta.name, book.get_sheet_by_name(meta.name), visible
            except Exception as broken:  # as above
                raise Refused("no_workbook") from broken


def choose(path: str, kinds: Sequence[Kind]) -> tuple[str, Any, Header, list[str]]:
    """The first visible sheet with a whole header, and the names of others that have one too."""
    found: list[tuple[str, Any, Header]] = []
    partial: Header | None = None
    empty = True
    for name, sheet, visible in sheets(path):
        empty = empty and not sheet.total_height
        header = find_header(list(itertools.islice(sheet.iter_rows(), HEADER_WITHIN)), kinds)
        if header and not header.missing and visible:
            found.append((name, sheet if not found else None, header))
        elif header and header.missing:
            partial = partial or header
    if found:
        name, sheet, header = found[0]
        return name, sheet, header, [other for other, _, _ in found[1:]]
    if partial:
        raise Refused("no_column", columns=list(partial.missing))
    raise Refused("empty" if empty else "no_header")


def filled_down(rows: Iterator[Row], sheet: Any, header: Header) -> Iterator[Row]:
    """Rows in which a cell merged over a family is written in each of its rows."""
    wanted = {
        header.places[c.key]
        for c in COLUMNS[header.kind]
        if c.fills_down and c.key in header.places
    }
    edge = sheet.start[1]  # rows begin at the first used column, merged ranges at A
    merged = sorted(
        (top, bottom, left - edge)
        for (top, left), (bottom, _) in (sheet.merged_cell_ranges or ())
        if bottom > top >= header.row and left - edge in wanted
    )
    if not merged:
        yield from rows
        return
    waiting = iter(merged)
    coming = next(waiting, None)
    held: dict[int, tuple[int, Any]] = {}  # column → (last row, value)
    for number, row in enumerate(rows):
        while coming and coming[0] == number:
            held[coming[2]] = (coming[1], row[coming[2]])
            coming = next(waiting, None)
        if held:
            row = list(row)
            for column, (last, value) in list(held.items()):
                row[column] = value
                if number >= last:
                    del held[column]
        yield row


def plain_cell(value: Any) -> str | float | bool:
    """A cell as JSON knows it; dates and times as people write them."""
    if isinstance(value, str | int | float):
        return value
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        value = value.date()
    return str(value) if value is not None else ""


def entries(sheet: Any, header: Header) -> Iterator[list[Any]]:
    """Each entry as [sheet row, cell, cell …] in the order of the known columns."""
    places = [header.places.get(key, -1) for key in KEYS[header.kind]]
    rows = filled_down(sheet.iter_rows(), sheet, header)
    for number, row in enumerate(rows, start=1):
        if number <= header.row or is_furniture(row, header):
            continue
        yield [number, *("" if place < 0 else plain_cell(row[place]) for place in places)]


def tell(message: object) -> None:
    """One line of JSON to the parent."""
    sys.stdout.write(json.dumps(message, ensure_ascii=False, separators=(",", ":")) + "\n")


def read(path: str, kinds: Sequence[Kind]) -> None:
    """Tell the parent what the sheet is, then its entries in batches."""
    look_before_opening(path)
    name, sheet, header, others = choose(path, kinds)
    if sheet.total_height > ROWS:
        raise Refused("too_many_rows", limit=ROWS)
    tell(
        {
            "kind": header.kind,
            "sheet": name,
            "header": header.row,
            "places": {key: place + sheet.start[1] for key, place in header.places.items()},
            "ignored": header.ignored,
            "others": others,
            "height": sheet.end[0] + 1,
        }
    )
    batch: list[list[Any]] = []
    for entry in entries(sheet, header):
        batch.append(entry)
        if len(batch) == BATCH:
            tell(batch)
            batch = []
    if batch:
        tell(batch)
    tell({"end": True})


def main() -> int:
    """Entry point; the exit code is 0 also for a refusal, which is an answer."""
    limit()
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    try:
        read(sys.argv[1], [Kind(name) for name in sys.argv[2:]])
    except Refused as why:
        tell({"error": why.code, "words": why.words})
    except MemoryError:
        tell({"error": "too_large", "words": {}})
    return 0


if __name__ == "__main__":
    sys.exit(main())
