"""What a person finds in the rail of the desk and in the tabs of the phone, by the posts held."""

from dataclasses import dataclass, replace
from functools import cached_property

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cadres.access import ROLE_MAY, tenures_of
from cadres.models import Role, Tenure
from issues.waiting import waiting
from office.start.queries import begins_here
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
    pages: tuple[str, ...] = ()  # views of its own that no stem tells
    tab: str | Promise = ""  # a shorter label, where five stand side by side

    def is_current(self, view_name: str) -> bool:
        """Whether a page belongs under this entry."""
        return self.is_exactly(view_name) or bool(self.stem) and view_name.startswith(self.stem)

    def is_exactly(self, view_name: str) -> bool:
        """Whether a page is this entry's own, whatever stems say."""
        return view_name == self.view or view_name in self.pages


@dataclass(frozen=True)
class Entry:
    """An item that this person sees on this page."""

    url: str
    label: str | Promise
    icon: str
    is_current: bool
    count: int


TODAY = Item("phone:today", _("Today"), "route", "visit", "phone:")
PLACES = Item("phone:places", _("Doors"), "door-closed", "visit")
LEADER = Item("phone:leader", _("My visits"), "footprints", "go_as_leader")
DESK = Item("issues:desk", _("Village desk"), "inbox", "receive_issues", "issues:", "at_desk")
DISPATCH = Item(
    "issues:dispatch",
    pgettext_lazy("tab", "Hand over"),
    "inbox",
    "dispatch_issues",
    counts="at_dispatch",
)
QUEUE = Item("issues:queue", _("Our turn"), "list-checks", "handle_issues", "issues:", "our_turn")
RAISED = Item("phone:raised", pgettext_lazy("tab", "Issues"), "message-square-text", "visit")
RAISED_BY_ME = replace(RAISED, label=_("Raised by me"))  # beside the list of all issues
ISSUES = Item(
    "issues:issues",
    pgettext_lazy("tab", "Issues"),
    "list-checks",
    "oversee_issues",
    "issues:",
    "open_issues",
)
INBOX = Item("reminders:inbox", _("Inbox"), "bell", "", "reminders:", "unread")
ME = Item(
    "phone:me",
    pgettext_lazy("tab", "Me"),
    "circle-user-round",
    pages=("phone:mine", "phone:phones", "phone:promises", "phone:versions", "phone:held"),
)
COVERAGE = Item("dashboards:coverage", _("Coverage"), "map", "see_coverage")
UNCOVERED = Item("dashboards:uncovered", _("Not reached"), "door-open", "see_coverage")
ASSIGN = Item(
    "office:assign",
    _("Areas and posts"),
    "network",
    "assign",
    "office:assign",
    tab=pgettext_lazy("tab", "Areas"),
)
EXCLUSIONS = Item("dashboards:exclusions", _("To approve"), "shield-check", "approve_exclusions")
HELD = Item("phone:held", _("To be placed"), "message-circle-warning", "settle_held")
START = Item("office:start", _("Getting started"), "notebook-pen", "keep_people")
FIRST_STEPS = Item("office:start", _("Getting started"), "notebook-pen")
PEOPLE = Item("office:people", _("Units and people"), "users", "keep_people", "office:people")
AREAS = Item("office:areas", _("Area tree"), "house", "keep_areas", "office:areas")
STANDARDS = Item(
    "office:standards",
    _("Visit standards"),
    "sliders-horizontal",
    "set_standards",
    "office:standards",
)
CATEGORIES = Item(
    "office:categories", _("Categories"), "list-filter", "set_standards", "office:categories"
)
TOPICS = Item(
    "office:topics", _("Worth saying"), "message-square-text", "keep_topics", "office:topics"
)
ROSTERS = Item("households:rosters", _("Rosters"), "table-2", "import_rosters", "households:")
FEEDBACK = Item(
    "office:feedback", _("What people say of this app"), "message-circle-warning", "read_feedback"
)
OPERATION = Item("operation", _("Is it running?"), "refresh-cw", "operate")

