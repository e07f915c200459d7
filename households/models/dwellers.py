from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cadres.access import ScopedQuerySet
from cadres.encryption import EncryptedField
from cadres.models import Area
from households.models.place import Place


class Residence(models.TextChoices):
    """人户状态, told per person; the household's is the head's."""

    LIVES_HERE = "lives_here", _("lives here")
    AWAY = "away", _("away")
    REGISTERED_ONLY = "registered_only", _("registered only")
    RENTING = "renting", _("renting")
    EMPTY = "empty", _("empty")


class OfAPlace(ScopedQuerySet):
    """Rows that are seen by whoever sees their place."""

    path_field = "place__area_path"


class Household(models.Model):
    """户: the family as the roster counts it, known by its number within the village."""

    place = models.OneToOneField(Place, models.CASCADE, primary_key=True)
    village = models.ForeignKey(Area, models.PROTECT, related_name="households")
    number = models.CharField(max_length=30, db_collation="C")  # 户编号
    # The head's; empty: nobody told (DOMAIN 4.25). History in ResidenceSpell.
    residence = models.CharField(max_length=15, choices=Residence, blank=True)

    objects = OfAPlace.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["village", "number"], name="household_number_is_unique_in_its_village"
            ),
        ]

    def __str__(self) -> str:
        return self.number


class ResidentQuerySet(ScopedQuerySet):
    place_field = "household__place"
    path_field = "household__place__area_path"


class Resident(models.Model):
    """家庭成员. Identity number and phone are encrypted; found by their blind index."""

    household = models.ForeignKey(Household, models.CASCADE, related_name="residents")
    name = models.CharField(max_length=60)
    relation = models.CharField(max_length=20)  # to the head, as the roster says it
    is_head = models.BooleanField(default=False)
    residence = models.CharField(max_length=15, choices=Residence, blank=True)
    id_number = EncryptedField(blank=True)
    id_index = models.BinaryField(max_length=32, default=b"")
    phone = EncryptedField(blank=True)
    phone_index = models.BinaryField(max_length=32, default=b"")
    born_on = models.DateField(null=True)  # out of the identity number, for the age on the card
    note = models.CharField(max_length=200, blank=True)

    objects = ResidentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["household", "id_index"],
                name="resident_stands_once_in_a_household",
                condition=~Q(id_index=b""),
            ),
            models.UniqueConstraint(
                fields=["household"], name="household_has_one_head", condition=Q(is_head=True)
            ),
        ]
        indexes = [
            models.Index(fields=["id_index"], name="resident_id", condition=~Q(id_index=b"")),
            models.Index(
                fields=["phone_index"], name="resident_phone", condition=~Q(phone_index=b"")
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Enterprise(models.Model):
    """企业、商铺, known by its unified social credit code where it has one."""

    class Kind(models.TextChoices):
        COMPANY = "company", _("company")
        SHOP = "shop", _("shop")

    place = models.OneToOneField(Place, models.CASCADE, primary_key=True)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.COMPANY)
    uscc = models.CharField(max_length=18, null=True, unique=True)  # noqa: DJ001  NULL: has none
    industry = models.CharField(max_length=40, blank=True)
    size = models.CharField(max_length=10, blank=True)
    staff_count = models.PositiveIntegerField(null=True)
    is_above_scale = models.BooleanField(default=False)  # 规上
    legal_person = models.CharField(max_length=60, blank=True)
    contact = models.CharField(max_length=60, blank=True)
    phone = EncryptedField(blank=True)
    phone_index = models.BinaryField(max_length=32, default=b"")

    objects = OfAPlace.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="enterprise_code_has_18_characters",
                condition=Q(uscc__isnull=True) | Q(uscc__length=18),
            ),
        ]

    def __str__(self) -> str:
        return str(self.place)
