"""All issues of an area, for those who oversee it."""

from tempfile import TemporaryFile

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cadres.requests import CadreRequest
from cadres.sheets import sheet_response, write_sheet
from issues.listing import TABS, IssueListing
from issues.narrowing import Narrowing


@login_required
@require_safe
def issues(request: CadreRequest) -> HttpResponse:
    """Five lists with their figures; tab and filters stand in the address."""
    listing = _listing(request)
    is_part = request.htmx.target == "issues" and not request.htmx.history_restore_request
    template = "issues/_issues.html" if is_part else "issues/issues.html"
    return render(request, template, {"list": listing})


@login_required
@require_safe
def export(request: CadreRequest) -> FileResponse:
    """All rows of the same list as a workbook."""
    listing = _listing(request)
    file = TemporaryFile()  # noqa: SIM115 the response closes it
    write_sheet(file, title=_("Issues"), head=listing.head(), rows=listing.cells())
    return sheet_response(file, _("Issues") + f"-{timezone.localdate():%Y%m%d}")


def _listing(request: CadreRequest) -> IssueListing:
    asked = Narrowing.read(request.GET, page="issues:issues", tabs=TABS)
    number = request.GET.get("page", "1")
    return IssueListing(asked, cadre=request.user, at=timezone.now(), number=number)
