"""What a person finds in the rail of the desk and in the tabs of the phone, by the posts held."""

from dataclasses import dataclass
from functools import cached_property

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cadres.access import ROLE_MAY
from cadres.models import Role, Tenure
from reminders import queries


@dataclass(frozen=True)
class Item:
    """One entry: where it leads, how it is called, which verb opens it ("" is open to all).

    It is the current one on its own view and on those of `stem`: a name space, or the
    beginning of view names.
    """

    view: str
    label: str | Promise
    icon: str
    verb: str = ""
    stem: str = ""
    counts: str = ""  # the badge: an attribute of Navigation

    def is_current(self, view_name: str) -> bool:
        """Whether a page belongs under this entry."""
        return view_name == self.view or bool(self.stem) and view_name.startswith(self.stem)


@dataclass(frozen=True)
class Entry:
    """An item that this person sees on this page."""

    url: str
    label: str | Promise
    icon: str
    is_current: bool
    count: int


TODAY = Item("phone:today", _("Today"), "route", "visit", "phone:")
INBOX = Item("reminders:inbox", _("Inbox"), "bell", "", "reminders:", "unread")
ME = Item("phone:me", pgettext_lazy("tab", "Me"), "circle-user-round")
COVERAGE = Item("dashboards:coverage", _("Coverage"), "map", "see_coverage")
UNCOVERED = Item("dashboards:uncovered", _("Not reached"), "door-open", "see_coverage")
ASSIGN = Item("office:assign", _("Areas and posts"), "network", "assign", "office:assign")
ROSTERS = Item("households:rosters", _("Rosters"), "table-2", "import_rosters", "households:")

TABS = (TODAY, COVERAGE, ASSIGN, ROSTERS, INBOX, ME)
RAIL: tuple[tuple[str | Promise, tuple[Item, ...]], ...] = (
    ("", (COVERAGE, UNCOVERED, TODAY, INBOX)),
    (_("Records"), (ASSIGN, ROSTERS)),
)
HOMES = (COVERAGE, TODAY, ASSIGN, INBOX, ME)


class Navigation:
    """What one request's person may open. Asks the database once, and only when a page shows it."""

    def __init__(self, request: HttpRequest) -> None:
        self._cadre = getattr(request, "user", None)
        match = request.resolver_match
        self._view_name = match.view_name if match else ""

    @cached_property
    def tenures(self) -> list[Tenure]:
        """What the person holds today."""
        if self._cadre is None or not self._cadre.is_authenticated:
            return []
        return list(Tenure.objects.of(self._cadre.pk, on=timezone.localdate()))

    @cached_property
    def unread(self) -> int:
        """How many messages wait in the inbox."""
        return queries.unread_count(self._cadre) if self._cadre and self.tenures else 0

    @cached_property
    def post(self) -> str:
        """The post in two words, as the last line of the rail says it: 统筹·常熟市."""
        if not self.tenures:
            return str(self._cadre) if self._cadre and self._cadre.is_authenticated else ""
        post = self.tenures[0].post
        return f"{Role(post.role).label}·{post.area.spoken}"

    @cached_property
    def tabs(self) -> list[Entry]:
        """The tabs of the phone."""
        return self._entries(TABS)

    @cached_property
    def rail(self) -> list[tuple[str | Promise, list[Entry]]]:
        """The rail of the desk: titled sections, none of them empty."""
        sections = ((title, self._entries(items)) for title, items in RAIL)
        return [(title, entries) for title, entries in sections if entries]

    @cached_property
    def home(self) -> Entry | None:
        """Where this person's work begins."""
        return next(iter(self._entries(HOMES)), None)

    def _entries(self, items: tuple[Item, ...]) -> list[Entry]:
        roles = {Role(tenure.post.role) for tenure in self.tenures}
        shown = [
            (item, url)
            for item in items
            if (not item.verb or roles & ROLE_MAY[item.verb]) and (url := _url_of(item))
        ]
        # A page is under its own entry before it is under a stem.
        exact = any(item.view == self._view_name for item, _url in shown)
        return [
            Entry(
                url=url,
                label=item.label,
                icon=item.icon,
                is_current=item.view == self._view_name
                if exact
                else item.is_current(self._view_name),
                count=getattr(self, item.counts) if item.counts else 0,
            )
            for item, url in shown
        ]


def _url_of(item: Item) -> str:
    try:
        return reverse(item.view)
    except NoReverseMatch:  # a house with fewer apps has fewer entries
        return ""


def navigation(request: HttpRequest) -> dict[str, Navigation]:
    """Context processor: `navigation`, asked of the database only where a page shows it."""
    return {"navigation": Navigation(request)}
