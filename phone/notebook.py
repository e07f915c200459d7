"""One row of an office's table of visits, as it is understood; what is not is said (DOMAIN 5).

Pure: cells in, a row out. Whom it is about is matched elsewhere.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from households.rosters.cells import NAME, TEXT, mended
from visits.content import DAYS_BACK
from visits.models import Help, Mode, Outcome, PartOfDay

_DAY = re.compile(
    r"(?:(?P<y>20\d\d)\s*[-/.年]\s*)?(?P<m>1[0-2]|0?[1-9])\s*[-/.月]\s*(?P<d>3[01]|[12]\d|0?[1-9])日?"
)
_PACKED = re.compile(r"^(20\d\d)(\d\d)(\d\d)$")
_CLOCK = re.compile(r"(?<!\d)([01]?\d|2[0-3])\s*[:：时点]\s*([0-5]\d)?")
_SERIAL = re.compile(r"^[45]\d{4}(\.\d+)?$")  # a day that Excel gives as a number
_EPOCH = date(1899, 12, 30)
_PARTS = (
    (PartOfDay.MORNING, ("上午", "早上", "早晨", "清晨", "AM", "morning")),
    (PartOfDay.AFTERNOON, ("下午", "中午", "午后", "PM", "afternoon")),
    (PartOfDay.EVENING, ("晚上", "傍晚", "晚间", "夜", "晚", "evening")),
)
_MODES = (
    (Mode.VIDEO, ("视频", "video")),
    (Mode.PHONE, ("电话", "微信", "phone")),
    (Mode.DOOR, ("入户", "上门", "走访", "实地", "面谈", "现场", "座谈", "door")),
)
_OUTCOMES = (
    (
        Outcome.NOBODY_HOME,
        ("没人在家", "家中无人", "家里没人", "无人在家", "不在家", "无人", "敲门没人"),
    ),
    (Outcome.REFUSED, ("拒访", "不愿见", "拒绝", "不开门", "不愿接受")),
)
_HELP = (
    (Help.EXPLAINED, ("政策", "宣传", "宣讲", "解释", "讲解")),
    (Help.SOLVED, ("解决", "代办", "办好", "帮办")),
    (Help.CONTACTED, ("联系", "对接", "转办", "反映")),
    (Help.CASH, ("慰问金", "现金")),
    (Help.GOODS, ("慰问品", "物资", "米油", "实物")),
)
_BETWEEN = re.compile(r"[、,，;；/\s]+")
FAULTS = {
    "name": _("Write whom the visit was to."),
    "no_when": _("Write the day of the visit."),
    "when": _("This is no day that can be read. Write it as 2026-11-20."),
    "too_old": _("This is more than 14 days ago, and can be entered no more."),
    "ahead": _("This day lies ahead."),
    "how": _("Write how it was: 入户, 电话 or 视频."),
}
MOST_NAME, MOST_NOTE = 100, 2000


@dataclass(frozen=True)
class Fault:
    """Why a cell is not understood: its column, what it says, and a code of `FAULTS`."""

    column: str
    value: str
    code: str

    @property
    def sentence(self) -> str:
        """What is wrong with the cell and what to do."""
        return str(FAULTS[self.code])


@dataclass(frozen=True)
class Told:
    """What one row tells. `part` is empty where the table does not say the part of day."""

    row: int  # as Excel counts
    name: str
    address: str
    mode: str = Mode.DOOR.value
    day: date | None = None
    part: str = ""
    people: tuple[str, ...] = ()
    note: str = ""
    outcome: str = Outcome.MET.value
    help: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = field(default=())

    @property
    def mode_name(self) -> str:
        """At the door, by phone."""
        return str(Mode(self.mode).label)

    @property
    def part_name(self) -> str:
        """Morning, afternoon, evening; empty where the table does not say."""
        return str(PartOfDay(self.part).label) if self.part else ""


def understood(row: int, cells: Mapping[str, str | float | bool], *, on: date) -> Told:
    """A row of the table as people mean it, on the day it is entered."""
    text = {
        key: mended(value, as_=NAME if key == "name" else TEXT)[0] for key, value in cells.items()
    }
    faults: list[Fault] = []
    if not text.get("name"):
        faults.append(Fault("name", "", "name"))
    day = _day_of(text.get("when", ""), on)
    if day is None:
        code = "when" if text.get("when") else "no_when"
        faults.append(Fault("when", text.get("when", ""), code))
    elif not on - timedelta(days=DAYS_BACK) <= day <= on:
        faults.append(Fault("when", text["when"], "ahead" if day > on else "too_old"))
    mode = _first(_MODES, text.get("how", ""))
    if not mode and text.get("how"):
        faults.append(Fault("how", text["how"], "how"))
    said, tags = text.get("said", ""), text.get("tags", "")
    return Told(
        row=row,
        name=text.get("name", "")[:MOST_NAME],
        address=text.get("address", ""),
        mode=mode or Mode.DOOR.value,
        day=day,
        part=_part_of(text.get("when", "")),
        people=tuple(dict.fromkeys(one for one in _BETWEEN.split(text.get("who", "")) if one)),
        note="。".join(part for part in (said, tags) if part)[:MOST_NOTE],
        outcome=_first(_OUTCOMES, f"{said} {tags}") or Outcome.MET.value,
        help=tuple(sorted(kind.value for kind, words in _HELP if _says(tags, words))),
        faults=tuple(faults),
    )


def _day_of(text: str, on: date) -> date | None:
    """The day, in the ways in which people write one; a day without a year is the last such."""
    if _SERIAL.match(text):
        return _EPOCH + timedelta(days=int(float(text)))
    packed = _PACKED.match(text)
    if packed:
        return _real(*(int(part) for part in packed.groups()))
    found = _DAY.search(text)
    if not found:
        return None
    month, day = int(found["m"]), int(found["d"])
    if found["y"]:
        return _real(int(found["y"]), month, day)
    this_year = _real(on.year, month, day)
    if this_year is not None and this_year > on + timedelta(days=DAYS_BACK):
        return _real(on.year - 1, month, day)
    return this_year


def _real(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _part_of(text: str) -> str:
    """Morning, afternoon or evening, by its word or by the clock; empty where nothing says it."""
    said = _first(_PARTS, text)
    if said:
        return said
    hour = None
    if _SERIAL.match(text):
        share = float(text) % 1
        hour = int(share * 24 + 1e-6) if share else None
    else:
        clock = _CLOCK.search(_DAY.sub(" ", text, count=1))
        hour = int(clock[1]) if clock else None
    if hour is None:
        return ""
    if hour < 12:
        return PartOfDay.MORNING.value
    return PartOfDay.AFTERNOON.value if hour < 18 else PartOfDay.EVENING.value


def _first(known: tuple[tuple[str, tuple[str, ...]], ...], text: str) -> str:
    return next((str(kind) for kind, words in known if _says(text, words)), "")


def _says(text: str, words: tuple[str, ...]) -> bool:
    low = text.lower()
    return any(word.lower() in low for word in words)
