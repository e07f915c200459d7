"""The administrator's page: who answers for which area, and giving areas to a post."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.signing import BadSignature
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cadres import actions
from cadres.access import grants_for
from cadres.models import Area, Duty, Post
from cadres.requests import CadreRequest
from office.assigning import queries
from office.assigning.desk import Desk
from office.assigning.effect import planned
from office.assigning.undoing import note_of, read_note


@login_required
@require_safe
def areas(request: CadreRequest) -> HttpResponse:
    """Where an administrator begins: the own area, or the choice among several."""
    tops = queries.tops(grants_for(request.user, "assign", on=timezone.localdate()))
    if len(tops) == 1:
        return redirect("office:assign", tops[0].code)
    return render(request, "office/assign_areas.html", {"rows": queries.named(tops)})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def assign(request: CadreRequest, code: str) -> HttpResponse:
    """The board of a town or village, or the list of the areas in a larger one; POST gives."""
    area = _area(request, code)
    if area.level not in (Area.Level.TOWN, Area.Level.VILLAGE):
        return _list(request, area)
    desk = Desk(request, area)
    if request.method != "POST":
        return _page(request, desk)
    form = desk.read(request.POST)
    if form.is_valid():
        post = form.cleaned_data["post"]
        try:
            changes = actions.assign(
                post=post,
                starts=form.starts(),
                to_on=form.to_on,
                by=request.user,
                on=desk.today,
                seen=form.cleaned_data["seen"],
                duty=form.cleaned_data["duty"],
            )
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            told = _given(len(form.ticked), post, form.cleaned_data["duty"])
            return _done(request, desk, changes, told)
    return _page(request, desk, status=422)


@login_required
@require_POST
def preview(request: CadreRequest, code: str) -> HttpResponse:
    """What would change; htmx takes two parts, without script the page is drawn again."""
    desk = Desk(request, _board_area(request, code))
    desk.read(request.POST, is_sketch=True)
    if request.htmx:
        return render(request, "office/_assign_sketch.html", desk.context())
    return _page(request, desk)


@login_required
@require_POST
def end(request: CadreRequest, code: str) -> HttpResponse:
    """From a day on nobody answers for the ticked areas."""
    desk = Desk(request, _board_area(request, code))
    form = desk.read(request.POST, needs_post=False)
    if form.is_valid():
        told = form.cleaned_data
        try:
            changes = actions.unassign(
                areas=told["area"], from_on=told["from_on"], on=desk.today, seen=told["seen"]
            )
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            return _done(request, desk, changes, _("Ended; nobody answers from that day on"))
    return _page(request, desk, status=422)


@login_required
@require_POST
def drop(request: CadreRequest, code: str) -> HttpResponse:
    """A planned assignment does not come."""
    desk = Desk(request, _board_area(request, code))
    number = request.POST.get("drop", "")
    found = [one for one in planned(desk.board.lines, on=desk.today) if str(one.pk) == number]
    helping = [one for held in desk.board.beside.values() for one in held if str(one.pk) == number]
    if helping:
        changes = actions.end_beside(assignment=helping[0], on=desk.today)
        told = _("%(post)s no longer stands beside %(area)s")
        return _done(
            request, desk, changes, told % {"post": helping[0].post, "area": helping[0].area}
        )
    if not found:
        raise Http404
    changes = actions.cancel(assignment=found[0], on=desk.today)
    told = _("%(post)s does not take over %(area)s")
    return _done(request, desk, changes, told % {"post": found[0].post, "area": found[0].area})


@login_required
@require_POST
def take_back(request: CadreRequest, note: str) -> HttpResponse:
    """Undo what the note tells, as long as it stands as the note left it."""
    today = timezone.localdate()
    grants = grants_for(request.user, "assign", on=today)
    try:
        changes, back = read_note(note, by=request.user)
    except BadSignature:
        raise Http404 from None
    if not queries.covers_all(grants, {change.area_id for change in changes}):
        raise Http404
    try:
        actions.take_back(changes=changes, by=request.user, on=today)
    except ValidationError as refusal:
        return render(
            request,
            "office/assign_refused.html",
            {"refusal": refusal.messages[0], "back": back},
            status=409,
        )
    messages.success(request, _("Taken back"))
    return redirect(back)


def _given(count: int, post: Post, duty: str) -> str:
    if duty != Duty.RESPONSIBLE:
        beside = ngettext(
            "%(post)s stands beside %(count)d area",
            "%(post)s stands beside %(count)d areas",
            count,
        )
        return beside % {"count": count, "post": post}
    told = ngettext("%(count)d area given to %(post)s", "%(count)d areas given to %(post)s", count)
    return told % {"count": count, "post": post}


def _area(request: CadreRequest, code: str) -> Area:
    grants = grants_for(request.user, "assign", on=timezone.localdate())
    return get_object_or_404(queries.assignable(grants), code=code)


def _board_area(request: CadreRequest, code: str) -> Area:
    area = _area(request, code)
    if area.level not in (Area.Level.TOWN, Area.Level.VILLAGE):
        raise Http404
    return area


def _list(request: CadreRequest, area: Area) -> HttpResponse:
    if request.method == "POST":
        raise Http404
    today = timezone.localdate()
    grants = grants_for(request.user, "assign", on=today)
    context = {
        "area": area,
        "rows": queries.children(area, on=today),
        "crumbs": queries.crumbs(area, grants),
    }
    return render(request, "office/assign_areas.html", context)


def _page(request: CadreRequest, desk: Desk, *, status: int = 200) -> HttpResponse:
    return render(request, "office/assign.html", desk.context(), status=status)


def _done(request: CadreRequest, desk: Desk, changes: Any, told: str) -> HttpResponse:
    back = desk.board.here
    if not changes:
        messages.info(request, _("That is how it stands already"))
        return redirect(back)
    note = note_of(changes, by=request.user, back=back)
    undo = reverse("office:assign_take_back", args=[note])
    messages.success(request, told, extra_tags=undo)
    return redirect(back)
