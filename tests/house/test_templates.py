"""Templates keep to the strict content policy, and parts can be told from pages."""

import re

from config.servers.places import ROOT

TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
FORBIDDEN = {
    "style attribute": re.compile(r"<[^>]*\sstyle\s*="),
    "style element": re.compile(r"<style\b"),
    "inline script": re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")[^>]*>"),
    "event handler": re.compile(r"<[^>]*\son[a-z]+\s*="),
    "foreign address": re.compile(r"(?:src|href)=\"(?:https?:)?//"),
}


def test_nothing_in_a_template_is_refused_by_the_policy():
    found = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in TEMPLATES
        for name, pattern in FORBIDDEN.items()
        if pattern.search(path.read_text())
    ]

    assert found == []


def test_a_part_never_extends():
    extending = [
        str(path.relative_to(ROOT))
        for path in TEMPLATES
        if (path.name.startswith("_") or path.parent.name == "_parts")
        and "{% extends" in path.read_text()
    ]

    assert extending == []
