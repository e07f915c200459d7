from collections.abc import Iterable

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from cadres.models import Front
from households.models import Category


@pghistory.track()
class Topic(models.Model):
    """可以说说的: a policy to explain at the door, or a hint on how to speak of a hard case."""

    class Kind(models.TextChoices):
        POLICY = "policy", _("policy")
        HINT = "hint", _("hint")

    kind = models.CharField(_("kind"), max_length=6, choices=Kind)
    name = models.CharField(_("name"), max_length=20)  # a chip on the visit form
    words = models.TextField(_("what to say"), max_length=300)
    # Codes of categories that it fits; empty fits every household.
    categories = ArrayField(
        models.CharField(max_length=30), verbose_name=_("categories"), default=list, blank=True
    )
    front = models.CharField(_("front"), max_length=10, choices=Front, blank=True)  # empty: all
    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until"), null=True, blank=True)  # the first day without it

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="topic_ends_after_it_begins",
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def said_categories(self, codes: Iterable[str]) -> str:
        """Categories by name, for whoever is told what was changed meanwhile."""
        names = Category.objects.filter(code__in=codes).values_list("name", flat=True)
        return pgettext("between items", ", ").join(names)
