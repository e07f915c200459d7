"""One row of the office's table of people as it is understood; the file is opened elsewhere."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cadres.models import Role
from households.rosters.faults import REASONS
from households.rosters.numbers import phone as read_phone

# What offices write for a role; the first is what the empty table says.
ROLES: Mapping[Role, tuple[str, ...]] = {
    Role.CADRE: ("走访干部", "干部", "包片干部", "走访"),
    Role.DESK: ("村书记", "社区书记", "村社区书记", "网格长", "村支书"),
    Role.SUPERVISOR: ("统筹",),
    Role.DISPATCH: ("交办", "待交办", "镇交办"),
    Role.ADMINISTRATOR: ("管理员", "系统管理员"),
    Role.HANDLER: ("承办", "承办部门", "承办人"),
    Role.LEADER: ("领导",),
}
_BY_WORD = {word: role for role, words in ROLES.items() for word in (*words, role.value)}
_DAY = re.compile(r"^(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?$", re.ASCII)

OWN_REASONS: Mapping[str, str | Promise] = {
    "name": _("No name"),
    "unit": _("No unit"),
    "post": _("No post"),
    "too_long": _("Longer than %(n)s characters"),
    "role_unknown": _("Not understood; write one of %(words)s"),
    "role_blank": _("A new post needs its role: one of %(words)s"),
    "day": _("No day; write it as 2026-11-24"),
    "area_unknown": _("There is no such area among yours"),
    "area_several": _("Several areas are called so; write the code"),
    "area_blank": _("A new post needs its area"),
    "unit_several": _(
        "Several units are called so; write the full name, or add the person on the unit's page"
    ),
    "unit_elsewhere": _("The post or its unit lies further up than your own area"),
    "differs_role": _("The post is there already, as %(role)s; change it on its page"),
    "differs_area": _("The post is there already, for %(area)s; change it on its page"),
    "held": _("%(name)s holds this post on that day; end that first"),
    "dup": _("The same post as in row %(row)s"),
    "inactive": _("The account of %(name)s is switched off"),
    "refused": _("%(why)s"),
}


@dataclass(frozen=True)
class Fault:
    """One cell: which column, the reason with its words, what stands there."""

    column: str
    reason: str
    words: dict[str, Any]
    value: str

    def sentence(self) -> str:
        """What is wrong, in the reader's language."""
        text = str(OWN_REASONS.get(self.reason) or REASONS[self.reason])
        return text % self.words if self.words else text


@dataclass
class Told:
    """What a row says by itself, nothing looked up yet."""

    row: int
    name: str
    phone: str
    unit: str
    post: str
    role: str  # a Role, "" where nothing is told
    area: str
    from_on: date
    faults: list[Fault] = field(default_factory=list)


def understood(row: int, cells: Mapping[str, Any], *, on: date) -> Told:
    """Read one row; a day left out is `on`."""
    text = {key: _text(value) for key, value in cells.items()}
    faults = [
        Fault(key, "too_long", {"n": most}, text[key])
        for key, most in (("name", 50), ("unit", 100), ("post", 60))
        if len(text[key]) > most
    ]
    faults += [Fault(key, key, {}, "") for key in ("name", "unit", "post") if not text[key]]
    number, wrong = read_phone(text["phone"]) if text["phone"] else ("", None)
    if wrong:
        faults.append(Fault("phone", wrong[0], dict(wrong[1]), text["phone"]))
    role = _BY_WORD.get(text["role"], "")
    if text["role"] and not role:
        faults.append(Fault("role", "role_unknown", {"words": role_words()}, text["role"]))
    day = _day(text["from_on"]) if text["from_on"] else on
    if day is None:
        faults.append(Fault("from_on", "day", {}, text["from_on"]))
    return Told(
        row,
        text["name"],
        number,
        text["unit"],
        text["post"],
        role,
        text["area"],
        day or on,
        faults,
    )


def role_words() -> str:
    """The words for roles that the empty table teaches."""
    return "、".join(words[0] for words in ROLES.values())


def _text(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # Excel keeps a phone as a number
    return " ".join(str(value).split())


def _day(text: str) -> date | None:
    found = _DAY.match(text.split()[0])
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None
