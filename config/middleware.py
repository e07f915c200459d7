"""Small middlewares: what may be stored, which language is spoken, where a log-in is asked."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import render
from django.utils import translation
from django_htmx.http import HttpResponseClientRedirect

from cadres.access import asked_once
from phone.api.problems import Problem, answer_problem

Handler = Callable[[HttpRequest], HttpResponse]

PERMISSIONS_POLICY = "camera=(self), geolocation=(self), microphone=(), payment=(), usb=()"


class SaysWhoAnswers:
    """Every answer of ours carries `Doorstep: 1`: the phone believes no portal of a network.

    Outermost, so that files and refusals carry it as well.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers["Doorstep"] = "1"
        return response


class Compressed(GZipMiddleware):
    """Pages and answers in words are made small on the way; photos and workbooks are already."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """Leave alone what is not text."""
        kind = response.get("Content-Type", "")
        is_text = kind.startswith("text/") or "json" in kind
        return super().process_response(request, response) if is_text else response


class PrivatePages:
    """Nothing a view made is stored by a shared or a browser's cache, unless the view says so.

    The phone's own store (the service worker) is not bound by this header.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "private, no-store")
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        return response


class GrantsAskedOnce:
    """The menu, the view and its lists ask what a person holds; the database is asked once.

    The next request reads it anew, so access ends with the tenure.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with asked_once():
            return self.get_response(request)


class WordsForAnAddressOfAForm:
    """Who opens an address that only takes a form (another language, a reload) gets a page.

    A refused form stays on such an address, so people do come there.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != 405:
            return response
        if request.path.startswith("/api/"):
            problem = answer_problem(request, Problem(405, "method"))
            problem["Allow"] = response["Allow"]
            return problem
        if request.method != "GET":
            return response
        page = render(request, "405.html", status=405)
        page["Allow"] = response["Allow"]
        return page


class WholePageLogin:
    """A part that needs a log-in again sends the whole page there, and back to the page after."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        asks = response.status_code == 302 and response["Location"].startswith(settings.LOGIN_URL)
        told = getattr(request, "htmx", None)  # what django_htmx read of the headers
        page = told and told.current_url_abs_path
        if not (asks and page):
            return response
        return HttpResponseClientRedirect(f"{settings.LOGIN_URL}?{urlencode({'next': page})}")


class ChosenLanguage:
    """Chinese until a person chose otherwise; the browser's languages are not asked.

    A choice on this device (cookie) beats the one kept with the account.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response
        self.known = {code for code, _name in settings.LANGUAGES}

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = self.language_of(request)
        translation.activate(language)
        request.LANGUAGE_CODE = language
        response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response

    def language_of(self, request: HttpRequest) -> str:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        if chosen is None and settings.SESSION_COOKIE_NAME in request.COOKIES:
            chosen = getattr(request.user, "language", None)
        return chosen if chosen in self.known else settings.LANGUAGE_CODE
