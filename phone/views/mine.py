"""What is the cadre's own: posts, ways to the other pages, log-out."""

from collections.abc import Sequence

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cadres.requests import CadreRequest
from phone import queries


@login_required
@require_safe
def me(request: CadreRequest) -> HttpResponse:
    """Who I am here, which posts I hold, language and log-out."""
    posts: Sequence[object] = queries.posts_of(request.user, on=timezone.localdate())
    return render(request, "phone/me.html", {"posts": posts})
