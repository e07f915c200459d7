"""How a standard is said: how often, how it counts, who has to have been there (FACE 7)."""

from collections.abc import Iterable
from datetime import date

from django.utils import dateformat
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy, pgettext

from visits.models import Mode, Period, StandardVersion, VisitorRole

BASE_DAYS = 365

_TIMES: dict[str, str | Promise] = {
    Period.MONTH: ngettext_lazy("once a month", "%(count)d times a month", "count"),
    Period.QUARTER: ngettext_lazy("once a quarter", "%(count)d times a quarter", "count"),
    Period.HALF_YEAR: ngettext_lazy("once a half-year", "%(count)d times a half-year", "count"),
    Period.YEAR: ngettext_lazy("once a year", "%(count)d times a year", "count"),
}
_COUNTS_TOO: dict[str, str | Promise] = {
    Mode.PHONE: gettext_lazy("phone calls count too"),
    Mode.VIDEO: gettext_lazy("video calls count too"),
}
_WAS_THERE: dict[str, str | Promise] = {
    VisitorRole.MAIN: gettext_lazy("whoever is responsible"),
    VisitorRole.ACCOMPANYING: gettext_lazy("somebody along"),
    VisitorRole.LEADER: gettext_lazy("a leader"),
    VisitorRole.PROXY: gettext_lazy("somebody sent by the leader"),
}


def how_often(version: StandardVersion) -> str:
    """每90天, 每个月2次, 一年一次（365天）."""
    if version.times:
        return str(_TIMES[version.period] % {"count": version.times})
    days = version.every_days or 0
    if days == BASE_DAYS:
        return _("once a year (365 days)")
    return ngettext("every day", "every %(count)d days", days) % {"count": days}


def who_counts(version: StandardVersion) -> str:
    """谁去都行，要上门; 领导到过，电话也算."""
    who = _("anybody may go")
    if version.roles:
        told = [str(_WAS_THERE[role]) for role in _WAS_THERE if role in version.roles]
        who = _("%(who)s was there") % {"who": either(told)}
    return pgettext("between parts", ", ").join([who, _modes(version.modes)])


def _modes(modes: Iterable[str]) -> str:
    """At the door; or what counts beside it, or instead of it."""
    too = [mode for mode in _COUNTS_TOO if mode in modes]
    if not too:
        return _("at the door")
    if Mode.DOOR not in modes:
        return _("only by %(how)s") % {"how": either(Mode(mode).label for mode in too)}
    if len(too) == len(_COUNTS_TOO):
        return _("phone and video calls count too")
    return str(_COUNTS_TOO[too[0]])


def either(words: Iterable[object]) -> str:
    """低保户、残疾人: things of which any will do."""
    return pgettext("between things of which any will do", " or ").join(str(one) for one in words)


def everything_from(versions: Iterable[StandardVersion]) -> str:
    """What stands and what is planned, in one sentence."""
    told = [
        _("from %(day)s %(often)s") % {"day": said_day(one.from_on), "often": how_often(one)}
        for one in versions
    ]
    return pgettext("between parts", ", ").join(told) or _("nothing any more")


def said_day(day: date) -> str:
    """A day with its year: 2026年12月1日."""
    return dateformat.format(day, pgettext("day of another year", "j M Y"))
