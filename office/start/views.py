"""The first steps of a house: which area it is for, then six of them up to the first visit."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cadres.access import grants_for
from cadres.requests import CadreRequest
from office.start import actions, queries
from office.start.calendar import calendar_of
from office.start.forms import FoundingForm


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: CadreRequest) -> HttpResponse:
    """The steps; in a house without any administrator's post the question for its area."""
    today = timezone.localdate()
    if actions.is_unfounded():
        return _found(request)
    grants = grants_for(request.user, "keep_people", on=today)
    if request.method == "POST":  # somebody was quicker
        return redirect("office:start")
    house = queries.House(grants, on=today)
    return render(request, "office/start.html", {"house": house})


def _found(request: CadreRequest) -> HttpResponse:
    form = FoundingForm(request.POST or None, initial={"unit": _("Visiting office")})
    if form.is_valid():
        told = form.cleaned_data
        try:
            post = actions.found(
                by=request.user,
                code=told["code"],
                names=form.names,
                unit=told["unit"],
                on=timezone.localdate(),
            )
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("You administer %(area)s") % {"area": post.area.spoken})
            return redirect("office:start")
    return render(request, "office/start_found.html", {"form": form})


@login_required
@require_safe
def calendar(request: CadreRequest) -> HttpResponse:
    """The working calendar of this year and the next."""
    today = timezone.localdate()
    grants_for(request.user, "keep_people", on=today)
    context = {
        "years": [calendar_of(today.year), calendar_of(today.year + 1)],
        "words": queries.calendar_words(today),
    }
    return render(request, "office/start_calendar.html", context)
