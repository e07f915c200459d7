"""A roster file from outside, opened through the limited child process of `reading`."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from households.rosters.columns import NAMES, ROSTERS, Kind, letters
from households.rosters.reading import FILE_BYTES

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 120  # by the clock; the child limits its processor time itself

REFUSALS = {
    "no_workbook": _("This is not an Excel workbook. Save the table as .xlsx and choose it again."),
    "encrypted": _("This workbook has a password. Take it off in Excel and choose it again."),
    "empty": _("There is nothing in this file."),
    "no_header": _(
        "No row with the names of the columns was found in the first 20 rows. "
        "A roster of households needs 户编号, 姓名 and 村（社区）代码; one of enterprises "
        "needs 企业名称, 统一社会信用代码 and 村（社区）代码."
    ),
    "no_column": _("These columns are missing: %(columns)s. Add them and choose the file again."),
    "too_large": _(
        "This file unpacks to more than can be read safely. Often a single cell far below or to "
        "the right is to blame: copy the table into a new workbook."
    ),
    "too_many_rows": _("More than %(limit)s rows in one sheet. Cut it into several files."),
}


@dataclass(frozen=True)
class Sheet:
    """What the child found, and the way to its rows. `rows` can be walked once."""

    kind: Kind
    name: str
    header_row: int
    places: dict[str, int]
    ignored: tuple[str, ...]
    others: tuple[str, ...]
    height: int
    rows: Iterator[list[Any]]  # [sheet row, cell, cell …] in the order of the kind's columns

    def cell(self, key: str, row: int) -> str:
        """The name Excel gives to a cell: H16; a column that is not there has the row only."""
        return f"{letters(self.places[key])}{row}" if key in self.places else str(row)

    def title(self, key: str) -> str:
        """The column's name as we print it."""
        return NAMES[self.kind][key]


@contextmanager
def opened(path: str | Path, kinds: Sequence[Kind] = ROSTERS) -> Iterator[Sheet]:
    """Open a workbook as a table of one of these kinds.

    Raises ValidationError (codes: REFUSALS) in words.
    """
    if os.path.getsize(path) > FILE_BYTES:
        raise refusal("too_large")
    child = subprocess.Popen(
        [sys.executable, "-m", "households.rosters.reading", str(Path(path).resolve()), *kinds],
        cwd=ROOT,
        env={"PYTHONUTF8": "1", "PATH": os.defpath, "PYTHONDONTWRITEBYTECODE": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    watch = threading.Timer(SECONDS, child.kill)
    watch.start()
    try:
        lines = _told_by(child)
        about = next(lines)
        yield Sheet(
            kind=Kind(about["kind"]),
            name=about["sheet"],
            header_row=about["header"],
            places=about["places"],
            ignored=tuple(about["ignored"]),
            others=tuple(about["others"]),
            height=about["height"],
            rows=(row for batch in lines for row in batch),
        )
    finally:
        watch.cancel()
        child.kill()
        child.wait()
        if child.stdout:
            child.stdout.close()


def _told_by(child: "subprocess.Popen[bytes]") -> Iterator[Any]:
    """The child's messages. One that stops without its last word was stopped by a limit."""
    assert child.stdout is not None
    for line in child.stdout:
        try:
            message = json.loads(line)
        except ValueError:
            break  # cut off in the middle of a line
        if isinstance(message, dict) and "error" in message:
            raise refusal(message["error"], message["words"])
        if isinstance(message, dict) and "end" in message:
            return
        yield message
    raise refusal("too_large")


def refusal(code: str, words: dict[str, Any] | None = None) -> ValidationError:
    """The sentence of a refusal."""
    params = dict(words or {})
    if "columns" in params:
        params["columns"] = "、".join(params["columns"])
    return ValidationError(REFUSALS[code], code=code, params=params)