# The phone shows the first three, then these two; the rest stands on the page of me.
TABS = (DESK, LEADER, QUEUE, COVERAGE, TODAY, DISPATCH, PLACES, RAISED, ISSUES, ASSIGN, ROSTERS)
LAST_TABS = (INBOX, ME)
TABS_SHOWN = 3
RAIL: tuple[tuple[str | Promise, tuple[Item, ...]], ...] = (
    ("", (COVERAGE, UNCOVERED, EXCLUSIONS, HELD, LEADER, TODAY, PLACES, INBOX)),
    (pgettext_lazy("section", "Issues"), (DESK, DISPATCH, QUEUE, ISSUES, RAISED_BY_ME)),
    (_("Records"), (START, ASSIGN, PEOPLE, AREAS, ROSTERS, STANDARDS, CATEGORIES, TOPICS)),
    (_("This app"), (FEEDBACK, OPERATION)),
)
HOMES = (DESK, LEADER, COVERAGE, TODAY, ASSIGN, DISPATCH, QUEUE, INBOX, ME)


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
        return tenures_of(self._cadre, on=timezone.localdate())

    @cached_property
    def unread(self) -> int:
        """How many messages wait in the inbox."""
        return queries.unread_count(self._cadre) if self._cadre and self.tenures else 0

    @cached_property
    def _waiting(self) -> dict[str, int]:
        return waiting(self.tenures)

    @property
    def at_desk(self) -> int:
        """How many issues are new at the village desk."""
        return self._waiting.get("receive_issues", 0)

    @property
    def at_dispatch(self) -> int:
        """How many wait to be handed over."""
        return self._waiting.get("dispatch_issues", 0)

    @property
    def our_turn(self) -> int:
        """How many the own unit is to do."""
        return self._waiting.get("handle_issues", 0)

    @property
    def open_issues(self) -> int:
        """How many are not over in the own area."""
        return self._waiting.get("oversee_issues", 0)

    @cached_property
    def post(self) -> str:
        """The post in two words, as the last line of the rail says it: 统筹·常熟市."""
        if not self.tenures:
            return str(self._cadre) if self._cadre and self._cadre.is_authenticated else ""
        post = self.tenures[0].post
        return f"{Role(post.role).label}·{post.area.spoken}"

    @cached_property
    def tabs(self) -> list[Entry]:
        """The tabs of the phone: the first few of this person's, the inbox and me."""
        entries = self._entries(
            tuple(replace(item, label=item.tab or item.label) for item in (*TABS, *LAST_TABS))
        )
        last = len(self._entries(LAST_TABS, counted=False))
        return [*entries[:-last][:TABS_SHOWN], *entries[-last:]] if last else entries

    @cached_property
    def more(self) -> list[Entry]:
        """What the phone's tabs leave out and the rail has; it stands on the page of me."""
        shown = {entry.url for entry in self.tabs}
        return [entry for _title, part in self.rail for entry in part if entry.url not in shown]

    @cached_property
    def rail(self) -> list[tuple[str | Promise, list[Entry]]]:
        """The rail of the desk: titled sections, none of them empty."""
        sections = ((title, self._entries(items)) for title, items in RAIL)
        return [(title, entries) for title, entries in sections if entries]

    @cached_property
    def home(self) -> Entry | None:
        """Where this person's work begins."""
        return next(iter(self._entries(HOMES, counted=False)), None)

    @property
    def front(self) -> Entry | None:
        """Where the front door leads: to the first steps until they are done, then home."""
        roles = {tenure.post.role for tenure in self.tenures}
        cadre = self._cadre
        if cadre and cadre.is_authenticated and begins_here(cadre, roles, on=timezone.localdate()):
            return next(iter(self._entries((FIRST_STEPS, *HOMES), counted=False)), None)
        return self.home

    def _entries(self, items: tuple[Item, ...], *, counted: bool = True) -> list[Entry]:
        roles = {Role(tenure.post.role) for tenure in self.tenures}
        shown = [
            (item, url)
            for item in items
            if (not item.verb or roles & ROLE_MAY[item.verb]) and (url := _url_of(item))
        ]
        # A page is under its own entry before it is under a stem.
        exact = any(item.is_exactly(self._view_name) for item, _url in shown)
        return [
            Entry(
                url=url,
                label=item.label,
                icon=item.icon,
                is_current=item.is_exactly(self._view_name)
                if exact
                else item.is_current(self._view_name),
                count=getattr(self, item.counts) if counted and item.counts else 0,
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


def filing(request: HttpRequest) -> dict[str, str]:
    """Context processor: the number under which a government app is filed, where one is set."""
    return {"filing_number": settings.FILING_NUMBER}
