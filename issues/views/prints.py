"""What goes out on paper: the hand-over slip and the reply, A4, black and white."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cadres.requests import CadreRequest
from issues import papers, reading


@login_required
@require_safe
def slip(request: CadreRequest) -> HttpResponse:
    """交办单 of the issues in `ids` that are in sight, each on a page of its own."""
    keys = papers.keys_of(request.GET.getlist("ids"))
    slips = papers.slips(request.user, keys)
    if not slips:
        raise Http404
    return render(request, "issues/slip.html", {"slips": slips, "at": timezone.now()})


@login_required
@require_safe
def reply(request: CadreRequest, pk: UUID) -> HttpResponse:
    """答复单: what was raised, what was done, honestly how it ended."""
    issue = reading.issue_for(request.user, pk)
    if issue is None:
        raise Http404
    told = papers.reply(issue, cadre=request.user)
    return render(request, "issues/reply.html", {"reply": told, "at": timezone.now()})
