"""To approve: three lists, many rows at a time, and back."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cadres.access import grants_for
from cadres.requests import CadreRequest
from cadres.sheets import sheet_response
from dashboards.exclusions import deciding, sheet
from dashboards.exclusions.asked import Asked, Kind
from dashboards.exclusions.page import ExclusionsPage

VERB = "approve_exclusions"


@login_required
@require_http_methods(["GET", "POST"])
def exclusions(request: CadreRequest) -> HttpResponse:
    """The list that the address asks for; ticked rows are decided, the others stay."""
    on = timezone.localdate()
    grants = grants_for(request.user, VERB, on=on)
    asked = Asked.read(request.GET)
    shown: dict[str, object] = {}
    if request.method == "POST":
        decision = deciding.Decision(
            kind=asked.kind,
            verb=request.POST.get("verb", ""),
            ids=request.POST.getlist("row"),
            why=request.POST.get("why", ""),
            residence=request.POST.get("residence", ""),
        )
        try:
            decided = deciding.decide(decision, grants=grants, by=request.user, on=on)
        except ValidationError as refusal:
            shown = {"refusal": refusal, "ticked": decision.ids, "why": decision.why}
        else:
            _say(request, decision, decided)
            if not decided.refused:
                return redirect(asked.url)
            shown = {"refused": decided.refused, "why": decision.why}
    page = ExclusionsPage(
        asked=asked, grants=grants, cadre=request.user, on=on, number=request.GET.get("page", "1")
    )
    status = 422 if shown else 200
    return render(request, "dashboards/exclusions.html", {"list": page, **shown}, status=status)


def _say(request: CadreRequest, decision: deciding.Decision, decided: deciding.Decided) -> None:
    if not decided.done:
        if not decided.refused:
            messages.info(request, _("Somebody has decided this already"))
        return
    token = deciding.undo_of(decision.kind, decided.done)
    undo = reverse("dashboards:exclusions_take_back", args=[token]) if token else ""
    count = len(decided.done)
    words = {
        "approve": ngettext(
            "%(n)d door is out from today", "%(n)d doors are out from today", count
        ),
        "end": ngettext("%(n)d door counts again", "%(n)d doors count again", count),
        "add": ngettext("%(n)d household added", "%(n)d households added", count),
        "withdraw": ngettext("%(n)d request taken back", "%(n)d requests taken back", count),
    }
    kept = ngettext("%(n)d request turned down", "%(n)d requests turned down", count)
    told = words.get(decision.verb, kept) % {"n": count}
    messages.success(request, told, extra_tags=undo)


@login_required
@require_POST
def take_back(request: CadreRequest, token: str) -> HttpResponse:
    """Undo what was just decided."""
    on = timezone.localdate()
    grants = grants_for(request.user, VERB, on=on)
    kind, undone = deciding.take_back(token, grants=grants, by=request.user, on=on)
    if undone.done:
        messages.success(request, _("Taken back"))
    for _row, refusal in undone.refused[:1]:
        messages.warning(request, refusal.messages[0])
    return redirect(Asked(kind=kind if kind in Kind.values else Kind.ASKED).url)


@login_required
@require_safe
def exclusions_sheet(request: CadreRequest) -> FileResponse:
    """All rows of the list as a workbook."""
    on = timezone.localdate()
    grants = grants_for(request.user, VERB, on=on)
    asked = Asked.read(request.GET)
    page = ExclusionsPage(asked=asked, grants=grants, cadre=request.user, on=on)
    return sheet_response(*sheet.written(page))
