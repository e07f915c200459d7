"""The office's table of people: read, looked through, brought in; a second time adds nobody.

Nothing is stored between looking and bringing in: the rows travel sealed in the form.
"""

import json
import tempfile
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from pathlib import Path

from cryptography.exceptions import InvalidTag
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from cadres.access import Grant
from cadres.actions import people, tenures, units
from cadres.encryption import seal, unseal
from cadres.models import Area, Cadre, Post, Tenure, Unit
from households.rosters import workbooks
from households.rosters.columns import KEYS, Kind
from office.people import queries
from office.people.sheet import Fault, Told, role_words, understood

MOST_ROWS = 1000
MOST_BYTES = 5 << 20
_SEAL = "office.people.workbook"


@dataclass
class Line:
    """A row beside what stands in the house."""

    told: Told
    unit: Unit | None = None  # None: made with the row
    post: Post | None = None  # likewise
    area: Area | None = None  # of a new post
    person: Cadre | None = None  # somebody who has an account already
    is_kept: bool = False  # holds the post already
    faults: list[Fault] = field(default_factory=list)

    @property
    def is_good(self) -> bool:
        """Whether the row adds something that can be added."""
        return not self.faults and not self.is_kept


@dataclass(frozen=True)
class Preview:
    """What the rows of a table would do."""

    lines: Sequence[Line]
    letters: Mapping[str, str]  # key → the column's letters, for the name of a cell

    @property
    def good(self) -> list[Line]:
        """Rows that would be brought in."""
        return [line for line in self.lines if line.is_good]

    @property
    def kept(self) -> list[Line]:
        """Rows that are there already."""
        return [line for line in self.lines if line.is_kept and not line.faults]

    @property
    def faulty(self) -> list[tuple[Line, Fault, str]]:
        """Cells that cannot be used, each with the name that Excel gives it."""
        return [
            (line, fault, f"{self.letters.get(fault.column, '')}{line.told.row}")
            for line in self.lines
            for fault in line.faults
        ]


@dataclass(frozen=True)
class Rows:
    """What a file told."""

    rows: Sequence[Told]
    letters: Mapping[str, str]


def read(file: UploadedFile, *, on: date) -> Rows:
    """Rows of an uploaded workbook, opened by the limited child process.

    Raises ValidationError, in words: those of `workbooks.opened`, "too_large", "too_many".
    """
    if (file.size or 0) > MOST_BYTES:
        raise ValidationError(
            _("This file is larger than 5 MB. Keep the table alone in it."), code="too_large"
        )
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as kept:
        for chunk in file.chunks():
            kept.write(chunk)
        kept.flush()
        try:
            return _rows_of(Path(kept.name), on)
        except ValidationError as refusal:
            if refusal.code != "no_header":
                raise
            raise ValidationError(
                _("No row names the columns. 姓名, 单位 and 岗位 are needed."), code="no_header"
            ) from None


def _rows_of(path: Path, on: date) -> Rows:
    rows: list[Told] = []
    with workbooks.opened(path, (Kind.PEOPLE,)) as sheet:
        for number, *cells in sheet.rows:
            if len(rows) == MOST_ROWS:
                raise ValidationError(
                    _("More than %(most)d rows. Send them in several tables."),
                    code="too_many",
                    params={"most": MOST_ROWS},
                )
            told = dict(zip(KEYS[Kind.PEOPLE], cells, strict=True))
            rows.append(understood(number, told, on=on))
        letters = {key: sheet.cell(key, 0).rstrip("0") for key in sheet.places}
        return Rows(rows, letters)


def sealed(told: Rows, *, by: Cadre) -> str:
    """The rows for a hidden field, readable by the house alone and for this person alone."""
    rows = [asdict(one) | {"from_on": one.from_on.isoformat()} for one in told.rows]
    text = json.dumps({"by": by.pk, "rows": rows, "letters": dict(told.letters)})
    return urlsafe_b64encode(seal(text, place=_SEAL)).decode()


def unsealed(text: str, *, by: Cadre) -> Rows:
    """What `sealed` made. Raises ValidationError, code "seal", for anything else."""
    try:
        told = json.loads(unseal(urlsafe_b64decode(text.encode()), place=_SEAL))
    except (ValueError, IndexError, KeyError, InvalidTag):
        told = {}
    if told.get("by") != by.pk:
        raise ValidationError(_("Choose the file once more."), code="seal")
    rows = [
        Told(
            **{
                **one,
                "from_on": date.fromisoformat(one["from_on"]),
                "faults": [Fault(**fault) for fault in one["faults"]],
            }
        )
        for one in told["rows"]
    ]
    return Rows(rows, told["letters"])


def preview(told: Rows, *, grants: Sequence[Grant], on: date) -> Preview:
    """Each row beside what stands in the own area; a fixed number of queries."""
    house = _House(told.rows, grants, on)
    return Preview([house.line(one) for one in told.rows], told.letters)


