"""The evening list: many doors from one notebook."""

from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from cadres.requests import CadreRequest
from phone import evening as lists
from phone.forms.evening import EveningForm


@login_required
@require_http_methods(["GET", "POST"])
def evening(request: CadreRequest) -> HttpResponse:
    """One day and part of day for all, an answer a door; what is refused stays, typed text too."""
    at = timezone.now()
    on = timezone.localdate(at)
    ways = lists.Ways.of(request.user, on=on)
    if request.method == "POST":
        return _posted(request, ways, at)
    ids = lists.ids_told(request.GET.getlist("door"))
    ids = ids or lists.ids_of_today(request.user, on=on)
    told = EveningForm.initial_of(request.GET.get("day", ""), request.GET.get("part", ""), at=at)
    head = EveningForm(at=at, initial=told)
    rows = lists.doors(ids, ways=ways, data=None, at=at)
    return render(request, "phone/evening.html", {"head": head, "doors": rows})


def _posted(request: CadreRequest, ways: lists.Ways, at: datetime) -> HttpResponse:
    """Look doors up, or save; whatever was typed comes back."""
    on = timezone.localdate(at)
    ids = lists.ids_told(request.POST.getlist("door"))
    head = EveningForm(request.POST, at=at)
    text = request.POST.get("q", "")
    if "find" in request.POST or "more" in request.POST:
        more = "more" in request.POST
        found = (
            lists.ids_of_today(request.user, on=on, how_many=len(ids) + lists.DOORS)
            if more
            else lists.ids_found(request.user, text, on=on)
        )
        rows = lists.doors([*found, *ids], ways=ways, data=request.POST, at=at)
        fresh = [one for one in found if one not in ids]
        head = EveningForm(at=at, initial=request.POST.dict())
        shown = {"head": head, "doors": rows, "text": text, "fresh": fresh, "asked": not more}
        return render(request, "phone/evening.html", shown)
    rows = lists.doors(ids, ways=ways, data=request.POST, at=at)
    if not head.is_valid() or not any(door.form.is_told for door in rows):
        shown = {"head": head, "doors": rows, "nothing": head.is_valid()}
        return render(request, "phone/evening.html", shown, status=422)
    saved = lists.save(rows, head=head, by=request.user, ways=ways, at=at)
    _say(request, saved)
    if saved.has_refused:
        shown = {"head": head, "doors": saved.doors, "refused": True}
        return render(request, "phone/evening.html", shown, status=422)
    if not saved.doors:
        return redirect("phone:today")
    left = [door.place.pk for door in saved.doors]
    day, part = head.entered_for
    return redirect(reverse("phone:evening", query={"day": day, "part": part, "door": left}))


def _say(request: CadreRequest, saved: lists.Saved) -> None:
    if saved.visits:
        count = len(saved.visits)
        words = ngettext("Saved, %(count)d door", "Saved, %(count)d doors", count)
        undo = reverse(
            "phone:evening_take_back", args=[lists.undo_of(saved.visits, by=request.user)]
        )
        messages.success(request, words % {"count": count}, extra_tags=undo)


@login_required
@require_POST
def take_back(request: CadreRequest, token: str) -> HttpResponse:
    """Undo the saving of a list, and come back to it."""
    visits = lists.visits_of(token, by=request.user)
    if not visits:
        raise Http404
    done, refused = lists.take_back(visits, by=request.user, at=timezone.now())
    if done:
        words = ngettext("Taken back, %(count)d door", "Taken back, %(count)d doors", done)
        messages.success(request, words % {"count": done})
    for refusal in refused[:1]:
        messages.warning(request, refusal.messages[0])
    told = {"door": [visit.place_id for visit in visits]}
    return redirect(reverse("phone:evening", query=told))
