"""The handler's queue."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cadres.requests import CadreRequest
from issues.narrowing import Narrowing
from issues.queue import TABS, Queue


@login_required
@require_safe
def queue(request: CadreRequest) -> HttpResponse:
    """What the own unit is to do, urgent ones first; tab and filters stand in the address."""
    asked = Narrowing.read(request.GET, page="issues:queue", tabs=TABS)
    number = request.GET.get("page", "1")
    page = Queue(asked, cadre=request.user, at=timezone.now(), number=number)
    is_part = request.htmx.target == "queue" and not request.htmx.history_restore_request
    template = "issues/_queue.html" if is_part else "issues/queue.html"
    return render(request, template, {"queue": page})
