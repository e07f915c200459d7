"""这软件哪里不好用: said by anybody, read and answered by the administrator."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cadres.access import grants_for
from cadres.requests import CadreRequest
from office.feedback import actions, queries
from office.feedback.forms import AnswerForm, SayForm

A_PAGE = 30


@login_required
@require_http_methods(["GET", "POST"])
def tell(request: CadreRequest) -> HttpResponse:
    """Say it, and read what became of what one said before."""
    sent = request.POST if request.method == "POST" else None
    form = SayForm(sent, initial={"page": request.GET.get("page", "")[:200]})
    if form.is_valid():
        actions.say(
            by=request.user,
            under=queries.post_of(request.user),
            text=form.cleaned_data["text"],
            page=form.cleaned_data["page"],
            at=timezone.now(),
        )
        messages.success(request, _("Written down. Your administrator reads it"))
        return redirect("office:tell")
    context = {"form": form, "said": queries.said_by(request.user)[:A_PAGE]}
    return render(request, "office/tell.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def feedback(request: CadreRequest) -> HttpResponse:
    """All that was said in the own area, what nobody answered yet first."""
    grants_for(request.user, "read_feedback", on=timezone.localdate())
    return _listed(request, AnswerForm(), 0)


@login_required
@require_http_methods(["POST"])
def answer(request: CadreRequest, pk: int) -> HttpResponse:
    """Answer one of them."""
    grants_for(request.user, "read_feedback", on=timezone.localdate())
    row = get_object_or_404(queries.feedback_for(request.user), pk=pk)
    form = AnswerForm(request.POST)
    if form.is_valid():
        try:
            text = form.cleaned_data["answer"]
            actions.answer(feedback=row, by=request.user, text=text, at=timezone.now())
        except ValidationError as refusal:
            form.add_error("answer", refusal)
        else:
            messages.success(request, _("Answered, %(name)s reads it") % {"name": row.by})
            return redirect("office:feedback")
    return _listed(request, form, row.pk)


def _listed(request: CadreRequest, form: AnswerForm, form_of: int) -> HttpResponse:
    rows = queries.feedback_for(request.user)
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "form": form, "form_of": form_of}
    return render(request, "office/feedback.html", context, status=422 if form.errors else 200)
