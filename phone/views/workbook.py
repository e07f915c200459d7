"""The office's table of visits: choose it, look at what it says, save what is right."""

from datetime import datetime
from io import BytesIO

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from cadres.access import grants_for
from cadres.requests import CadreRequest
from cadres.sheets import sheet_response, write_sheet
from phone import evening, workbook
from phone.forms.workbook import PreviewForm, UploadForm
from visits.models import Visit

PAGE = "phone/workbook.html"


@login_required
@require_http_methods(["GET", "POST"])
def evening_workbook(request: CadreRequest) -> HttpResponse:
    """Upload, preview, save; three steps of one address, each of which can be sent again."""
    at = timezone.now()
    ways = evening.Ways.of(request.user, on=timezone.localdate(at))
    if request.method == "POST" and "rows" in request.POST:
        return _save(request, ways, at)
    posted = request.method == "POST"
    form = UploadForm(request.POST, request.FILES) if posted else UploadForm()
    if form.is_valid():
        try:
            told = workbook.read(form.cleaned_data["file"], on=timezone.localdate(at))
        except ValidationError as refusal:
            form.add_error("file", refusal)
        else:
            seen = _preview(request, told, ways, at)
            return render(request, PAGE, {"form": form, "preview": PreviewForm(seen, request.user)})
    return render(request, PAGE, {"form": form}, status=422 if form.errors else 200)


def _preview(
    request: CadreRequest, told: workbook.Read, ways: evening.Ways, at: datetime
) -> workbook.Preview:
    colleagues = workbook.colleagues_of(ways, by=request.user, on=timezone.localdate(at))
    return workbook.preview(told, ways=ways, colleagues=colleagues, by=request.user)


def _save(request: CadreRequest, ways: evening.Ways, at: datetime) -> HttpResponse:
    try:
        told = workbook.unsealed(request.POST["rows"], by=request.user)
    except ValidationError as refusal:
        form = UploadForm({}, {})
        form.add_error("file", refusal)
        return render(request, PAGE, {"form": form}, status=422)
    seen = PreviewForm(_preview(request, told, ways, at), request.user, request.POST)
    if not seen.is_valid():
        return render(request, PAGE, {"form": UploadForm(), "preview": seen}, status=422)
    colleagues = workbook.colleagues_of(ways, by=request.user, on=timezone.localdate(at))
    kept, refused = workbook.save(
        seen.choices, by=request.user, ways=ways, colleagues=colleagues, at=at
    )
    _say(request, kept)
    if refused:
        shown = {"form": UploadForm(), "refused": refused}
        return render(request, PAGE, shown, status=422)
    return redirect("phone:evening_workbook")


def _say(request: CadreRequest, kept: list[Visit]) -> None:
    if not kept:
        messages.info(request, _("Nothing new: all of these were there already"))
        return
    words = ngettext("Saved, %(count)d visit", "Saved, %(count)d visits", len(kept))
    undo = reverse("phone:evening_take_back", args=[evening.undo_of(kept, by=request.user)])
    messages.success(request, words % {"count": len(kept)}, extra_tags=undo)


@login_required
@require_safe
def empty_table(request: CadreRequest) -> FileResponse:
    """A table with the columns and no row, to be filled."""
    grants_for(request.user, "visit", on=timezone.localdate())
    file = BytesIO()
    write_sheet(file, title=_("Visits"), head=workbook.head(), rows=[])
    return sheet_response(file, _("Visits"))
