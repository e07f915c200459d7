"""What is the cadre's own: posts, visits, the ways to promises and issues, log-out."""

from tempfile import TemporaryFile

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cadres.access import grants_of
from cadres.requests import CadreRequest
from cadres.sheets import sheet_response, write_sheet
from phone import own, queries

VISITS_A_PAGE = 40
LATEST = 5  # visits on the page of me


@login_required
@require_safe
def me(request: CadreRequest) -> HttpResponse:
    """Who I am here, what waits, the last visits, language and log-out."""
    now = timezone.now()
    grants = grants_of(request.user, on=timezone.localdate(now))
    latest = own.visits_of(request.user, at=now, grants=grants)[:LATEST]
    context = {
        "posts": queries.posts_of(grants),
        "counts": own.counts_of(request.user, grants=grants),
        "days": own.by_day(latest, request.user, at=now),
    }
    return render(request, "phone/me.html", context)


@login_required
@require_safe
def visits(request: CadreRequest) -> HttpResponse:
    """Own visits by day, to be changed for 72 hours and corrected afterwards."""
    now = timezone.now()
    pages = Paginator(own.visits_of(request.user, at=now), VISITS_A_PAGE)
    page = pages.get_page(request.GET.get("page"))
    context = {"page": page, "days": own.by_day(page.object_list, request.user, at=now)}
    return render(request, "phone/mine.html", context)


@login_required
@require_safe
def sheet(request: CadreRequest) -> HttpResponseBase:
    """Own visits as a workbook, all of them."""
    now = timezone.now()
    file = TemporaryFile()  # noqa: SIM115 (the response closes it)
    rows = own.sheet_rows(own.visits_of(request.user, at=now))
    title = _("My visits")
    write_sheet(file, title=title, head=own.sheet_head(), rows=rows)
    return sheet_response(file, f"{title}-{timezone.localdate(now)}")
