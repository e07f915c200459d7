"""What every page says and draws the same way: icons, days, figures, the coverage bar."""

from datetime import date, datetime, timedelta

from django import template
from django.templatetags.static import static
from django.utils import dateformat, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

register = template.Library()

# Two tags a page draws a hundred times: one line of markup here instead of an include each.
_USE = '<svg class="{}" aria-hidden="true"><use href="{}#{}"/></svg>'

_BINS = ((90, "c5"), (80, "c4"), (70, "c3"), (60, "c2"), (0, "c1"))


# The first sign that is found decides: a web view names its program before the engine's.
_MACHINES = (
    ("Android", "Android"),
    ("HarmonyOS", "HarmonyOS"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)
_PROGRAMS = (
    ("wxwork", gettext_lazy("WeCom")),
    ("DingTalk", gettext_lazy("DingTalk")),
    ("MicroMessenger", gettext_lazy("WeChat")),
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)


@register.simple_tag
def icon(name: str, css: str = "") -> SafeString:
    """One Lucide icon of the sprite; always beside a word, or inside a control with a label."""
    return format_html(_USE, f"ico {css}".strip(), static("icons.svg"), f"i-{name}")


@register.simple_tag
def glyph(name: str, css: str = "") -> SafeString:
    """One state glyph of the sprite (FACE 4): `done half late never dia refuse out unsent …`."""
    return format_html(_USE, f"gl {css}".strip(), static("icons.svg"), f"g-{name}")


@register.filter
def spoken(moment: date | datetime | None) -> str:
    """A day or moment as people say it: 今天14:32, 昨天18:05, 8月14日, 2025年11月22日."""
    if moment is None:
        return ""
    day, clock = _split(moment)
    if clock:
        near = {0: _("today %(clock)s"), -1: _("yesterday %(clock)s"), 1: _("tomorrow %(clock)s")}
    else:
        near = {0: _("today"), -1: _("yesterday"), 1: _("tomorrow")}
    away = (day - timezone.localdate()).days
    return near[away] % {"clock": clock} if away in near else _dated(day)


@register.filter
def spoken_day(day: date | datetime | None) -> str:
    """The day alone, in full where the year is another: 11月24日, 2025年11月22日."""
    return _dated(_split(day)[0]) if day else ""


@register.filter
def full_day(day: date | datetime | None) -> str:
    """The day with its year, always: 2026年11月24日."""
    return dateformat.format(_split(day)[0], _full_format()) if day else ""


@register.filter
def weekday(day: date | datetime | None) -> str:
    """The day of the week, for what is planned: 周五."""
    return _weekdays()[_split(day)[0].weekday()] if day else ""


@register.filter
def deadline(moment: datetime | None) -> str:
    """A time limit: always date, day of the week and hour: 11月26日周四17:00."""
    if moment is None:
        return ""
    day, clock = _split(moment)
    parts = {"day": _dated(day), "weekday": weekday(day), "clock": clock}
    return _("%(weekday)s %(day)s %(clock)s") % parts


def _split(moment: date | datetime) -> tuple[date, str]:
    if not isinstance(moment, datetime):
        return moment, ""
    local = timezone.localtime(moment)
    return local.date(), local.strftime("%H:%M")


def _dated(day: date) -> str:
    this_year = day.year == timezone.localdate().year
    return dateformat.format(
        day, pgettext("day of this year", "j M") if this_year else _full_format()
    )


def _full_format() -> str:
    return pgettext("day of another year", "j M Y")


def _weekdays() -> tuple[str, ...]:
    return (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))


@register.filter
def ago_days(day: date | None) -> int | None:
    """How many days ago a day was."""
    return (timezone.localdate() - day) // timedelta(days=1) if day else None


@register.filter
def thousands(figure: int | None) -> str:
    """A figure with its thousands set off: 731,206."""
    return "–" if figure is None else f"{figure:,}"


@register.filter
def masked(phone: str | None) -> str:
    """A phone number as lists may show it: 138****5678."""
    digits = (phone or "").strip()
    return f"{digits[:3]}****{digits[-4:]}" if len(digits) > 7 else "*" * len(digits)


@register.filter
def browser(user_agent: str) -> str:
    """A browser as a person knows it: Android, 微信."""
    machine = next((name for sign, name in _MACHINES if sign in user_agent), "")
    program = next((str(name) for sign, name in _PROGRAMS if sign in user_agent), "")
    return ", ".join(part for part in (machine, program) if part) or _("another program")


@register.simple_tag
def percent(part: int, whole: int) -> str:
    """A share with one decimal; 100.0 is said only when nothing is missing, 0.0 only of nothing."""
    return f"{share(part, whole):.1f}" if whole else "–"


def share(part: int, whole: int) -> float:
    """Per cent with one decimal that rounds neither up to all nor down to none."""
    if not whole or part <= 0:
        return 0.0
    if part >= whole:
        return 100.0
    return min(99.9, max(0.1, round(100 * part / whole, 1)))


@register.filter
def coverage_bin(per_cent: float | None) -> str:
    """The class of one of the five fixed bins; nothing in scope is hatched, never white."""
    if per_cent is None:
        return "c0"
    return next(css for least, css in _BINS if per_cent >= least)


@register.inclusion_tag("_parts/cov.html")
def cov(done: int, whole: int, excluded: int = 0, label: str = "", thin: bool = False) -> dict:
    """The coverage bar: done of whole, and behind a gap what is approved as out, to scale.

    `label` makes it an image with that sentence; without one it is decoration beside figures.
    """
    out = 0.0
    if excluded and whole + excluded and 100 * excluded / (whole + excluded) >= 1:
        out = round(100 * excluded / (whole + excluded), 1)
    return {
        "done": share(done, whole),
        "in_scope": whole,
        "inside": round(100 - out - 1, 1) if out and whole else 100 - out,
        "excluded": out,
        "excluded_at": round(100 - out, 1),
        "label": label,
        "thin": thin,
    }
