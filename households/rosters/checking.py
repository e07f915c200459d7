"""A row of a roster, judged: what it says, what is faulty in it, what was mended.

Pure: rows in, judged rows out. What the database knows (villages, categories) is handed in.
"""

import difflib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from operator import gt
from typing import Any

from households.rosters import numbers
from households.rosters.cells import CODE, NAME, TEXT, are_clean, mended
from households.rosters.columns import KEYS, Kind
from households.rosters.faults import MENDED, Fault

RESIDENCES = {
    "lives_here": (
        "在户",
        "常住",
        "在家",
        "居住",
        "本地居住",
        "户在人在",
        "人户一致",
        "人户合一",
        "在村",
    ),
    "away": ("外出", "外出务工", "务工", "在外", "户在人不在", "外出经商", "外出就学"),
    "registered_only": ("人户分离", "挂户", "空挂户", "空挂"),
    "renting": ("租住", "租户", "租房", "外来租住", "承租"),
    "empty": ("空户", "空房", "无人居住", "全家外出空户"),
}
_RESIDENCE_OF = {word: code for code, words in RESIDENCES.items() for word in words}
HEADS = frozenset({"户主", "本人", "本人户主", "户主本人"})
_SEPARATORS = re.compile(r"[、,，;；/\s]+")
_GRID = re.compile(
    r"(?:^|第|网格|[^\d零一二三四五六七八九十百])(\d{1,3}|[一二三四五六七八九十百]{1,5})(?:号|个)?(?:网格|$)"
)
_HAN_DIGITS = {character: n for n, character in enumerate("零一二三四五六七八九")}
LIMITS = {
    "name": 60, "head": 60, "address": 200, "relation": 20, "remarks": 200, "number": 30,
    "industry": 40, "scale": 10, "legal": 60, "contact": 60,
}  # fmt: skip
NAMES_OF_PEOPLE = frozenset({"head", "legal", "contact"})
CODES = frozenset({"village", "number", "identity", "uscc", "phone", "staff", "above_scale"})
QUIET_NUMBERS = frozenset({"number", "staff", "grid", "above_scale", "remarks", "address"})


@dataclass(frozen=True)
class Known:
    """What rows are judged against: villages of the area, categories, today."""

    area: str
    villages: Mapping[str, str]  # code → name
    categories: Mapping[str, int]  # name → id
    on: date
    by_name: Mapping[str, str] = field(default_factory=dict)  # any form of a name → code

    def __post_init__(self) -> None:
        names: dict[str, set[str]] = {}
        for code, name in self.villages.items():
            for form in forms(name):
                names.setdefault(form, set()).add(code)
        single = {name: next(iter(codes)) for name, codes in names.items() if len(codes) == 1}
        object.__setattr__(self, "by_name", single)

    def village_named(self, name: str) -> str | None:
        """The code of the only village that goes by this name; None also when two do."""
        found = (self.by_name[form] for form in forms(name) if form in self.by_name)
        return next(found, None)


@dataclass(slots=True)
class Judged:
    """One row: its number in the sheet, cells as read, values as understood, faults, mendings."""

    row: int
    cells: list[Any]
    values: dict[str, Any]
    faults: list[Fault]
    mends: list[Fault]


@lru_cache(maxsize=4096)
def forms(village: str) -> tuple[str, ...]:
    """A village's name as offices write it, the fullest first: 瞿巷村委会, 瞿巷村, 瞿巷."""
    short = re.sub("(?:居民委员会|居委会)$", "", re.sub("村(?:民委员会|委会)$", "村", village))
    bare = re.sub("(?:社区|村)$", "", short)
    return tuple(form for form in dict.fromkeys((village, short, bare)) if form)


@lru_cache(maxsize=4096)
def grid_number(text: str) -> int | None:
    """The number in a grid's name: 第3网格, 三网格, 网格3 or its code; None without one."""
    if len(text) == 15 and text.isdigit():
        return int(text[12:])
    found = _GRID.search(text)
    if not found:
        return None
    number = int(found[1]) if found[1].isdigit() else _han_number(found[1])
    return number if 0 < number < 1000 else None


