"""The API describes itself, refuses in the user's language, and never answers with a page."""

import json
from io import BytesIO

import pytest
from django.test import Client

from phone.api.guards import OftenEnough


def test_the_description_names_each_answer_of_a_visit(phone):
    told = phone.get("/api/v1/openapi.json").json()

    post = told["paths"]["/api/v1/visits"]["post"]
    assert set(post["responses"]) >= {"200", "400", "401", "403", "413", "422", "429"}
    refs = json.dumps(told).count("#/components/schemas/")
    assert refs
    assert "VisitItem" in told["components"]["schemas"]


def test_every_schema_that_is_named_is_there(phone):
    told = phone.get("/api/v1/openapi.json").json()

    named = set(json.dumps(told).split('"#/components/schemas/')[1:])
    assert {one.split('"')[0] for one in named} <= set(told["components"]["schemas"])


def test_the_page_of_the_description_loads_nothing_from_elsewhere(phone):
    page = phone.get("/api/v1/docs").content.decode()

    assert "/api/v1/visits" in page
    assert "https://" not in page
    assert "<style" not in page


def test_who_is_logged_out_is_told_so_and_not_sent_to_a_page(db):
    answer = Client(enforce_csrf_checks=True).post("/api/v1/visits", {}, "application/json")

    assert (answer.status_code, answer.json()["code"]) == (401, "logged_out")
    assert answer["Content-Type"].startswith("application/problem+json")


def test_a_request_without_its_token_is_told_so(lin):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(lin)
    answer = strict.post("/api/v1/visits", {}, "application/json")

    assert (answer.status_code, answer.json()["code"]) == (403, "csrf")


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        ("x", "application/json", 422),
        ("[]", "application/json", 422),
        ('{"items": []}', "application/json", 422),
        ('{"items": 5}', "application/json", 422),
        ("[" * 100_000, "application/json", 422),
        ("1" * 10_000, "application/json", 422),
        ('{"items": NaN}', "application/json", 422),
        (json.dumps({"items": [{}] * 51}), "application/json", 422),
        ("{}", "text/plain", 415),
        ('"' + "x" * 2_000_000 + '"', "application/json", 413),
        (b"\xff\xfe", "application/json", 422),
    ],
)
def test_what_cannot_be_read_is_refused_as_a_problem(phone, body, kind, status):
    answer = phone.post("/api/v1/visits", body, kind)

    assert answer.status_code == answer.json()["status"] == status
    assert answer.json()["title"]


def test_a_body_that_was_cut_on_the_way_is_sent_again(phone):
    cut = {"CONTENT_LENGTH": "900", "wsgi.input": BytesIO(b"{}")}
    answer = phone.post("/api/v1/visits", "{}", "application/json", **cut)

    assert answer.status_code == 400


def test_problems_are_told_in_the_language_of_the_user(phone, lin):
    assert phone.post("/api/v1/visits", "x", "application/json").json()["title"] == "读不出来"
    lin.language = "en"
    lin.save()

    answer = phone.post("/api/v1/visits", "x", "application/json")
    assert answer.json()["title"] == "This cannot be read"


def test_an_address_that_is_not_there_and_one_asked_wrongly_are_problems(phone):
    assert phone.get("/api/v1/nothing").json()["code"] == "not_found"
    assert phone.get("/api/v1/visits").json()["code"] == "method"


def test_who_sends_too_often_is_told_to_wait(phone, settings, monkeypatch):
    settings.API_REQUESTS_A_MINUTE = 2
    monkeypatch.setattr(OftenEnough, "_left", {}, raising=False)
    answers = [phone.post("/api/v1/visits", "x", "application/json") for _ in range(4)]

    last = answers[-1]
    assert (last.status_code, last.json()["code"]) == (429, "too_many")
    assert int(last["Retry-After"]) >= 1
