from django.db import models

from cadres.dated import Dated, DatedQuerySet, ends_after_it_begins, never_overlaps
from households.models.dwellers import Household, Residence


class ResidenceSpell(Dated):
    """人户状态 of a household from-to; no spell on a day: nobody told (DOMAIN 4.25)."""

    household = models.ForeignKey(Household, models.CASCADE, related_name="residence_spells")
    residence = models.CharField(max_length=15, choices=Residence)

    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints = [
            ends_after_it_begins("residence_spell_ends_after_it_begins"),
            never_overlaps("residence_is_one_a_day", "household"),
        ]

    def __str__(self) -> str:
        return f"{self.household_id}: {self.residence}"
