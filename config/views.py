"""The front door."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from config.navigation import Navigation


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """To where this person's work begins."""
    entry = Navigation(request).front
    if entry is None:
        raise Http404
    return redirect(entry.url)
