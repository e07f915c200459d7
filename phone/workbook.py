"""The office's table of visits: read, matched with doors of one's own ground, previewed, saved.

Nothing is stored between preview and saving: the rows travel sealed in the form, for who sent them.
"""

import hashlib
import json
import tempfile
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Q
from django.utils.translation import gettext as _

from cadres.encryption import seal, unseal
from cadres.models import Cadre, Post, Role, Tenure
from cadres.spans import lineage
from households.models import Place, Resident
from households.rosters import workbooks
from households.rosters.columns import COLUMNS, KEYS, Kind
from phone import actions
from phone.evening import Ways
from phone.notebook import Fault, Told, understood
from phone.queries import where_of
from visits.content import VisitorLine
from visits.models import Visit, VisitorRole

MOST_ROWS = 300
MOST_BYTES = 5 << 20
CANDIDATES = 8
_SEAL = "phone.workbook"


@dataclass(frozen=True)
class Candidate:
    """A door that a row may mean."""

    place: Place
    where: str


@dataclass(frozen=True)
class Line:
    """A row of the preview: what it tells, and which doors it may mean; one is a match."""

    told: Told
    doors: Sequence[Candidate]
    is_sure: bool = False
    is_kept: bool = False  # sent before: this very row is a visit already
    strangers: Sequence[str] = ()  # names among those who took part that are no colleagues

    @property
    def door(self) -> Candidate | None:
        """The one door that is meant."""
        return self.doors[0] if self.is_sure else None


@dataclass(frozen=True)
class Read:
    """The rows of a table as they are understood."""

    rows: Sequence[Told]
    sheet: str
    columns: Mapping[str, str]  # key → the column's letters, for the name of a cell


@dataclass(frozen=True)
class Preview:
    """What became of the rows of a table."""

    lines: Sequence[Line]
    read: Read

    @property
    def matched(self) -> list[Line]:
        """Rows that mean one door and are no visit yet."""
        return [line for line in self._sound if line.is_sure and not line.is_kept]

    @property
    def to_choose(self) -> list[Line]:
        """Rows that may mean several doors, or one that is called otherwise."""
        return [line for line in self._sound if line.doors and not line.is_sure]

    @property
    def kept(self) -> list[Line]:
        """Rows that were sent before."""
        return [line for line in self._sound if line.is_sure and line.is_kept]

    @property
    def unknown(self) -> list[Line]:
        """Rows about nobody of one's own ground."""
        return [line for line in self._sound if not line.doors]

    @property
    def faulty(self) -> list[tuple[Line, Fault, str]]:
        """Cells that say nothing one can use, each with the name that Excel gives it."""
        return [
            (line, fault, f"{self.read.columns.get(fault.column, '')}{line.told.row}")
            for line in self.lines
            for fault in line.told.faults
        ]

    @property
    def asks_part(self) -> bool:
        """Whether some row does not say which part of the day it was."""
        return any(not line.told.part for line in [*self.matched, *self.to_choose])

    @property
    def _sound(self) -> list[Line]:
        return [line for line in self.lines if not line.told.faults]


def read(file: UploadedFile, *, on: date) -> Read:
    """Rows of an uploaded workbook, opened by the limited child process.

    Raises ValidationError, in words: those of `workbooks.opened`, "too_many".
    """
    if (file.size or 0) > MOST_BYTES:
        raise ValidationError(_("This file is larger than 5 MB. Keep the table alone in it."))
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
                _("No row names the columns. 走访对象 and 走访时间 are needed."),
                code="no_header",
            ) from None


def _rows_of(path: Path, on: date) -> Read:
    rows: list[Told] = []
    with workbooks.opened(path, (Kind.VISITS,)) as sheet:
        for number, *cells in sheet.rows:
            if len(rows) == MOST_ROWS:
                raise ValidationError(
                    _("More than %(most)d rows. Send them in several tables."),
                    code="too_many",
                    params={"most": MOST_ROWS},
                )
            told = dict(zip(KEYS[Kind.VISITS], cells, strict=True))
            rows.append(understood(number, told, on=on))
        letters = {key: sheet.cell(key, 0).rstrip("0") for key in sheet.places}
        return Read(rows, sheet.name, letters)


