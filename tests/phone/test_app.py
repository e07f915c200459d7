"""What makes a browser take the pages for an app: the worker's one script, the manifest."""

import re
from collections import Counter

import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse

from phone import worker

IMPORTED = re.compile(
    r'^import .* from "\./([\w-]+)\.js";|^import .* from "\.\./([\w-]+)\.js";', re.M
)
TOP = re.compile(r"^(?:async )?(?:function|const|let|class) ([\w$]+)", re.M)


@pytest.mark.parametrize("name", worker.MODULES)
def test_what_a_module_of_the_worker_imports_stands_above_it(name):
    text = worker._source(f"js/phone/{name}.js").read_text()
    told = {one or other for one, other in IMPORTED.findall(text)}
    beside = {f"worker/{one}" for one in told if f"worker/{one}" in worker.MODULES}
    above = set(worker.MODULES[: worker.MODULES.index(name)])
    assert {one for one in told if f"worker/{one}" not in beside} | beside <= above


def test_no_name_stands_twice_in_the_worker():
    names = Counter(
        name for module in worker.MODULES for name in TOP.findall(worker.joined(module))
    )
    assert [name for name, times in names.items() if times > 1 and name != "{"] == []


def test_the_worker_is_a_plain_script(client):
    answer = client.get(reverse("phone:service_worker"))
    assert answer["Content-Type"].startswith("text/javascript")
    assert answer["Cache-Control"] == "no-cache"
    assert not re.search(r"^(import|export) ", answer.content.decode(), re.M)


def test_another_file_makes_another_worker(client, monkeypatch):
    first = client.get(reverse("phone:service_worker")).content
    monkeypatch.setattr(worker, "ASSETS", worker.ASSETS[:-1])
    assert client.get(reverse("phone:service_worker")).content != first


def test_the_app_begins_with_today_and_has_its_icons(client):
    told = client.get(reverse("phone:manifest")).json()
    assert (told["start_url"], told["scope"], told["display"]) == ("/today/", "/", "standalone")
    assert told["name"] == "家家到"
    assert {one["purpose"] for one in told["icons"]} == {"any", "maskable"}
    assert all(finders.find(one["src"].removeprefix("/static/")) for one in told["icons"])


def test_every_page_leads_to_the_manifest(client):
    page = client.get(reverse("account_login")).content.decode()
    assert f'<link rel="manifest" href="{reverse("phone:manifest")}">' in page


@pytest.mark.parametrize("route", ["healthz", "account_login", "phone:offline"])
def test_every_answer_says_whose_it_is(client, db, route):
    assert client.get(reverse(route))["Doorstep"] == "1"


def test_a_page_travels_small(client, db):
    answer = client.get(reverse("account_login"), headers={"Accept-Encoding": "gzip"})
    assert answer["Content-Encoding"] == "gzip"


def test_the_page_without_a_network_is_of_nobody(client, lin):
    stranger = client.get(reverse("phone:offline")).content
    client.force_login(lin)
    assert client.get(reverse("phone:offline")).content == stranger
