"""The composed API: each face adds its routers; described at /api/v1/openapi.json."""

from ninja import NinjaAPI
from ninja.security import django_auth

from phone.api import bundle, devices, photos, visits

api = NinjaAPI(
    title="Doorstep 家家到",
    version="1",
    urls_namespace="api",
    auth=django_auth,
    docs_url="/docs",
)
for routed in (visits, photos, devices, bundle):
    api.add_router("", routed.router)
