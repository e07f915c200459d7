"""All doors of the cadre: searched, filtered, in walking order."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cadres.requests import CadreRequest
from phone import listing

DOORS_A_PAGE = 60


@login_required
@require_safe
def places(request: CadreRequest) -> HttpResponse:
    """Own places, not only those that are due; a part of it is swapped as one types."""
    on = timezone.localdate()
    asked = request.GET
    doors = listing.doors_of(
        request.user,
        which=asked.get("which", ""),
        kind=asked.get("kind", ""),
        text=asked.get("q", "").strip()[:40],
        on=on,
    )
    page = Paginator(doors.places, DOORS_A_PAGE).get_page(asked.get("page"))
    context = {
        "doors": doors,
        "page": page,
        "rows": listing.doors_on(request.user, list(page.object_list), on=on),
    }
    return render(request, "phone/places.html", context)