class _House:
    """Units, posts, holders, areas and persons that a table names."""

    def __init__(self, rows: Sequence[Told], grants: Sequence[Grant], on: date) -> None:
        self.grants = grants
        self.units, self.several = _units_by_name(queries.units_of(grants))
        named = {self.units[one.unit].pk for one in rows if one.unit in self.units}
        posts = queries.posts_named(named, {one.post for one in rows})
        self.posts = {(post.unit_id, post.name): post for post in posts}
        self.held: dict[int, list[Tenure]] = {}
        for tenure in queries.all_tenures(posts):
            self.held.setdefault(tenure.post_id, []).append(tenure)
        self.areas = queries.areas_called({one.area for one in rows if one.area}, grants)
        self.people = queries.people_called({one.name for one in rows}, grants, on=on)
        self.seen: dict[tuple[str, str], int] = {}

    def line(self, told: Told) -> Line:
        line = Line(told, faults=list(told.faults))
        if told.unit in self.several:
            line.faults.append(Fault("unit", "unit_several", {}, told.unit))
            return line
        line.unit = self.units.get(told.unit)
        line.post = self.posts.get((line.unit.pk, told.post)) if line.unit else None
        key = (told.unit, told.post)
        first = self.seen.setdefault(key, told.row)
        if first != told.row:
            line.faults.append(Fault("post", "dup", {"row": first}, told.post))
            return line
        self._place(line)
        self._who(line)
        if line.post is not None:
            self._holder(line, line.post)
        return line

    def _place(self, line: Line) -> None:
        told, post = line.told, line.post
        found = self.areas.get(told.area, [])
        if told.area and len(found) != 1:
            reason = "area_several" if found else "area_unknown"
            line.faults.append(Fault("area", reason, {}, told.area))
            return
        line.area = found[0] if found else None
        if post is None:
            line.area = line.area or (line.unit.area if line.unit else None)
            if line.area is None:
                line.faults.append(Fault("area", "area_blank", {}, ""))
            if not told.role and not any(fault.column == "role" for fault in told.faults):
                line.faults.append(Fault("role", "role_blank", {"words": role_words()}, ""))
            return
        if not any(grant.covers(post.area.path) for grant in self.grants):
            line.faults.append(Fault("post", "unit_elsewhere", {}, told.post))
        if told.role and told.role != post.role:
            said = {"role": str(post.get_role_display())}
            line.faults.append(Fault("role", "differs_role", said, told.role))
        if line.area is not None and line.area.pk != post.area_id:
            said = {"area": post.area.spoken}
            line.faults.append(Fault("area", "differs_area", said, told.area))

    def _who(self, line: Line) -> None:
        """By name and phone; where no phone is told or kept, by name within the unit."""
        told = line.told
        for cadre in self.people.get(told.name, []):
            units = {tenure.post.unit_id for tenure in cadre.tenures.all()}
            is_near = line.unit is not None and line.unit.pk in units
            is_same = cadre.phone == told.phone if told.phone and cadre.phone else is_near
            if is_same:
                line.person = cadre
                if not cadre.is_active:
                    line.faults.append(Fault("name", "inactive", {"name": told.name}, told.name))
                return

    def _holder(self, line: Line, post: Post) -> None:
        told = line.told
        for tenure in self.held.get(post.pk, []):
            if tenure.to_on is not None and tenure.to_on <= told.from_on:
                continue
            if line.person is not None and tenure.cadre_id == line.person.pk:
                line.is_kept = True
            else:
                said = {"name": tenure.cadre.name}
                line.faults.append(Fault("post", "held", said, told.post))
            return


def _units_by_name(units: Iterable[Unit]) -> tuple[dict[str, Unit], set[str]]:
    """Units by full name, else by short name; and the names that do not tell two units apart."""
    full: dict[str, list[Unit]] = {}
    short: dict[str, list[Unit]] = {}
    for unit in units:
        full.setdefault(unit.name, []).append(unit)
        short.setdefault(unit.short_name, []).append(unit)
    called = short | full
    one = {name: found[0] for name, found in called.items() if len(found) == 1}
    return one, called.keys() - one.keys()


@transaction.atomic
def bring_in(told: Rows, *, grants: Sequence[Grant], by: Cadre, at: datetime, on: date) -> Preview:
    """Bring in every good row; a row that is refused after all is told with its reason.

    Looked through once more first, so that sending the same again adds nobody.
    """
    seen = preview(told, grants=grants, on=on)
    good = seen.good
    made: dict[str, Unit] = {}
    hired: dict[tuple[str, str], Cadre] = {}  # one person may stand in two rows
    for line in good:
        try:
            with transaction.atomic():
                unit = line.unit or made.get(line.told.unit) or _unit(line, good, grants)
                _bring(line, unit, hired, by=by, at=at)
                made[line.told.unit] = unit
        except ValidationError as refusal:
            why = {"why": refusal.messages[0]}
            line.faults.append(Fault("post", "refused", why, line.told.post))
    return seen


def _unit(line: Line, good: Sequence[Line], grants: Sequence[Grant]) -> Unit:
    name = line.told.unit
    areas = [one.area for one in good if one.told.unit == name and one.area]
    area = _common(areas)
    if area is None or not any(grant.covers(area.path) for grant in grants):
        raise ValidationError(
            _("Its posts lie in several of your areas. Add the unit on its own page first."),
            code="areas",
        )
    return units.add_unit(name=name, short_name=name[:30], area=area)


def _bring(
    line: Line, unit: Unit, hired: dict[tuple[str, str], Cadre], *, by: Cadre, at: datetime
) -> None:
    told, post = line.told, line.post
    if post is None:
        assert line.area is not None  # the preview asks for one
        post = units.add_post(unit=unit, name=told.post, role=told.role, area=line.area)
    same = (told.name, told.phone or told.unit)
    cadre = line.person or hired.get(same)
    if cadre is not None:
        tenures.begin(post=post, cadre=cadre, from_on=told.from_on)
        return
    hired[same] = people.add(
        name=told.name,
        username=queries.free_account(told.name),
        phone=told.phone,
        post=post,
        from_on=told.from_on,
        by=by,
        at=at,
    )


def _common(areas: Iterable[Area]) -> Area | None:
    """The smallest area around all, a village at the least: where a new unit works."""
    chain: list[Area] | None = None
    for area in areas:
        own = queries.lineage_of(area)
        chain = [one for one in own if chain is None or one in chain]
    return chain[-1] if chain else None
