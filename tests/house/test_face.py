"""The face: what every page shares is whole, quiet under a strict CSP, and speaks (FACE)."""

import json
import re
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django import forms
from django.conf import settings
from django.template import Context, Template
from django.template.loader import get_template, render_to_string
from django.utils import timezone, translation

from config import navigation
from config.templatetags import face

TEMPLATES = sorted(Path(settings.BASE_DIR, "templates").rglob("*.html"))
STATIC = Path(settings.BASE_DIR, "static")
SHANGHAI = ZoneInfo("Asia/Shanghai")


def drawn(source: str, **context: object) -> str:
    return Template("{% load face %}" + source).render(Context(context))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_template_needs_nothing_that_the_csp_forbids(path):
    source = path.read_text()

    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", source)
    assert not re.search(r"<script(?![^>]*\ssrc=)(?![^>]*application/json)", source)


@pytest.mark.parametrize("path", [path for path in TEMPLATES if path.name.startswith("_")])
def test_a_part_never_extends_and_says_what_it_wants(path):
    assert "{% extends" not in path.read_text()
    assert "{#" in path.read_text()


def test_every_icon_and_glyph_that_a_page_names_is_in_the_sprite():
    known = set(re.findall(r'id="([gi]-[\w-]+)"', (STATIC / "icons.svg").read_text()))
    sources = "".join(path.read_text() for path in TEMPLATES)
    named = {f"i-{name}" for name in re.findall(r'{% icon "([\w-]+)"', sources)}
    named |= {f"g-{name}" for name in re.findall(r'{% glyph "([\w-]+)"', sources)}
    named |= {f"i-{item.icon}" for item in navigation.TABS}

    assert named <= known


def test_the_vendored_files_are_the_pinned_ones():
    pinned = json.loads((STATIC / "vendor/package-lock.json").read_text())["packages"]
    bootstrap = (STATIC / "vendor/bootstrap/bootstrap.min.css").read_text()[:200]
    htmx = (STATIC / "vendor/htmx/htmx.min.js").read_text()

    assert f"v{pinned['node_modules/bootstrap']['version']}" in bootstrap
    assert f'version:"{pinned["node_modules/htmx.org"]["version"]}"' in htmx
    assert not any("resolved" in package for package in pinned.values())


@pytest.mark.parametrize(
    ("ago", "chinese", "english"),
    [(0, "今天14:32", "today 14:32"), (1, "昨天14:32", "yesterday 14:32")],
)
def test_a_near_moment_is_said_as_people_say_it(ago, chinese, english):
    today = timezone.localdate() - timedelta(days=ago)
    moment = datetime(today.year, today.month, today.day, 14, 32, tzinfo=SHANGHAI)

    assert face.spoken(moment) == chinese
    with translation.override("en"):
        assert face.spoken(moment) == english


def test_another_year_is_said_in_full_and_a_deadline_with_weekday_and_hour():
    past = datetime(2019, 11, 22, 9, 5, tzinfo=SHANGHAI)

    assert face.spoken(past) == "2019年11月22日"
    assert face.deadline(past) == "2019年11月22日周五09:05"
    assert face.weekday(past.date()) == "周五"


def test_a_share_says_a_hundred_only_when_nobody_is_missing():
    assert face.percent(9999, 10000) == "99.9"
    assert face.percent(1, 10000) == "0.1"
    assert face.percent(10, 10) == "100.0"
    assert face.percent(0, 0) == "–"


def test_the_coverage_bar_shows_exclusions_behind_a_gap_from_one_per_cent_on():
    assert 'x="98.0%" width="2.0%"' in drawn("{% cov 50 98 2 %}")
    assert 'class="ex"' not in drawn("{% cov 50 1000 2 %}")


def test_a_phone_number_on_a_list_is_masked():
    assert face.masked("13812345678") == "138****5678"
    assert face.masked("") == ""


class Slip(forms.Form):
    phone = forms.CharField(label="电话")
    note = forms.CharField(label="备注", required=False)
    outcome = forms.ChoiceField(
        label="见到人没有", choices=[("met", "见到人")], widget=forms.RadioSelect
    )


def test_a_field_marks_what_may_be_left_out_and_never_what_is_right():
    page = drawn("{% load crispy_forms_filters %}{{ form|crispy }}", form=Slip({"phone": "1"}))

    assert "可不填" in page
    assert "is-valid" not in page
    assert "asterisk" not in page
    assert "这一栏还没填" in page
    assert 'class="btn-check"' in page


def test_the_page_for_our_own_fault_needs_no_context_at_all():
    page = get_template("500.html").render()

    assert "出了点毛病" in page
    assert "编号500" in page


@pytest.mark.parametrize("name", ["404.html", "403.html", "403_csrf.html", "429.html"])
def test_a_page_that_did_not_open_has_one_sentence_and_no_english(name):
    page = render_to_string(name)
    said = re.sub(r"<[^>]+>", "", page[page.index("<body") :])

    assert not re.search(r"[a-z]{3,}", said)


@pytest.mark.django_db
def test_the_log_in_page_speaks_chinese_until_somebody_chooses_english(client):
    with translation.override("zh-hans"):  # what the requests switch on ends with the test
        first = client.get("/accounts/login/", headers={"accept-language": "en"})
        client.post("/language/", {"language": "en", "next": "/accounts/login/"})
        second = client.get("/accounts/login/")
    chinese, english = first.content.decode(), second.content.decode()

    assert '<html lang="zh-Hans">' in chinese
    assert "<title>登录 · 家家到</title>" in chinese
    assert "<title>Log in · Doorstep</title>" in english
