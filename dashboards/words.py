"""How the boards call fronts, counts and standards."""

from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cadres.models import Area, Front
from dashboards.listing import Kind
from households.models import Exclusion, Place
from visits.figures import PeriodCount
from visits.models import Period, StandardVersion

TITLES: dict[str, str | Promise] = {
    Front.VILLAGE: gettext_lazy("Villages"),
    Front.COMMUNITY: gettext_lazy("Communities"),
    Front.ENTERPRISE: gettext_lazy("Enterprises"),
}
ICONS = {Front.VILLAGE: "wheat", Front.COMMUNITY: "building-2", Front.ENTERPRISE: "factory"}

_LEVEL_BELOW: dict[str, str | Promise] = {
    Area.Level.PROVINCE: gettext_lazy("Cities"),
    Area.Level.CITY: gettext_lazy("Counties"),
    Area.Level.COUNTY: gettext_lazy("Towns"),
    Area.Level.TOWN: gettext_lazy("Villages and communities"),
    Area.Level.VILLAGE: gettext_lazy("Grids"),
}
_ONE_BELOW: dict[str, str | Promise] = {
    Area.Level.PROVINCE: Area.Level.CITY.label,
    Area.Level.CITY: Area.Level.COUNTY.label,
    Area.Level.COUNTY: Area.Level.TOWN.label,
    Area.Level.TOWN: Area.Level.VILLAGE.label,
    Area.Level.VILLAGE: Area.Level.GRID.label,
}


def counted(front: str, count: int) -> str:
    """A count with its unit: 612,480户, 96,870家."""
    if front == Front.ENTERPRISE:
        text = ngettext("%(count)s firm", "%(count)s firms", count)
    else:
        text = ngettext("%(count)s household", "%(count)s households", count)
    return text % {"count": f"{count:,}"}


def how_often(front: str, every_days: int) -> str:
    """The base standard in words: 每户一年一次."""
    enterprise = front == Front.ENTERPRISE
    if every_days in (365, 366):
        return _("each firm once a year") if enterprise else _("each household once a year")
    if enterprise:
        return _("each firm every %(days)d days") % {"days": every_days}
    return _("each household every %(days)d days") % {"days": every_days}


def areas_below(level: str) -> str:
    """The heading of the table of areas: 各县区."""
    return str(_LEVEL_BELOW.get(level, ""))


def area_below(level: str) -> str:
    """One area of the next level down, as a filter is called: 村、社区."""
    return str(_ONE_BELOW.get(level, ""))


def without_area(level: str) -> str:
    """The row of places that hang on the area itself, in no area of the level below."""
    if level == Area.Level.VILLAGE:
        return _("no grid")
    if level == Area.Level.TOWN:
        return _("no village")
    return _("directly under it")


def reason(code: str) -> str:
    """Why a place is out by approval: 空户."""
    return str(Exclusion.Reason(code).label)


def counted_reason(code: str, count: int) -> str:
    """How many are out for a reason: 空户6,508."""
    return _("%(reason)s %(count)s") % {"reason": reason(code), "count": f"{count:,}"}


_THIS_PERIOD: dict[str, str | Promise] = {
    Period.MONTH: gettext_lazy("%(standard)s, enough this month"),
    Period.QUARTER: gettext_lazy("%(standard)s, enough this quarter"),
    Period.HALF_YEAR: gettext_lazy("%(standard)s, enough this half-year"),
    Period.YEAR: gettext_lazy("%(standard)s, enough this year"),
}


def this_period(period: PeriodCount) -> str:
    """What the open period's visits are counted for: 重点户，这一季已走够."""
    return str(_THIS_PERIOD[Period(period.period)]) % {"standard": period.name}


def base_days(*, on: date) -> int:
    """Every how many days the base standard asks for a visit on a day."""
    base = StandardVersion.objects.on(on).filter(standard__is_base=True)
    return base.values_list("every_days", flat=True).first() or 365


_LIST_NAMES: dict[str, str | Promise] = {
    Kind.NEVER: gettext_lazy("Never met"),
    Kind.OVERDUE: gettext_lazy("Due now"),
    Kind.THREE: gettext_lazy("Three times nobody home"),
}
_LIST_TITLES: dict[str, str | Promise] = {
    Kind.COVERED: gettext_lazy("Reached"),
    Kind.SCOPE: gettext_lazy("What counts"),
    Kind.UNASSIGNED: gettext_lazy("Without anybody responsible"),
    Kind.EXCLUDED: gettext_lazy("Left out"),
    Kind.ELSEWHERE: gettext_lazy("Away or registered only"),
    Kind.ELSEWHERE_COVERED: gettext_lazy("Away or registered only, reached"),
    Kind.PERIOD: gettext_lazy("Seen often enough already"),
}


def list_name(kind: str) -> str:
    """A tab's own name."""
    return str(_LIST_NAMES[kind])


def list_title(kind: str) -> str:
    """The heading of a list: 没走到的."""
    return str(_LIST_TITLES.get(kind, _("Not reached yet")))


def where(place: Place) -> str:
    """Village, grid and address in one line: 天和社区3网格，华园小区7幢1单元."""
    return place_in(place.area, place.address)


def place_in(area: Area, address: str) -> str:
    """An address with the village and grid it stands in."""
    village = area.parent if area.level == Area.Level.GRID else None
    stem = village.spoken[:2] if village else ""
    # A grid that is called after its village says both.
    names = area.spoken if not village or area.name.startswith(stem) else village.spoken + area.name
    return _("%(area)s, %(address)s") % {"area": names, "address": address}