def preview(read_: Read, *, ways: Ways, colleagues: Sequence[Tenure], by: Cadre) -> Preview:
    """Match each row by name and address within one's own ground; a fixed number of queries."""
    rows = read_.rows
    known = _Doors(ways, {told.name for told in rows} | {told.address for told in rows} - {""})
    names = {tenure.cadre.name for tenure in colleagues} | {by.name}
    lines = [
        replace(known.line(told), strangers=[one for one in told.people if one not in names])
        for told in rows
    ]
    ids = {id_of(line.told, line.doors[0].place.pk): line for line in lines if line.is_sure}
    there = set(Visit.objects.filter(pk__in=ids).values_list("pk", flat=True))
    kept = {id(ids[pk]) for pk in there}
    seen: set[UUID] = set()
    told_once = []
    for line in lines:
        pk = id_of(line.told, line.doors[0].place.pk) if line.is_sure else None
        told_once.append(replace(line, is_kept=id(line) in kept or pk in seen))
        if pk:
            seen.add(pk)
    return Preview(told_once, read_)


class _Doors:
    """Doors of one's own ground by the names of those who live there, and by address."""

    def __init__(self, ways: Ways, words: Iterable[str]) -> None:
        wanted = list(words)
        people = Resident.objects.within(ways.grants).filter(name__in=wanted)
        lives = list(people.values_list("household_id", "name"))  # OR with a subquery scans
        about = Q(name__in=wanted) | Q(address__in=wanted) | Q(pk__in={pk for pk, _name in lives})
        rows = Place.objects.within(ways.grants).active().filter(about)
        places = list(rows.select_related("area__parent").in_walking_order())
        self.by_name: dict[str, list[Place]] = defaultdict(list)
        self.by_address: dict[str, list[Place]] = defaultdict(list)
        at = {place.pk: place for place in places}
        for place in places:
            self.by_name[place.name].append(place)
            self.by_address[_plain(place.address)].append(place)
        for household, name in lives:
            if household in at and at[household] not in self.by_name[name]:
                self.by_name[name].append(at[household])

    def line(self, told: Told) -> Line:
        """The doors a row may mean: sure where name and address agree, or the name is one."""
        named = self.by_name.get(told.name, [])
        address = _plain(told.address)
        if address:
            both = [place for place in named if _agrees(place, address)]
            if len(both) == 1:
                return Line(told, [_candidate(both[0])], is_sure=True)
            named = both or named or self.by_address.get(address, [])
        elif len(named) == 1:
            return Line(told, [_candidate(named[0])], is_sure=True)
        return Line(told, [_candidate(place) for place in named[:CANDIDATES]])


def _candidate(place: Place) -> Candidate:
    return Candidate(place, where_of(place))


def _agrees(place: Place, address: str) -> bool:
    """Whether an address, written long or short, is that of the place."""
    own = _plain(place.address)
    return own == address or address.endswith(own) or own.endswith(address)


def _plain(address: str) -> str:
    return "".join(address.split())


def colleagues_of(ways: Ways, *, by: Cadre, on: date) -> list[Tenure]:
    """Who may stand among those who took part: one's units today, and the leaders above."""
    above = {path for grant in ways.grants for path in lineage(grant.post_path)}
    beside = Q(post__unit__in=[grant.unit_id for grant in ways.grants])
    beside |= Q(post__role=Role.LEADER, post__area__path__in=above)
    rows = Tenure.objects.on(on).filter(beside, cadre__is_active=True).exclude(cadre=by)
    return list(rows.select_related("cadre", "post__unit").order_by("-pk"))


