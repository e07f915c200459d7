"""What was promised at the doors: kept, dropped with a reason, taken up again."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cadres.requests import CadreRequest
from phone import own
from visits import actions
from visits.models import Promise

DONE_SHOWN = 50


@login_required
@require_safe
def promises(request: CadreRequest) -> HttpResponse:
    """Own promises: open ones first, the done ones folded."""
    return _listed(request)


def _listed(request: CadreRequest, *, refusal: str = "", wrote: str = "") -> HttpResponse:
    """The list; what was refused, and what was written for it, stand on top."""
    mine = own.promises_of(request.user)
    done = mine.exclude(pk__in=mine.open().values("pk")).order_by("-made_at", "-pk")
    context = {
        "open": list(mine.open()),
        "done": list(done[:DONE_SHOWN]),
        "today": timezone.localdate(),
        "refusal": refusal,
        "wrote": wrote,
    }
    return render(request, "phone/promises.html", context, status=422 if refusal else 200)


def _promise(request: CadreRequest, pk: UUID) -> Promise:
    promise = own.promise_for(request.user, pk)
    if promise is None:
        raise Http404
    return promise


@login_required
@require_POST
def keep(request: CadreRequest, pk: UUID) -> HttpResponse:
    """It was done; eight seconds to say that it was not."""
    promise = _promise(request, pk)
    try:
        actions.keep_promise(promise=promise, by=request.user, at=timezone.now())
    except ValidationError as refusal:
        messages.warning(request, refusal.messages[0])
    else:
        _say(request, _("Kept: %(text)s") % {"text": promise.text}, pk)
    return _back(request, promise)


@login_required
@require_POST
def drop(request: CadreRequest, pk: UUID) -> HttpResponse:
    """It cannot be done; the reason is kept with it."""
    promise = _promise(request, pk)
    why = request.POST.get("why", "")
    try:
        actions.drop_promise(promise=promise, why=why, at=timezone.now())
    except ValidationError as refusal:
        return _listed(request, refusal=refusal.messages[0], wrote=why)
    _say(request, _("Dropped: %(text)s") % {"text": promise.text}, pk)
    return _back(request, promise)


@login_required
@require_POST
def reopen(request: CadreRequest, pk: UUID) -> HttpResponse:
    """Undo: it is still to be done."""
    promise = _promise(request, pk)
    actions.reopen_promise(promise=promise)
    messages.success(request, _("Still to be done: %(text)s") % {"text": promise.text})
    return _back(request, promise)


def _say(request: CadreRequest, sentence: str, pk: UUID) -> None:
    undo = reverse("phone:reopen_promise", args=[pk])
    messages.success(request, sentence, extra_tags=undo)


def _back(request: CadreRequest, promise: Promise) -> HttpResponse:
    """To the door where the button stood, or to the list of promises."""
    if request.POST.get("at") == "place":
        return redirect("phone:place", pk=promise.place_id)
    return redirect("phone:promises")