def _han_number(text: str) -> int:
    total = digit = 0
    for character in text:
        if character in "十百":
            total += (digit or 1) * (10 if character == "十" else 100)
            digit = 0
        else:
            digit = _HAN_DIGITS[character]
    return total + digit


def with_word(cell: Any, word: str, instead: str) -> str:
    """A cell of categories in which one word is replaced, by nothing when told 无."""
    instead = mended(instead, as_=TEXT)[0]
    words = _SEPARATORS.split(mended(cell, as_=TEXT)[0])
    return "、".join(filter(None, (instead if found == word else found for found in words)))


class Judge:
    """Judges the rows of one file in their order; remembers numbers already seen."""

    def __init__(self, kind: Kind, known: Known, columns: Mapping[str, int]) -> None:
        self.kind = kind
        self.known = known
        self.columns = columns
        self.keys = KEYS[kind]
        self.limits = [LIMITS.get(key, 200) for key in self.keys]
        self.village_named = lru_cache(maxsize=4096)(known.village_named)
        self.seen: dict[str, tuple[int, str]] = {}
        self.judge_row: Callable[[Judged], None] = (
            self._household if kind == Kind.HOUSEHOLDS else self._enterprise
        )

    def judge(self, rows: Iterator[list[Any]]) -> Iterator[Judged]:
        """Judge [sheet row, cell, …] one after the other."""
        for number, *cells in rows:
            judged = Judged(number, cells, {}, [], [])
            values = judged.values
            # Of a hundred rows ninety-nine are clean: only the others take the long way.
            if are_clean(cells) and not any(map(gt, map(len, cells), self.limits)):
                values.update(zip(self.keys, cells, strict=True))
            else:
                values |= {
                    key: self._read(judged, key, cell)
                    for key, cell in zip(self.keys, cells, strict=True)
                }
            self.judge_row(judged)
            yield judged

    def _read(self, judged: Judged, key: str, cell: Any) -> str:
        if key == "identity" and not isinstance(cell, str):
            judged.faults.append(Fault(key, "id", "id_number", {}, mended(cell, as_=CODE)[0]))
            return ""
        people = key in NAMES_OF_PEOPLE or (key == "name" and self.kind == Kind.HOUSEHOLDS)
        text, told = mended(cell, as_=CODE if key in CODES else NAME if people else TEXT)
        if told and not (told == ("number",) and key in QUIET_NUMBERS):
            judged.mends.extend(Fault(key, MENDED, what, {}, str(cell)) for what in told)
        limit = LIMITS.get(key)
        if limit and len(text) > limit:
            judged.faults.append(Fault(key, "long", "too_long", {"n": limit}, text))
            return text[:limit]
        return text

    def _household(self, judged: Judged) -> None:
        values = judged.values
        self._village(judged)
        if any(fault.column == "number" for fault in judged.faults):
            values["number"] = ""  # cut off it would be another household's
        elif not values["number"]:
            judged.faults.append(Fault("number", "number", "number_blank", {}, ""))
        if not values["name"]:
            judged.faults.append(Fault("name", "blank", "name_blank", {}, ""))
        self._identity(judged)
        self._phone(judged)
        self._residence(judged)
        self._categories(judged)
        values["grid"] = grid_number(values["grid"]) if values["grid"] else None
        values["is_head"] = values["relation"] in HEADS

    def _enterprise(self, judged: Judged) -> None:
        values = judged.values
        if not values["name"]:
            judged.faults.append(Fault("name", "blank", "name_blank", {}, ""))
        self._uscc(judged)
        self._village(judged)
        self._phone(judged)
        staff = values["staff"].removesuffix("人")
        if staff and not (staff.isascii() and staff.isdigit() and len(staff) < 8):
            judged.faults.append(Fault("staff", "number", "staff_number", {}, values["staff"]))
            staff = ""
        values["staff"] = int(staff) if staff else None
        yes = {
            "是": True,
            "否": False,
            "Y": True,
            "N": False,
            "规上": True,
            "规下": False,
            "": None,
        }
        if values["above_scale"] not in yes:
            fault = Fault("above_scale", "yesno", "yes_or_no", {}, values["above_scale"])
            judged.faults.append(fault)
        values["above_scale"] = yes.get(values["above_scale"])

    def _village(self, judged: Judged) -> None:
        """The code decides; a name that is another village's contradicts it."""
        code, name = judged.values["village"], judged.values["village_name"]
        named = self.village_named(name) if name else None
        if code in self.known.villages:
            if named and named != code:
                words = {"name": self.known.villages[code]}
                judged.faults.append(Fault("village", "village", "village_differs", words, code))
                judged.values["village"] = ""
            return
        if "village" not in self.columns and named:
            judged.values["village"] = named
            return
        judged.values["village"] = ""
        judged.faults.append(self._village_fault(code, name, named))

    def _village_fault(self, code: str, name: str, named: str | None) -> Fault:
        words: dict[str, Any] = {"area": self.known.area}
        if "village" not in self.columns:
            reason = "village_name_unknown" if name else "village_blank"
            return Fault("village_name", "village", reason, words if name else {}, name)
        if not code and not named:
            return Fault("village", "village", "village_blank", {}, "")
        if named:
            words |= {"name": self.known.villages[named], "code": named}
        return Fault(
            "village", "village", "village_guess" if named else "village_unknown", words, code
        )

    def _identity(self, judged: Judged) -> None:
        number = judged.values["identity"] = judged.values["identity"].upper()
        if not number:
            return
        against = numbers.identity_fault(number, on=self.known.on)
        if against:
            judged.faults.append(Fault("identity", "id", *against, number))
            judged.values["identity"] = ""
        else:
            self._seen(judged, "identity", number, "dup")

    def _uscc(self, judged: Judged) -> None:
        code = judged.values["uscc"] = judged.values["uscc"].upper()
        against = numbers.uscc_fault(code) if code else ("uscc_blank", {})
        if against:
            judged.faults.append(Fault("uscc", "uscc", *against, code))
            judged.values["uscc"] = ""
        else:
            self._seen(judged, "uscc", code, "dup_code")

    def _seen(self, judged: Judged, column: str, number: str, reason: str) -> None:
        """The later of two rows is the faulty one and names the first (DOMAIN 11)."""
        first = self.seen.setdefault(number, (judged.row, judged.values["name"]))
        if first[0] != judged.row:
            words = {"row": f"{first[0]:,}", "name": first[1] or "—"}
            judged.faults.append(Fault(column, "dup", reason, words, number))

    def _phone(self, judged: Judged) -> None:
        text = judged.values["phone"]
        if text:
            judged.values["phone"], against = numbers.phone(text)
            if against:
                judged.faults.append(Fault("phone", "phone", *against, text))

    def _residence(self, judged: Judged) -> None:
        word = judged.values["residence"]
        if word:
            judged.values["residence"] = _RESIDENCE_OF.get(word, "")
            if word not in _RESIDENCE_OF:
                fault = Fault("residence", "residence", "residence_unknown", {}, word)
                judged.faults.append(fault)

    def _categories(self, judged: Judged) -> None:
        text = judged.values["categories"]
        if not text:
            judged.values["categories"] = []
            return
        ids: list[int] = []
        for word in _SEPARATORS.split(text):
            category = self.known.categories.get(word)
            if category is not None:
                ids.append(category)
            elif word:
                judged.faults.append(self._category_fault(word))
        judged.values["categories"] = sorted(set(ids))

    def _category_fault(self, word: str) -> Fault:
        near = [name for name in self.known.categories if name.startswith(word) and len(word) > 1]
        near = near or difflib.get_close_matches(word, self.known.categories, n=1, cutoff=0.6)
        if near:
            return Fault("categories", "cat", "cat_guess", {"name": near[0]}, word)
        return Fault("categories", "cat", "cat_unknown", {}, word)