def id_of(told: Told, place_id: int) -> UUID:
    """The same row about the same door is the same visit, whoever sends it and how often."""
    facts = [place_id, told.day, told.part, told.mode, told.note, sorted(told.people)]
    digest = hashlib.sha256(json.dumps(facts, default=str).encode()).digest()
    return UUID(bytes=digest[:16], version=5)


def sealed(seen: Preview, *, by: Cadre) -> str:
    """The rows, to travel in the form: readable here only, and for this cadre."""
    told = {"by": by.pk, **asdict(seen.read)}
    return urlsafe_b64encode(seal(json.dumps(told, default=str), place=_SEAL)).decode()


def unsealed(text: str, *, by: Cadre) -> Read:
    """What `sealed` wrote. Raises ValidationError, code "again", for anything else."""
    try:
        told = json.loads(unseal(urlsafe_b64decode(text), place=_SEAL))
        if told["by"] == by.pk:
            return Read([_told(row) for row in told["rows"]], told["sheet"], told["columns"])
    except Exception:  # noqa: BLE001, S110 - whatever it is, it is no preview of ours
        pass
    raise ValidationError(_("The preview is gone. Choose the file again."), code="again")


def _told(row: dict[str, Any]) -> Told:
    day = date.fromisoformat(row["day"]) if row["day"] else None
    faults = tuple(Fault(**fault) for fault in row["faults"])
    lists = {"people": tuple(row["people"]), "help": tuple(row["help"])}
    return Told(**{**row, **lists, "day": day, "faults": faults})


@dataclass(frozen=True)
class Choice:
    """What the person said to one row of the preview."""

    line: Line
    place: Place
    outcome: str
    part: str


def save(
    choices: Sequence[Choice], *, by: Cadre, ways: Ways, colleagues: Sequence[Tenure], at: datetime
) -> tuple[list[Visit], list[tuple[Choice, ValidationError]]]:
    """Keep each row as a visit entered later, in its own transaction; sent again, it is one."""
    there = {id_of(one.line.told, one.place.pk) for one in choices}
    there = set(Visit.objects.filter(pk__in=there).values_list("pk", flat=True))
    kept: list[Visit] = []
    refused: list[tuple[Choice, ValidationError]] = []
    for one in choices:
        pk = id_of(one.line.told, one.place.pk)
        if pk in there:
            continue
        there.add(pk)
        try:
            kept.append(_log(pk, one, by, ways.under(one.place), colleagues, at))
        except ValidationError as refusal:
            refused.append((one, refusal))
    return kept, refused


def _log(
    pk: UUID, one: Choice, by: Cadre, under: Post, colleagues: Sequence[Tenure], at: datetime
) -> Visit:
    told = one.line.told
    assert told.day is not None  # a row without a day is faulty
    return actions.log_visit(
        id=pk,
        place=one.place,
        by=by,
        under=under,
        visitors=_visitors(told.people, by, under, colleagues),
        phone_at=at,
        at=at,
        outcome=one.outcome,
        mode=told.mode,
        entered_for=(told.day, told.part or one.part),
        help=told.help,
        note=told.note,
    )


def _visitors(
    people: Sequence[str], by: Cadre, under: Post, colleagues: Sequence[Tenure]
) -> list[VisitorLine]:
    """Those who took part, as far as they are known; who logged it, where the table names nobody.

    The first leads; a leader is there as leader, and says yes to it (DOMAIN 4.21).
    """
    posts = {tenure.cadre.name: (tenure.cadre, tenure.post) for tenure in colleagues}
    posts[by.name] = (by, under)
    went = [posts[name] for name in people if name in posts] or [(by, under)]
    lines = []
    for position, (cadre, post) in enumerate(went):
        role = VisitorRole.ACCOMPANYING if position else VisitorRole.MAIN
        role = VisitorRole.LEADER if post.role == Role.LEADER else role
        lines.append(VisitorLine(cadre=cadre, post=post, role=role))
    return lines


def head() -> list[str]:
    """The columns of an empty table."""
    return [column.name for column in COLUMNS[Kind.VISITS]]
