"""Pages for what went wrong. Each says what happened and what to do."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from phone.api.problems import Problem, answer_problem


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """There is no such page. Django's own handler reads the form first, even a broken one."""
    if request.path.startswith("/api/"):
        return answer_problem(request, Problem(404, "not_found"))
    return render(request, "404.html", status=404)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was open too long or came from elsewhere; the reason is nobody's business."""
    return render(request, "403_csrf.html", status=403)


def too_many(request: HttpRequest) -> HttpResponse:
    """Somebody tries too often; django-allauth calls this."""
    return render(request, "429.html", status=429)
