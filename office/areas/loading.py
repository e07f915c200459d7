"""Official divisions from a file: an uploaded one, or those that lie beside the program."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from cadres import divisions
from cadres.divisions import Brought
from cadres.models import Area

MOST_BYTES = 60 * 1024 * 1024  # all villages of the nation have half of that
LEVELS = ("cities", "areas", "streets", "villages")  # from the top down
SHIPPED = Path(settings.BASE_DIR) / "config" / "demo" / "divisions"


def bring_in_upload(file: BinaryIO, *, area: Area, size: int) -> Brought:
    """Bring in what an uploaded official file tells of `area`.

    Raises ValidationError, worded for the person: "size", and what `cadres.divisions` refuses.
    """
    if size > MOST_BYTES:
        raise ValidationError(_("That file is too large to be one of the five."), code="size")
    return divisions.bring_in(divisions.read(_lines(file.read()), below=area.code))


def _lines(content: bytes) -> io.StringIO:
    """The text, as published or as Excel in China saves it."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return io.StringIO(content.decode(encoding), newline="")
        except UnicodeDecodeError:
            continue
    raise ValidationError(_("This is no text file. Save it as CSV first."), code="no_text")


@dataclass(frozen=True)
class Shipped:
    """What the files beside the program know below an area and its tree does not have yet."""

    towns: int
    villages: int


def shipped_below(area: Area) -> Shipped:
    """How much could be brought in without any file."""
    codes = set(Area.objects.below(area.path).values_list("code", flat=True))
    found = dict.fromkeys(LEVELS, 0)
    for level in LEVELS[2:]:
        found[level] = sum(1 for code, _name in _rows(level, area.code) if code not in codes)
    return Shipped(found["streets"], found["villages"])


def bring_in_shipped(*, area: Area) -> Brought:
    """Bring in everything they know below an area."""
    told = Brought(0, 0, 0)
    for level in LEVELS:
        file = SHIPPED / f"{level}.csv"
        if not any(True for _row in _rows(level, area.code)):
            continue
        with file.open(encoding="utf-8-sig", newline="") as lines:
            found = divisions.bring_in(divisions.read(lines, below=area.code))
        told = Brought(
            told.created + found.created,
            told.changed + found.changed,
            told.unchanged + found.unchanged,
        )
    return told


def shipped_name(code: str) -> str:
    """The official name of a city, county or town, where the files know it."""
    level = {4: "cities", 6: "areas", 9: "streets"}.get(len(code))
    if level is None:
        return ""
    return next((name for found, name in _rows(level, code) if found == code), "")


def _rows(level: str, below: str) -> Iterator[tuple[str, str]]:
    """Code and name of the rows of one file below a code."""
    file = SHIPPED / f"{level}.csv"
    if not file.exists():  # a house that ships without the demo
        return
    with file.open(encoding="utf-8-sig", newline="") as lines:
        for row in csv.reader(lines):
            if row[0].startswith(below) and row[0].isdigit():
                yield row[0], row[1]
