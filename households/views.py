"""Rosters on the desk: upload, look through, import. Only whoever uploaded one sees it."""

import logging
from functools import partial
from io import BytesIO
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest, ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from cadres.access import grants_for
from cadres.requests import CadreRequest
from cadres.sheets import sheet_response, write_sheet
from households import previews, uploads
from households.actions import roster_intake, roster_mending
from households.actions import rosters as actions
from households.forms import MendForm, RosterForm
from households.models import RosterImport
from households.rosters import columns
from households.tasks import read_roster, write_roster

log = logging.getLogger("doorstep.rosters")
ROWS_A_PAGE = 50
AT_ONCE = 3_000  # rows that are written while the person waits
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@login_required
@require_http_methods(["GET", "POST"])
def rosters(request: CadreRequest) -> HttpResponse:
    """Choose a file; below it what was brought in before."""
    grants = grants_for(request.user, "import_rosters", on=timezone.localdate())
    areas = previews.areas_of(grants)
    form = RosterForm(request.POST or None, request.FILES or None, areas=areas)
    if form.is_valid():
        try:
            return _receive(request, form)
        except ValidationError as refusal:
            form.add_error(None, refusal)
    earlier = Paginator(previews.rosters_of(request.user), 20).get_page(request.GET.get("page"))
    return render(request, "households/rosters.html", {"form": form, "earlier": earlier})


@login_required
@require_safe
def blank(request: CadreRequest, kind: str) -> FileResponse:
    """An empty roster with the columns that we read, for an office that has none yet."""
    grants_for(request.user, "import_rosters", on=timezone.localdate())
    if kind not in columns.ROSTERS:
        raise Http404
    names = {
        columns.Kind.HOUSEHOLDS: _("Empty roster of households"),
        columns.Kind.ENTERPRISES: _("Empty roster of firms"),
    }
    file, name = BytesIO(), names[columns.Kind(kind)]
    head = [column.name for column in columns.COLUMNS[columns.Kind(kind)]]
    write_sheet(file, title=name, head=head, rows=[])
    return sheet_response(file, name)


def _receive(request: CadreRequest, form: RosterForm) -> HttpResponse:
    file, now = form.cleaned_data["file"], timezone.now()
    roster = actions.receive(
        area=form.cleaned_data["area"], by=request.user, file_name=file.name, at=now
    )
    uploads.keep(roster.pk, file)
    if file.size <= uploads.SMALL_BYTES:
        roster_intake.read(roster=roster, at=now)
    else:
        transaction.on_commit(partial(read_roster.delay, roster.pk))
    return redirect("households:preview", pk=roster.pk)


@login_required
@require_safe
def preview(request: CadreRequest, pk: int) -> HttpResponse:
    """Look through a roster: what will become of it, and the rows that need somebody's eye."""
    roster = get_object_or_404(previews.rosters_of(request.user), pk=pk)
    return _looked_through(request, roster)


def _looked_through(
    request: CadreRequest, roster: RosterImport, refused: previews.Cell | None = None
) -> HttpResponse:
    context: dict[str, Any] = {"roster": roster, "working": previews.working(roster)}
    if "rows" in roster.counts:
        part = previews.part_of(roster, request.GET.get("part", ""))
        page = Paginator(previews.rows_of(roster, part), ROWS_A_PAGE).get_page(
            request.GET.get("page")
        )
        cells = previews.cells_of(roster, page.object_list, part)
        cells = [refused if refused and refused.is_same(cell) else cell for cell in cells]
        log.info("cadre %s looked at part %s of roster %s", request.user.pk, part, roster.pk)
        context |= {"part": part, "page": page, "cells": cells}
        context |= {"summary": previews.summary_of(roster)}
    return render(request, "households/preview.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def mend(request: CadreRequest, pk: int) -> HttpResponse:
    """Put one faulty cell right; what will not do either is said beside it."""
    roster = get_object_or_404(previews.rosters_of(request.user), pk=pk)
    asked = request.GET.urlencode()
    back = previews.url_of(roster) + (f"?{asked}" if asked else "")
    if request.method == "GET":  # a link of the page that told a refusal
        return redirect(back)
    form = MendForm(request.POST)
    if not form.is_valid():
        raise BadRequest
    told = form.cleaned_data
    log.info("cadre %s mends row %s of roster %s", request.user.pk, told["row"], roster.pk)
    try:
        roster = roster_mending.mend(roster=roster, at=timezone.now(), **told)
    except ValidationError as refusal:
        refused = previews.refused_cell(roster, told, refusal)
        if refused and request.htmx:
            return render(request, "households/_cell.html", {"roster": roster, "cell": refused})
        if refused:
            return _looked_through(request, roster, refused)
        messages.warning(request, " ".join(refusal.messages))  # it quotes what was typed
        return HttpResponseClientRedirect(back) if request.htmx else redirect(back)
    return _mended(request, roster, back)


def _mended(request: CadreRequest, roster: RosterImport, back: str) -> HttpResponse:
    """The line goes; summary, counts and the foot are told anew. After the last one, the page."""
    if not request.htmx:
        return redirect(back)
    if not roster.counts["faulty"]:
        return HttpResponseClientRedirect(back)
    context = {"roster": roster, "part": "faulty", "summary": previews.summary_of(roster)}
    return render(request, "households/_mended.html", context)


@login_required
@require_safe
def progress(request: CadreRequest, pk: int) -> HttpResponse:
    """How far it is; when it is done, the page itself."""
    roster = get_object_or_404(previews.rosters_of(request.user), pk=pk)
    working = previews.working(roster)
    if working is None:
        return HttpResponseClientRedirect(previews.url_of(roster))
    return render(request, "households/_working.html", {"roster": roster, "working": working})


@login_required
@require_POST
def confirm(request: CadreRequest, pk: int) -> HttpResponse:
    """Import the sound rows."""
    roster = get_object_or_404(previews.rosters_of(request.user), pk=pk)
    now = timezone.now()
    try:
        roster = actions.confirm(roster=roster, at=now)
    except ValidationError as refusal:
        messages.warning(request, " ".join(refusal.messages))
        return redirect("households:preview", pk=pk)
    if roster.rows_total <= AT_ONCE:
        roster_intake.write(roster=roster, by=request.user, at=now)
    else:
        transaction.on_commit(partial(write_roster.delay, roster.pk))
    return redirect("households:preview", pk=pk)


@login_required
@require_POST
def discard(request: CadreRequest, pk: int) -> HttpResponse:
    """Throw a roster away that was not imported."""
    roster = get_object_or_404(previews.rosters_of(request.user), pk=pk)
    try:
        actions.discard(roster=roster, at=timezone.now())
    except ValidationError as refusal:
        messages.warning(request, " ".join(refusal.messages))
        return redirect("households:preview", pk=pk)
    messages.success(request, _("Thrown away, nothing was imported"))
    return redirect("households:rosters")


@login_required
@require_safe
def faults(request: CadreRequest, pk: int) -> HttpResponse:
    """The faulty rows as a workbook, with a column that says why."""
    roster = get_object_or_404(previews.rosters_of(request.user), pk=pk)
    if "columns" not in roster.counts:  # not read yet, or refused
        raise Http404
    log.info("cadre %s took the faulty rows of roster %s", request.user.pk, roster.pk)
    response = HttpResponse(previews.faulty_workbook(roster), content_type=XLSX)
    name = _("To mend %(file)s") % {"file": roster.file_name.rsplit(".", 1)[0]}
    response["Content-Disposition"] = content_disposition_header(True, f"{name}.xlsx")
    return response
