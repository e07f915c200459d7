from django.db import models
from django.db.models import Q

from cadres.models import Cadre, Post


class Feedback(models.Model):
    """这软件哪里不好用: what a member of staff says of this app, and what became of it."""

    by = models.ForeignKey(Cadre, models.PROTECT, related_name="feedback")
    under = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    text = models.TextField(max_length=1000)
    page = models.CharField(max_length=200, blank=True)  # the address it was said of
    at = models.DateTimeField()
    answer = models.TextField(max_length=1000, blank=True)
    answered_by = models.ForeignKey(Cadre, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="feedback_answered_says_by_whom",
                condition=Q(answer="", answered_by__isnull=True, answered_at__isnull=True)
                | ~Q(answer="") & Q(answered_by__isnull=False, answered_at__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["-at"], name="feedback_time")]

    def __str__(self) -> str:
        return self.text[:40]
