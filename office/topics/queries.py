"""Reads for the page of what is worth saying."""

from collections.abc import Mapping

from django.db.models import QuerySet

from households.models import Category
from visits.models import Topic


def topics() -> QuerySet[Topic]:
    """All of them: policies first, then hints, each as they were written."""
    return Topic.objects.order_by("-kind", "pk")


def category_names() -> Mapping[str, str]:
    """How categories are called, by code, in their order."""
    return dict(Category.objects.values_list("code", "name"))
