"""Today's doors, and a door looked up."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cadres.requests import CadreRequest
from phone import queries


@login_required
@require_safe
def today(request: CadreRequest) -> HttpResponse:
    """Today's doors: promises, overdue, due soon; what was walked, folded."""
    day = queries.today(request.user, on=timezone.localdate())
    context = {"day": day, "groups": day.groups(whole=request.GET.get("whole", ""))}
    return render(request, "phone/today.html", context)


@login_required
@require_safe
def search(request: CadreRequest) -> HttpResponse:
    """Doors by name, number or initials; the empty question shows today's list again."""
    text = request.GET.get("q", "").strip()[:40]
    if not text:
        return today(request)
    doors = queries.search(request.user, text, on=timezone.localdate())
    context = {"text": text, "doors": doors[: queries.FOUND], "is_cut": len(doors) > queries.FOUND}
    return render(request, "phone/search.html", context)
