"""What was written on this phone and has no receipt yet: the phone fills the page in."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cadres.requests import CadreRequest


@login_required
@require_safe
def outbox(request: CadreRequest) -> HttpResponse:
    """The frame of the outbox and the words for it; its rows lie on the phone."""
    return render(request, "phone/outbox.html")
