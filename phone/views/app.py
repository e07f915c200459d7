"""What makes a browser take the pages for an app: worker, manifest, a page without network."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from phone import worker

ICONS = (
    ("icons/door-192.png", "192x192", "any"),
    ("icons/door-512.png", "512x512", "any"),
    ("icons/door-maskable-512.png", "512x512", "maskable"),
)


@require_safe
@cache_control(no_cache=True)
def service_worker(request: HttpRequest) -> HttpResponse:
    """The worker of all pages; browsers ask for it anew, and take it when a byte differs."""
    return HttpResponse(worker.script(), content_type="text/javascript; charset=utf-8")


@require_safe
@cache_control(no_cache=True)
def manifest(request: HttpRequest) -> HttpResponse:
    """How the app is called and looks on the phone's home screen."""
    told = {
        "id": "/",
        "name": _("Doorstep"),
        "short_name": _("Doorstep"),
        "description": _("The notebook for visits"),
        "lang": "en" if request.LANGUAGE_CODE == "en" else "zh-Hans",
        "start_url": "/today/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#f6f5f1",
        "theme_color": "#0f2f57",
        "icons": [
            {"src": static(name), "sizes": sizes, "type": "image/png", "purpose": purpose}
            for name, sizes, purpose in ICONS
        ],
    }
    return JsonResponse(
        told,
        json_dumps_params={"ensure_ascii": False},
        content_type="application/manifest+json; charset=utf-8",
    )


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """What the worker shows where it has no network and no copy of the page: nobody's own words."""
    told = {"is_over": "over" in request.GET, "csrf_token": ""}
    return render(request, "phone/offline.html", told)
