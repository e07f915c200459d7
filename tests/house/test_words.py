"""What it must never become (DOMAIN 2): no word, field or page of check-ins, points, rankings."""

import re

from django.apps import apps
from django.conf import settings
from django.urls import URLResolver, get_resolver

from config.catalogues import books

# In words for people; the law itself (DOMAIN) and this list are the only places that say them.
SAID = re.compile(
    "打卡|签到|积分|得分|评分|扣分|排名|排行|名次|末位|红黑榜|督查|督导|考核|抽查|达标|"
    "在线时长|登录次数|轨迹|可疑|疑似造假|通报批评"
)
NAMED = re.compile(
    r"(^|_)(check_?ins?|points?|scores?|rank(ing|s)?|leaderboard|streak|appraisal|grade|tracks?|"
    r"last_login|login_count|online_(time|seconds|minutes))(_|$)"
)
TEXTS = [*settings.BASE_DIR.glob("templates/**/*.html"), *settings.BASE_DIR.glob("static/js/*.js")]


def addresses(patterns, before=""):
    for entry in patterns:
        told = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from addresses(entry.url_patterns, told)
        else:
            yield told, entry.name or ""


def test_nothing_that_people_read_speaks_of_points_rankings_or_appraisal():
    said = [text for book in books([]) for text in spoken(book)]
    said += [path.read_text() for path in TEXTS]

    assert [found[0] for text in said if (found := SAID.search(text))] == []


def spoken(book):
    return [str(message.string) for message in book.written() if message.id]


def test_no_column_holds_points_rankings_online_time_or_tracks():
    columns = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if NAMED.search(field.name)
    ]

    assert columns == []


def test_no_page_is_a_ranking_or_a_check_in():
    pages = list(addresses(get_resolver().url_patterns))

    assert [page for page in pages for part in page if NAMED.search(re.sub(r"\W", "_", part))] == []


def test_a_photo_and_a_location_are_never_compulsory():
    visit = apps.get_model("visits.Visit")

    for name in ("latitude", "longitude", "accuracy_m", "note"):
        assert visit._meta.get_field(name).blank
