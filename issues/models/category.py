from django.db import models
from django.utils.translation import gettext_lazy as _

from cadres.models import Area, Unit


class IssueCategory(models.Model):
    """What an issue is about; a tree. Days are working days from raising to the limit."""

    code = models.SlugField(max_length=30, unique=True)
    name = models.CharField(_("name"), max_length=40)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("belongs to"),
    )
    limit_days = models.PositiveSmallIntegerField(_("limit in working days"), default=15)
    urgent_limit_days = models.PositiveSmallIntegerField(
        _("limit in working days when urgent"), default=3
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.name


class ProposedLead(models.Model):
    """Which unit usually leads issues of a kind in an area; the nearest area wins."""

    category = models.ForeignKey(IssueCategory, models.CASCADE, related_name="proposed_leads")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("area"))
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="+", verbose_name=_("usually handed to")
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["category", "area"], name="proposed_lead_is_one_for_a_kind_in_an_area"
            )
        ]

    def __str__(self) -> str:
        return f"{self.category} · {self.area} → {self.unit}"
