"""The supervisors' pages: the coverage board, the list behind each number, the rule in words."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.signing import BadSignature
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cadres.access import grants_for
from cadres.requests import CadreRequest
from dashboards import exports, giving, queries
from dashboards.board import Board
from dashboards.listing import Listing
from dashboards.uncovered import UncoveredPage
from households.actions import assigning


@login_required
@require_safe
def coverage(request: CadreRequest, code: str = "") -> HttpResponse:
    """The board of an area; without a code that of the area the person looks after."""
    at = timezone.now()
    seen = queries.seen_area(request.user, code, on=timezone.localdate(at))
    on, refused = _day(request, today=timezone.localdate(at))
    board = Board(area=seen.area, on=on, at=at, view=request.GET.get("view", ""))
    shown = {"board": board, "crumbs": board.crumbs(seen.above), "refused": refused}
    if _swaps(request, "board"):
        return render(request, "dashboards/_board.html", shown)
    return render(request, "dashboards/coverage.html", shown)


@login_required
@require_safe
def coverage_export(request: CadreRequest, code: str) -> HttpResponseBase:
    """The board's table as a workbook."""
    at = timezone.now()
    seen = queries.seen_area(request.user, code, on=timezone.localdate(at))
    on, _refused = _day(request, today=timezone.localdate(at))
    return exports.board_workbook(Board(area=seen.area, on=on, at=at))


def _listed(request: CadreRequest) -> tuple[UncoveredPage, queries.Seen, bool]:
    """The list asked for, the area it is of, and whether a day was asked that cannot be shown."""
    at = timezone.now()
    today = timezone.localdate(at)
    seen = queries.seen_area(request.user, request.GET.get("area", ""), on=today)
    on, refused = _day(request, today=today)
    listing = Listing.read(request.GET, area=seen.area.code, on=on if on != today else None)
    number = request.GET.get("page", "1")
    page = UncoveredPage(listing=listing, area=seen.area, on=on, at=at, number=number)
    return page, seen, refused


@login_required
@require_safe
def uncovered_export(request: CadreRequest) -> HttpResponseBase:
    """The list behind a number as a workbook, all its rows."""
    page, _seen, _refused = _listed(request)
    return exports.uncovered_workbook(page)


@login_required
@require_safe
def uncovered(request: CadreRequest) -> HttpResponse:
    """The list behind a number; filters stand in the address."""
    page, seen, refused = _listed(request)
    form = giving.giving_form(seen.giving, seen.area, on=page.today) if page.is_today else None
    shown = _shown(page, seen, form) | {"refused": refused}
    if _swaps(request, "listing"):
        return render(request, "dashboards/_listing.html", shown)
    return render(request, "dashboards/uncovered.html", shown)


@login_required
@require_POST
def give(request: CadreRequest) -> HttpResponse:
    """Give the ticked places to a post, from today; the list stands in the address."""
    grants_for(request.user, "assign", on=timezone.localdate())
    page, seen, _refused = _listed(request)
    form = giving.giving_form(seen.giving, seen.area, on=page.today, data=request.POST)
    if form is None:
        raise Http404
    if form.is_valid():
        post, places = form.cleaned_data["post"], form.cleaned_data["place"]
        back = f"{reverse('dashboards:uncovered')}?{request.GET.urlencode()}"
        try:
            shown = form.cleaned_data["seen"]
            changes = assigning.give(places=places, post=post, on=page.today, seen=shown)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            note = giving.note_of(changes, by=request.user, back=back)
            undo = reverse("dashboards:give_take_back", args=[note]) if changes else ""
            messages.success(request, giving.words(len(places), post), extra_tags=undo)
            return redirect(back)
    return render(request, "dashboards/uncovered.html", _shown(page, seen, form), status=422)


@login_required
@require_POST
def give_take_back(request: CadreRequest, note: str) -> HttpResponse:
    """Undo what the note tells, on the same day."""
    today = timezone.localdate()
    grants = grants_for(request.user, "assign", on=today)
    try:
        changes, back = giving.read_note(note, by=request.user)
    except BadSignature:
        raise Http404 from None
    if not giving.covers_all(grants, changes):
        raise Http404
    try:
        assigning.take_back(changes=changes, on=today)
    except ValidationError as refusal:
        told = {"refusal": refusal.messages[0], "back": back}
        return render(request, "dashboards/give_refused.html", told, status=409)
    messages.success(request, _("Taken back"))
    return redirect(back)


def _shown(
    page: UncoveredPage, seen: queries.Seen, form: giving.GivingForm | None
) -> dict[str, Any]:
    return {
        "list": page,
        "crumbs": page.crumbs(seen.above),
        "opens_places": seen.opens_places,
        "giving": form,
    }


@login_required
@require_safe
def rule(request: CadreRequest) -> HttpResponse:
    """How coverage is counted, in plain words."""
    grants_for(request.user, "see_coverage", on=timezone.localdate())
    return render(request, "dashboards/rule.html")


def _day(request: CadreRequest, *, today: date) -> tuple[date, bool]:
    """The day asked for, and whether one was asked that cannot be shown."""
    asked = request.GET.get("on", "")
    try:
        on = date.fromisoformat(asked) if asked else today
    except ValueError:
        return today, True
    return (on, False) if date(2000, 1, 1) <= on <= today else (today, True)


def _swaps(request: CadreRequest, part: str) -> bool:
    return request.htmx.target == part and not request.htmx.history_restore_request
