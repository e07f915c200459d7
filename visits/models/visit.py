import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from cadres.access import ScopedQuerySet
from cadres.models import Cadre, Front, Post
from households.models import Place


class Outcome(models.TextChoices):
    """What became of the knock. Only `met` can earn credit."""

    MET = "met", _("met somebody")
    NOBODY_HOME = "nobody_home", _("nobody home")
    REFUSED = "refused", _("would not see us")
    MOVED = "moved", _("moved away")
    POSTPONED = "postponed", _("another day")


class Mode(models.TextChoices):
    DOOR = "door", _("at the door")
    PHONE = "phone", _("by phone")
    VIDEO = "video", _("by video")


class PartOfDay(models.TextChoices):
    """For visits entered later from a notebook (DOMAIN 4.2)."""

    MORNING = "morning", _("morning")
    AFTERNOON = "afternoon", _("afternoon")
    EVENING = "evening", _("evening")


class Help(models.TextChoices):
    EXPLAINED = "explained", _("explained a policy")
    SOLVED = "solved", _("solved on the spot")
    CONTACTED = "contacted", _("made contact")
    GOODS = "goods", _("goods")
    CASH = "cash", _("cash")


class VisitorRole(models.TextChoices):
    MAIN = "main", _("main visitor")
    ACCOMPANYING = "accompanying", _("accompanying")
    LEADER = "leader", _("leader")
    PROXY = "proxy", _("proxy")


class Interlocutor(models.TextChoices):
    """With whom one spoke at an enterprise."""

    HEAD = "head", _("in charge")
    MANAGER = "manager", _("manager")
    STAFF = "staff", _("employee")
    OTHER = "other", _("somebody else")


class Demand(models.TextChoices):
    """What an enterprise asked about."""

    HIRING = "hiring", _("finding workers")
    ENERGY = "energy", _("electricity and gas")
    LOANS = "loans", _("loans")
    ORDERS = "orders", _("orders")
    PREMISES = "premises", _("premises and land")
    SAFETY = "safety", _("environment and safety")
    PAPERS = "papers", _("permits and papers")
    NOTHING = "nothing", _("nothing to be done")


class VisitQuerySet(ScopedQuerySet):
    place_field = "place"

    def standing(self) -> "VisitQuerySet":
        """Visits that were not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)

    def by(self, cadre: Cadre) -> "VisitQuerySet":
        """Visits where the cadre was there or wrote it down."""
        return self.filter(Q(visitors__cadre=cadre) | Q(logged_by=cadre)).distinct()


@pghistory.track()
class Visit(models.Model):
    """走访记录. The id is made on the phone; who logged it is kept apart from who went.

    Every version is kept by database triggers (pghistory): `visits.VisitEvent`.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    place = models.ForeignKey(Place, models.PROTECT, related_name="visits")
    area_path = models.CharField(max_length=64, db_collation="C")  # as it was on that day
    front = models.CharField(max_length=10, choices=Front)
    outcome = models.CharField(max_length=12, choices=Outcome)
    mode = models.CharField(max_length=6, choices=Mode, default=Mode.DOOR)

    # Two clocks. `happened_at` is the phone's time less the measured offset.
    phone_at = models.DateTimeField()
    clock_offset_ms = models.BigIntegerField(default=0)  # phone minus server; years, if broken
    happened_at = models.DateTimeField()
    received_at = models.DateTimeField()
    visited_on = models.DateField()  # the Shanghai day, computed once by visits.credit
    entered_later = models.BooleanField(default=False)
    part_of_day = models.CharField(max_length=10, choices=PartOfDay, blank=True)

    help = ArrayField(models.CharField(max_length=10, choices=Help), default=list, blank=True)
    cash_yuan = models.DecimalField(max_digits=9, decimal_places=2, null=True, blank=True)
    note = models.TextField(blank=True, max_length=2000)
    policies = ArrayField(models.BigIntegerField(), default=list, blank=True)  # ids of `Topic`
    again_on = models.DateField(null=True, blank=True)  # `postponed`: the agreed day
    others_live_here = models.BooleanField(default=False)

    # Of an enterprise: with whom one spoke, and about what.
    spoke_with = models.CharField(max_length=30, blank=True)
    spoke_with_as = models.CharField(max_length=10, choices=Interlocutor, blank=True)
    demands = ArrayField(models.CharField(max_length=10, choices=Demand), default=list, blank=True)

    # Location only where the cadre chose to share it; null reads "not recorded".
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    accuracy_m = models.PositiveIntegerField(null=True, blank=True)

    logged_by = models.ForeignKey(Cadre, models.PROTECT, related_name="+")
    logged_under = models.ForeignKey(Post, models.PROTECT, related_name="+")
    content_digest = models.BinaryField(max_length=32)  # same id, other content: the first stands
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(Cadre, models.PROTECT, null=True, related_name="+")
    withdrawn_why = models.CharField(max_length=200, blank=True)
    corrected_at = models.DateTimeField(null=True)
    corrected_by = models.ForeignKey(Cadre, models.PROTECT, null=True, related_name="+")
    corrected_why = models.CharField(max_length=200, blank=True)

    objects = VisitQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="visit_did_not_happen_after_its_receipt",
                condition=Q(happened_at__lte=models.F("received_at")),
            ),
            models.CheckConstraint(
                name="visit_with_cash_names_the_amount_or_nothing",
                condition=Q(cash_yuan__isnull=True)
                | Q(cash_yuan__gt=0) & Q(help__contains=["cash"]),
            ),
            models.CheckConstraint(
                name="visit_location_is_whole_or_absent",
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__isnull=False, longitude__isnull=False),
            ),
            models.CheckConstraint(
                name="visit_entered_later_names_part_of_day",
                condition=Q(entered_later=False) | ~Q(part_of_day=""),
            ),
            models.CheckConstraint(
                name="visit_agreed_day_belongs_to_a_postponed_one",
                condition=Q(again_on__isnull=True) | Q(outcome="postponed"),
            ),
        ]
        indexes = [
            models.Index(fields=["place", "-visited_on"], name="visit_of_place"),
            models.Index(fields=["received_at"], name="visit_received"),
            models.Index(fields=["area_path", "visited_on"], name="visit_area_day"),
            models.Index(fields=["logged_by", "-visited_on"], name="visit_logged_by"),
        ]

    def __str__(self) -> str:
        return f"{self.place_id} {self.visited_on} {self.outcome}"


class Visitor(models.Model):
    """Who went, under which post and in which role."""

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="visitors")
    cadre = models.ForeignKey(Cadre, models.PROTECT, related_name="visited")
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    role = models.CharField(max_length=12, choices=VisitorRole, default=VisitorRole.MAIN)
    # A leader's visit that somebody else logged counts as theirs once confirmed (DOMAIN 4.21).
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["visit", "cadre"], name="visitor_stands_once_a_visit"),
        ]

    def __str__(self) -> str:
        return f"{self.cadre_id}: {self.role}"


class FormerVisitor(models.Model):
    """Who had been said to have gone, until a correction said otherwise at `until_at`.

    The whole party as it was told before; so any past figure can be told as it was then known.
    """

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="former_visitors")
    cadre = models.ForeignKey(Cadre, models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    role = models.CharField(max_length=12, choices=VisitorRole)
    confirmed_at = models.DateTimeField(null=True)
    until_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["visit", "until_at", "cadre"], name="former_visitor_stands_once_a_version"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cadre_id}: {self.role}"
