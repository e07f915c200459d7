"""可以说说的: policies and hints, for all who go from door to door."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cadres.requests import CadreRequest
from office.topics import actions
from office.topics.desk import Desk


@login_required
@require_safe
def topics(request: CadreRequest) -> HttpResponse:
    """What is said, and what was said once."""
    return _page(request, Desk(request))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: CadreRequest) -> HttpResponse:
    """Write down one more."""
    desk = Desk(request, is_new=True)
    return _keep(request, desk, lambda told: actions.add_topic(**told, today=desk.today))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: CadreRequest, pk: int) -> HttpResponse:
    """Change one, or end it from a day on."""
    desk = Desk(request, pk)
    topic, seen = desk.chosen, request.POST.get("seen", "")
    assert topic is not None  # found, or not here
    return _keep(
        request,
        desk,
        lambda told: actions.change_topic(topic=topic, **told, today=desk.today, seen=seen),
    )


def _keep(request: CadreRequest, desk: Desk, act: Callable[..., object]) -> HttpResponse:
    """Show it, or do it; or draw the page again with what was typed, and why not."""
    if request.method != "POST":
        return _page(request, desk)
    form = desk.read(request.POST)
    if not form.is_valid():
        return _page(request, desk)
    try:
        act(form.cleaned_data)
    except ValidationError as refusal:
        form.refuse(refusal)
        return _page(request, desk)
    messages.success(request, _("Kept"))
    return redirect("office:topics")


def _page(request: CadreRequest, desk: Desk) -> HttpResponse:
    refused = desk.form is not None and desk.form.is_bound and desk.form.errors
    return render(request, "office/topics.html", desk.context(), status=422 if refused else 200)
