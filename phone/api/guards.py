"""Who may call the API at all, and how often."""

import threading
import time
from collections import OrderedDict
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from ninja.security.apikey import APIKeyCookie
from ninja.throttling import BaseThrottle
from ninja.utils import check_csrf

from phone.api.problems import Problem

MOST_REMEMBERED = 10_000  # people of one process


class LoggedIn(APIKeyCookie):
    """The log-in of the pages, with the header X-CSRFToken where something is changed.

    Logged out is said before anything about a token: a new log-in brings a new token.
    """

    param_name = settings.SESSION_COOKIE_NAME

    def __init__(self) -> None:
        super().__init__(csrf=True)

    def __call__(self, request: HttpRequest) -> Any:
        if not request.user.is_authenticated:
            raise Problem(401, "logged_out")
        if self.csrf and not getattr(request, "_ninja_csrf_exempt", False) and check_csrf(request):
            raise Problem(403, "csrf")
        return request.user

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        """Never asked: `__call__` says it all."""
        raise NotImplementedError


class OftenEnough(BaseThrottle):
    """So many requests a minute and person, in each process of the server.

    Counted in memory: a limit against a phone that runs wild needs no exact figure, and a visit
    should not pay for one.
    """

    def __init__(self, a_minute: int | None = None) -> None:
        self._a_minute = a_minute
        self._left: OrderedDict[int, tuple[float, float]] = OrderedDict()  # tokens, counted when
        self._lock = threading.Lock()

    def allow_request(self, request: HttpRequest) -> bool:
        """Take one of the person's tokens, if one is left; they grow back evenly."""
        most = self._most
        now = time.monotonic()
        person = request.user.pk or 0
        with self._lock:
            tokens, since = self._left.pop(person, (most, now))
            tokens = min(most, tokens + (now - since) * most / 60)
            taken = tokens >= 1
            self._left[person] = (tokens - taken, now)
            if len(self._left) > MOST_REMEMBERED:
                self._left.popitem(last=False)
        return taken

    def wait(self) -> float:
        """Seconds until one token has grown back."""
        return 60 / self._most

    @property
    def _most(self) -> float:
        return float(self._a_minute or settings.API_REQUESTS_A_MINUTE)
