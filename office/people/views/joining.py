"""The page behind an invitation: the person, not logged in, sets the own password."""

from allauth.account.utils import perform_login
from allauth.core import ratelimit
from django.contrib.auth import logout
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from cadres.actions import people as accounts
from cadres.invitations import State, find, good_until
from office.people import queries
from office.people.forms import JoinForm


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, key: str) -> HttpResponse:
    """Who is meant, in which post; then the password twice, and in."""
    now = timezone.now()
    found = find(key, at=now)
    if found.state != State.GOOD or found.cadre is None:
        # Only wrong keys count: a whole town hall may join from one address.
        limited = ratelimit.consume_or_429(
            request, action="reset_password_from_key", limit_get=True
        )
        return limited or _no_more(request, found.state)
    cadre = found.cadre
    form = JoinForm(request.POST if request.method == "POST" else None, cadre=cadre)
    if form.is_valid():
        try:
            cadre = accounts.join(key=key, password=form.cleaned_data["password1"], at=now)
        except ValidationError as refusal:  # used or withdrawn in between
            return _no_more(request, State(refusal.code or State.GONE))
        if request.user.is_authenticated:  # the administrator tried it on the own computer
            logout(request)
        return perform_login(request, cadre)
    context = {
        "form": form,
        "cadre": cadre,
        "posts": queries.running(cadre, on=timezone.localdate()),
        "until": good_until(cadre),
        "today": timezone.localdate(),
    }
    return render(request, "office/people_join.html", context, status=422 if form.errors else 200)


def _no_more(request: HttpRequest, state: State) -> HttpResponse:
    told = {"is_late": state == State.LATE}
    return render(request, "office/people_join_gone.html", told, status=410)
