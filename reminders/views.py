from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cadres.requests import CadreRequest
from reminders import actions, queries


@login_required
@require_safe
def inbox(request: CadreRequest) -> HttpResponse:
    """What waits for me, one digest a day, grouped by what to do."""
    now = timezone.now()
    sections = queries.inbox(request.user, at=now)
    digest = queries.last_digest(request.user)
    actions.mark_read(recipient=request.user, at=now)
    begins, ends = settings.REMINDER_HOURS
    context = {"sections": sections, "digest": digest, "begins": begins, "ends": ends}
    return render(request, "reminders/inbox.html", context)
