"""Official areas and a roster of 100,000 rows, beside reading the same file and a raw COPY."""

import csv
import io
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import xlsxwriter
from django.core.management import call_command
from django.db import connection
from stdnum.cn import ric

from bench.report import line
from cadres.models import Area
from households.rosters import workbooks

ROWS = 100_000
TOWN = "320581101"
DIVISIONS = Path(__file__).parent.parent / "config" / "demo" / "divisions"
FILES = ("provinces", "cities", "areas", "streets", "villages")
FLOOR = "reading + raw COPY"
HEADER = (
    *("序号", "村（社区）", "村（社区）代码", "网格", "门牌号", "户编号", "户主姓名"),
    *("与户主关系", "姓名", "身份证号", "联系电话", "人户状态", "类别", "备注"),
)


def run(folder: Path) -> None:
    """Print both imports with their floors."""
    _areas()
    _roster(folder)


def timed(work: Callable[[], object]) -> float:
    """Seconds that `work` took."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _areas() -> None:
    files = [DIVISIONS / f"{name}.csv" for name in FILES]
    bring = [
        lambda file=file: call_command("import_areas", file, province="32", stdout=io.StringIO())
        for file in files
    ]
    first = sum(timed(work) for work in bring)
    again = sum(timed(work) for work in bring)
    floor = timed(lambda: _copy(row for file in files for row in _csv_rows(file)))
    areas = Area.objects.count()
    line(f"Jiangsu, {areas:,} areas: first time", first, "s", floor=floor, is_=FLOOR)
    line(f"Jiangsu, {areas:,} areas: second time, no change", again, "s", floor=floor, is_=FLOOR)


def _csv_rows(file: Path) -> Iterator[list[object]]:
    with file.open(encoding="utf-8-sig", newline="") as lines:
        yield from csv.reader(lines)


def _copy(rows: Iterator[list[object]]) -> None:
    """Reading plus a raw COPY of every cell: what no import can beat."""
    rows = iter(rows)
    first = next(rows)
    columns = ", ".join(f"c{number} text" for number in range(len(first)))
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS bench_floor; CREATE TABLE bench_floor ({columns})")
        with cursor.copy("COPY bench_floor FROM STDIN") as copy:
            copy.write_row(first)
            for row in rows:
                copy.write_row((*row, *[""] * (len(first) - len(row)))[: len(first)])
        cursor.execute("DROP TABLE bench_floor")


def _roster(folder: Path) -> None:
    file = folder / "roster.xlsx"
    _write_roster(file)
    floor = timed(lambda: _copy(_sheet_rows(file)))
    command = [sys.executable, "manage.py", "import_roster", str(file), "--area", TOWN]
    bare = timed(lambda: subprocess.run([*command[:3], "--help"], check=True, capture_output=True))
    for name in ("first time", "second time, no change"):
        seconds, peak = _measured(command)
        line(f"roster of {ROWS:,} rows: {name}", seconds - bare, "s", floor=floor, is_=FLOOR)
        line(f"roster of {ROWS:,} rows: {name}, peak memory", peak, "MB")


def _sheet_rows(file: Path) -> Iterator[list[object]]:
    with workbooks.opened(file) as sheet:
        for entry in sheet.rows:
            yield list(entry)


def _measured(command: list[str]) -> tuple[float, float]:
    """Seconds and peak memory (MB, of the greatest process) of a command."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, env=os.environ)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    if status:
        raise SystemExit(f"{' '.join(command)} failed")
    return seconds, usage.ru_maxrss / 1024


def _write_roster(file: Path) -> None:
    """A synthetic roster of the town: 2.5 persons a household, no faults."""
    draw = random.Random(1)
    villages = list(Area.objects.filter(parent__code=TOWN).values_list("name", "code"))
    book = xlsxwriter.Workbook(str(file), {"constant_memory": True})
    sheet = book.add_worksheet("户籍花名册")
    sheet.write_row(0, 0, HEADER)
    for number in range(ROWS):
        household, member = divmod(number, 5)
        household = household * 2 + (member >= 3)
        village, code = villages[household % len(villages)]
        is_head = member in {0, 3}
        year, month, day = 1920 + number // 1000, draw.randint(1, 12), draw.randint(1, 28)
        body = f"999999{year}{month:02}{day:02}{number % 1000:03}"
        row = (
            *(number + 1, village, code, f"第{household % 4 + 1}网格"),
            *(f"{household % 30 + 1}组{household % 400 + 1}号", f"{code}-B{household:06}"),
            *("示例户主", "户主" if is_head else "子", f"示例{number % 5000}"),
            *(body + ric.calc_check_digit(f"{body}0"), f"199{draw.randint(0, 99_999_999):08}"),
            "在户",
            *("低保户" if household % 40 == 0 else "", ""),
        )
        sheet.write_row(number + 1, 0, row)
    book.close()
