from django.db import models
from django.utils.translation import gettext_lazy as _

from cadres.dated import Dated, DatedQuerySet, ends_after_it_begins, never_overlaps
from households.models.dwellers import Resident
from households.models.place import Place


class Category(models.Model):
    """A tag that drives how often a place is visited: 低保户, 残疾, 空巢 …"""

    code = models.SlugField(max_length=30, unique=True)
    name = models.CharField(_("name"), max_length=30, unique=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.name


class CategorySpell(Dated):
    """A place has a category from-to, through one of its persons or by itself."""

    place = models.ForeignKey(Place, models.CASCADE, related_name="category_spells")
    category = models.ForeignKey(Category, models.PROTECT, related_name="spells")
    resident = models.ForeignKey(Resident, models.CASCADE, null=True, related_name="spells")

    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints = [
            ends_after_it_begins("category_spell_ends_after_it_begins"),
            never_overlaps(
                "category_of_a_person_is_told_once_a_day", "place", "category", "resident"
            ),
            never_overlaps(
                "category_of_a_place_is_told_once_a_day",
                "place",
                "category",
                condition=models.Q(resident__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place_id}: {self.category}"
