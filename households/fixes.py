"""What fits a faulty cell of a preview: a proposal to take, a choice, or a text to write."""

from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.translation import gettext as _

from cadres.models.area import spoken_name
from households.models import RosterImport
from households.rosters.checking import RESIDENCES
from households.rosters.columns import Kind
from households.rosters.faults import Fault
from households.standing import Villages

NOTHING = "无"  # a cell that says so is read as blank
MOST_CHOICES = 200  # beyond that a list helps nobody: the code is written
SHOWN = frozenset({"phone_short", "phone_long", "phone_unknown", "phone_two", "phone_area_code"})
SHOWN |= {"phone_characters", "too_long", "staff_number"}


@dataclass(frozen=True)
class Offers:
    """What can be chosen for the rows of one roster: (value, name) each."""

    villages: list[tuple[str, str]]
    categories: list[tuple[str, str]]

    @classmethod
    def of(cls, roster: RosterImport) -> "Offers":
        """The villages of the roster's area, and the categories there are; two queries."""
        known = Villages(roster.area, Kind(roster.kind)).known(on=timezone.localdate())
        villages = sorted((code, spoken_name(name)) for code, name in known.villages.items())
        return cls(villages, [(name, name) for name in known.categories])


@dataclass(frozen=True)
class Fix:
    """One way to put a cell right. Without `options` and `button` a text is written."""

    value: str = ""
    hint: str = ""
    button: str = ""  # the name of what is proposed
    options: list[tuple[str, str]] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)  # why what was written before will not do


def fix_of(fault: Fault, offers: Offers) -> Fix:
    """What is offered for a fault; what helps is filled in, what misleads is not."""
    if fault.reason == "cat_guess":
        return Fix(value=fault.words["name"], button=fault.words["name"])
    if fault.reason == "village_guess":
        return Fix(value=fault.words["code"], button=spoken_name(fault.words["name"]))
    column = fault.column
    if column in ("village", "village_name") and len(offers.villages) <= MOST_CHOICES:
        return Fix(options=offers.villages, hint=_("Choose a village or community"))
    nothing = (NOTHING, _("None of these, leave it out"))
    if column == "categories":
        return Fix(options=[*offers.categories, nothing], hint=_("Choose a category"))
    if column == "residence":
        words = [(words[0], words[0]) for words in RESIDENCES.values()]
        return Fix(options=[*words, nothing], hint=_("Choose one"))
    if column == "above_scale":
        return Fix(options=[("是", "是"), ("否", "否"), nothing], hint=_("Choose one"))
    hints = {
        "name": _("Write the name"),
        "identity": _("Check it once more"),
        "uscc": _("Check it once more"),
        "number": _("Write the household number"),
        "village": _("Write the code"),
    }
    return Fix(value=fault.value if fault.reason in SHOWN else "", hint=hints.get(column, ""))
