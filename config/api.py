"""The composed API: each face adds its routers; described at /api/v1/openapi.json."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from ninja.errors import HttpError, ValidationError

from config.described import DoorstepAPI, OwnPage
from phone.api import bundle, devices, photos, visits
from phone.api.guards import LoggedIn, OftenEnough
from phone.api.problems import Problem, answer_problem
from phone.sync.faults import said_of

OF_A_STATUS = {
    401: "logged_out",
    403: "not_allowed",
    404: "not_found",
    405: "method",
    413: "too_large",
    415: "not_json",
    429: "too_many",
}

api = DoorstepAPI(
    title="Doorstep 家家到",
    version="1",
    urls_namespace="api",
    auth=LoggedIn(),
    throttle=[OftenEnough()],
    docs=OwnPage(),
    docs_url="/docs",
    docs_decorator=login_required,
)
for routed in (visits, photos, devices, bundle):
    api.add_router("", routed.router)


@api.exception_handler(Problem)
def problem(request: HttpRequest, exc: Problem) -> HttpResponse:
    """What a view refused itself."""
    return answer_problem(request, exc)


@api.exception_handler(HttpError)
def refused_by_status(request: HttpRequest, exc: HttpError) -> HttpResponse:
    """What the framework refuses: the log-in, a limit, a body that is no JSON."""
    code = OF_A_STATUS.get(exc.status_code, "bad_request")
    return answer_problem(request, Problem(exc.status_code, code))


@api.exception_handler(ValidationError)
def wrongly_asked(request: HttpRequest, exc: ValidationError) -> HttpResponse:
    """Parameters that are missing or of the wrong kind, each in words."""
    said = " ".join(said_of(error) for error in exc.errors)
    return answer_problem(request, Problem(422, "unreadable", said))


@api.exception_handler(Http404)
def not_here(request: HttpRequest, exc: Http404) -> HttpResponse:
    """Not there and not yours are answered alike."""
    return answer_problem(request, Problem(404, "not_found"))


@api.exception_handler(PermissionDenied)
def not_allowed(request: HttpRequest, exc: PermissionDenied) -> HttpResponse:
    """No post of this person does that."""
    return answer_problem(request, Problem(403, "not_allowed", str(exc)))


@api.exception_handler(RequestDataTooBig)
def too_large(request: HttpRequest, exc: Any) -> HttpResponse:
    """More than the server reads at all."""
    return answer_problem(request, Problem(413, "too_large"))
