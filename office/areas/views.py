"""The administrator's pages of the area tree, one level at a time."""

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

from cadres.access import grants_for
from cadres.divisions import Brought
from cadres.models import Area
from cadres.requests import CadreRequest
from office.areas import actions, loading, queries
from office.areas.forms import AddForm, FileForm
from office.areas.page import AreaPage
from office.areas.undoing import added_note, read_note, removed_note


@login_required
@require_safe
def areas(request: CadreRequest) -> HttpResponse:
    """Where an administrator begins: the own area, or the choice among several."""
    today = timezone.localdate()
    rows = queries.tops(grants_for(request.user, "keep_areas", on=today), on=today)
    if len(rows) == 1:
        return redirect(rows[0].url)
    return render(request, "office/areas_own.html", {"rows": rows})


@login_required
@require_safe
def area(request: CadreRequest, code: str) -> HttpResponse:
    """One area: what lies in it, and what may be changed of it."""
    return _page(request, _area(request, code))


@login_required
@require_POST
def change(request: CadreRequest, code: str) -> HttpResponse:
    """Another name, another front."""
    page = _area(request, code)
    form = page.read_change(request.POST)
    if form.is_valid():
        told = form.cleaned_data
        try:
            actions.change(
                area=page.area,
                name=told["name"],
                front=told.get("front", ""),
                seen=request.POST.get("seen", ""),
                on=page.today,
            )
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("Saved"))
            return redirect("office:areas", code)
    return _page(request, page, status=422)


@login_required
@require_POST
def add(request: CadreRequest, code: str) -> HttpResponse:
    """Grids of a village, or a division by its official code."""
    page = _area(request, code)
    form = page.read_add(request.POST)
    if form is None:
        raise Http404
    if form.is_valid():
        told = form.cleaned_data
        try:
            if isinstance(form, AddForm):
                added = [actions.add(parent=page.area, **told)]
            else:
                added = actions.add_grids(village=page.area, there=_there(request), **told)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            undo = reverse("office:areas_take_back", args=[added_note(added, by=request.user)])
            count = ngettext("%(count)d area added", "%(count)d areas added", len(added))
            told = {"count": len(added)}
            messages.success(request, count % told, extra_tags=undo)
            return redirect("office:areas", code)
    return _page(request, page, status=422)


@login_required
@require_POST
def remove(request: CadreRequest, code: str) -> HttpResponse:
    """A grid that nothing hangs on."""
    page = _area(request, code)
    found, village = page.area, page.area.parent or page.area
    try:
        actions.remove(area=found)
    except ValidationError as refusal:
        return _page(request, page, refusal=refusal.messages[0], status=409)
    undo = reverse("office:areas_take_back", args=[removed_note(found, by=request.user)])
    messages.success(request, _("%(area)s removed") % {"area": found.spoken}, extra_tags=undo)
    return redirect("office:areas", village.code)


@login_required
@require_POST
def take_back(request: CadreRequest, note: str) -> HttpResponse:
    """Undo what the note tells: take out what was added, put back what was removed."""
    grants = grants_for(request.user, "keep_areas", on=timezone.localdate())
    try:
        told = read_note(note, by=request.user)
    except BadSignature:
        raise Http404 from None
    parent = get_object_or_404(queries.areas_for(grants), code=told["parent"])
    try:
        if "removed" in told:
            actions.add(parent=parent, code=told["removed"], name=told["name"])
        else:
            actions.take_back(areas=queries.by_codes(told["added"]))
    except ValidationError as refusal:
        return _page(request, AreaPage(grants, parent), refusal=refusal.messages[0], status=409)
    messages.success(request, _("Taken back"))
    return redirect("office:areas", parent.code)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def load(request: CadreRequest, code: str) -> HttpResponse:
    """Official divisions from a file, or from the list beside the program."""
    page = _area(request, code)
    found = page.area
    if found.level in (Area.Level.VILLAGE, Area.Level.GRID):
        raise Http404
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = FileForm(*sent)
    is_shipped = request.method == "POST" and "shipped" in request.POST
    if is_shipped or form.is_valid():
        try:
            if is_shipped:
                told = loading.bring_in_shipped(area=found)
            else:
                file = form.cleaned_data["file"]
                told = loading.bring_in_upload(file, area=found, size=file.size)
        except ValidationError as refusal:
            form.add_error("file", refusal)
        else:
            messages.success(request, _brought(told))
            return redirect("office:areas", code)
    shipped = loading.shipped_below(found)
    context = {"area": found, "form": form, "shipped": shipped, "crumbs": page.crumbs}
    return render(request, "office/areas_load.html", context, status=422 if form.errors else 200)


def _there(request: CadreRequest) -> int:
    """How many grids the page showed; none where it does not say."""
    told = request.POST.get("there", "")[:6]
    return int(told) if told.isascii() and told.isdigit() else 0


def _brought(told: Brought) -> str:
    return _("%(created)s areas added, %(changed)s renamed, %(unchanged)s were there already") % {
        "created": f"{told.created:,}",
        "changed": f"{told.changed:,}",
        "unchanged": f"{told.unchanged:,}",
    }


def _area(request: CadreRequest, code: str) -> AreaPage:
    grants = grants_for(request.user, "keep_areas", on=timezone.localdate())
    areas = queries.areas_for(grants).select_related("parent")
    return AreaPage(grants, get_object_or_404(areas, code=code))


def _page(
    request: CadreRequest, page: AreaPage, *, refusal: str = "", status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {"page": page, "area": page.area, "refusal": refusal}
    return render(request, "office/areas.html", context, status=status)
