"""What was typed survives an expired log-in: it waits while the person logs in again, then goes on.

Only for plain forms: a part that htmx sends stays on its page. Files are too large to wait; the
page says that they must be chosen again.
"""

import json
import secrets
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from allauth.core import ratelimit
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from cadres.encryption import seal, unseal

Handler = Callable[[HttpRequest], HttpResponse]

KEPT_SECONDS = 60 * 60
MOST_BYTES = 200_000
MOST_KEPT = 9  # a browser
_PLACE = "config.typed"
_KEYS = "typed"  # of the session
_NOT_TYPED = {"csrfmiddlewaretoken", "password", "oldpassword", "password1", "password2"}


class TypedSurvives:
    """A form that is sent after the log-in ran out is kept, and offered again after the log-in."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_refused = request.method == "POST" and _asks_log_in(request, response)
        if is_refused and not request.user.is_authenticated:
            key = keep(request)
            if key:
                way = urlencode({"next": reverse("again", args=[key])})
                return HttpResponseRedirect(f"{settings.LOGIN_URL}?{way}")
        return response


def _asks_log_in(request: HttpRequest, response: HttpResponse) -> bool:
    """Sent to the log-in in order to come back here; not who logs out or chooses a language."""
    if response.status_code != 302 or not response["Location"].startswith(settings.LOGIN_URL):
        return False
    back = parse_qs(urlsplit(response["Location"]).query).get("next")
    return back == [request.get_full_path()]


def keep(request: HttpRequest) -> str:
    """Put a form aside for an hour, encrypted; return its key, or nothing where it is too much."""
    typed = {name: request.POST.getlist(name) for name in request.POST if name not in _NOT_TYPED}
    told = {"to": request.get_full_path(), "typed": typed, "had_files": bool(request.FILES)}
    text = json.dumps(told)
    if len(text) > MOST_BYTES or request.headers.get("HX-Request") or not _may_keep(request):
        return ""
    key = secrets.token_urlsafe(24)
    request.session[_KEYS] = [*request.session.get(_KEYS, ()), key][-MOST_KEPT:]
    cache.set(_name(key), seal(text, place=_PLACE), KEPT_SECONDS)
    return key


def _may_keep(request: HttpRequest) -> bool:
    """A whole town hall may sit behind one address; who floods it keeps nothing more."""
    return bool(ratelimit.consume(request, action="keep_typed"))


@login_required
@require_safe
def again(request: HttpRequest, key: str) -> HttpResponse:
    """Show what was kept and send it on, by one button; nothing is done without it."""
    # Only in the browser where it was typed: nobody is led to send what a stranger filled in.
    is_own = key in request.session.get(_KEYS, ())
    kept = cache.get(_name(key)) if is_own else None
    if kept is None:
        return render(request, "again_gone.html", status=404)
    told: dict[str, Any] = json.loads(unseal(kept, place=_PLACE))
    typed = QueryDict(mutable=True)
    for name, values in told["typed"].items():
        typed.setlist(name, values)
    context = {"to": told["to"], "typed": list(typed.lists()), "had_files": told["had_files"]}
    return render(request, "again.html", context)


def _name(key: str) -> str:
    return f"typed:{key[:64]}"
