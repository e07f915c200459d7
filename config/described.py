"""The API's description as a page of our own: nothing is fetched from elsewhere, no script runs."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from ninja import NinjaAPI
from ninja.openapi.docs import DocsBase
from ninja.openapi.schema import OpenAPISchema

from phone.api.visits import SCHEMAS


@dataclass(frozen=True)
class Described:
    """One operation: what it takes and what it answers."""

    method: str
    path: str
    summary: str
    text: str
    takes: str  # the body's schema
    answers: list[tuple[str, str]]  # status, what it means


class DoorstepAPI(NinjaAPI):
    """Adds what a view reads by itself: records are judged one by one, not as one body."""

    def get_openapi_schema(self, **kwargs: Any) -> OpenAPISchema:
        """The description with the schemas of the records."""
        described = super().get_openapi_schema(**kwargs)
        described["components"]["schemas"] |= SCHEMAS
        return described


class OwnPage(DocsBase):
    """Draws the description by a template."""

    def render_page(self, request: HttpRequest, api: NinjaAPI, **kwargs: Any) -> HttpResponse:
        """All operations, then the schemas that they name."""
        described = api.get_openapi_schema(path_params=kwargs)
        schemas = described["components"]["schemas"]
        context = {
            "title": api.title,
            "operations": list(_operations(described)),
            "schemas": [(name, _pretty(schema)) for name, schema in sorted(schemas.items())],
            "openapi_url": self.get_openapi_url(api, kwargs),
        }
        return render(request, "api_described.html", context)


def _operations(described: OpenAPISchema) -> Iterator[Described]:
    for path, methods in described["paths"].items():
        for method, told in methods.items():
            body = told.get("requestBody", {}).get("content", {})
            answers = told["responses"].items()
            yield Described(
                method=method.upper(),
                path=path,
                summary=told.get("summary", ""),
                text=told.get("description", ""),
                takes=_pretty(body) if body else "",
                answers=[(str(status), answer["description"]) for status, answer in answers],
            )


def _pretty(schema: Any) -> str:
    return json.dumps(schema, indent=2, ensure_ascii=False)
