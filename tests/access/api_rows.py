"""The rows of the API: a stranger is told 401 in a problem, never sent to a page."""

from tests.access.row import Row

_DEVICE = {"device": "0193a0b0-0000-7000-8000-00000000000a"}

API_ROWS = [
    Row("api:openapi-json"),
    Row("api:openapi-view"),
    Row("api:visits", "post", is_api=True),
    Row("api:photos", "post", is_api=True, sends="multipart", status=422),
    Row("api:contacts", "post", is_api=True, is_open=True, data=lambda _: _DEVICE),
    Row("api:bundle", is_api=True),
]
API_OPEN = {"api:session": (200, 200), "api:api-root": (404, 404)}
