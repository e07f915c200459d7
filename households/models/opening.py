from django.db import models
from django.utils.translation import gettext_lazy as _

from cadres.access import ScopedQuerySet
from cadres.models import Cadre, Post
from households.models.dwellers import Resident
from households.models.place import Place


class OpeningQuerySet(ScopedQuerySet):
    place_field = "place"
    path_field = "place__area_path"


class PlaceOpening(models.Model):
    """Who opened a household or called it, under which post, when (DOMAIN 10).

    A resident can be told who read the record.
    """

    class Kind(models.TextChoices):
        OPENED = "opened", _("opened")
        CALLED = "called", _("called")

    place = models.ForeignKey(Place, models.CASCADE, related_name="openings")
    cadre = models.ForeignKey(Cadre, models.PROTECT, related_name="+")
    under = models.ForeignKey(Post, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    # Whose phone was dialled; empty when the record was read, or an enterprise called.
    resident = models.ForeignKey(Resident, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    objects = OpeningQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["place", "-at"], name="opening_of_place")]

    def __str__(self) -> str:
        return f"{self.cadre_id} {self.kind} {self.place_id}"
