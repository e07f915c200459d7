"""What a view behind `login_required` may take for granted, said to the type checker."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from cadres.models import Cadre


class CadreRequest(HttpRequest):
    """A request of a cadre who is logged in."""

    user: Cadre
    htmx: HtmxDetails
