"""What hangs on an issue: its steps, and the documents that were put there."""

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from uuid_utils.compat import uuid7

from cadres.models import Cadre, Post, Unit
from issues.models.issue import Issue


class IssueEvent(models.Model):
    """One step of an issue: who, when, from, to, why. Appended, never changed."""

    class Kind(models.TextChoices):
        """What was done, as the timeline says it of somebody."""

        RAISED = "raised", pgettext_lazy("step", "wrote it down")
        SETTLED = "settled", pgettext_lazy("step", "the village does it")
        SENT_UP = "sent_up", pgettext_lazy("step", "sent it up")
        GIVEN_BACK = "given_back", pgettext_lazy("step", "gave it back to the village")
        ASSIGNED = "assigned", pgettext_lazy("step", "handed it over")
        TAKEN_BACK = "taken_back", pgettext_lazy("step", "took that back")
        ACCEPTED = "accepted", pgettext_lazy("step", "took it on")
        DECLINED = "declined", pgettext_lazy("step", "said it is not theirs")
        COMMENTED = "commented", pgettext_lazy("step", "told how it goes")
        ATTACHED = "attached", pgettext_lazy("step", "put something with it")
        RESOLVED = "resolved", pgettext_lazy("step", "says it is done")
        RECATEGORISED = "recategorised", pgettext_lazy("step", "sorted it anew")
        WAITING = "waiting", pgettext_lazy("step", "waits for others")
        LONG_TERM = "long_term", pgettext_lazy("step", "made it long-term")
        VERIFYING = "verifying", pgettext_lazy("step", "asks the people")
        CLOSED = "closed", pgettext_lazy("step", "confirmed it")

    issue = models.ForeignKey(Issue, models.PROTECT, related_name="events")
    kind = models.CharField(max_length=20, choices=Kind)
    by = models.ForeignKey(Cadre, models.PROTECT, null=True, related_name="+")
    under = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    before = models.CharField(max_length=20, blank=True)
    after = models.CharField(max_length=20, blank=True)
    # Which unit holds it from here on; empty where the step moves nothing.
    holder = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    # What this step said, which the issue may say otherwise by now.
    assignee = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    promised_on = models.DateField(null=True)
    result = models.CharField(max_length=10, choices=Issue.Result, blank=True)
    note = models.TextField(blank=True, max_length=2000)

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["issue", "at"], name="issue_event_time")]
        triggers = [
            pgtrigger.Protect(
                name="issue_event_is_append_only", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self) -> str:
        return f"{self.issue_id}: {self.kind}"


class IssueFile(models.Model):
    """A document that hangs on an issue; its bytes lie in the data folder under its id."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    issue = models.ForeignKey(Issue, models.PROTECT, related_name="files")
    name = models.CharField(_("name"), max_length=120)
    content_type = models.CharField(max_length=100)
    size_bytes = models.PositiveIntegerField()
    digest = models.BinaryField(max_length=32)  # SHA-256: the same file twice is kept once
    put_by = models.ForeignKey(Cadre, models.PROTECT, related_name="+")
    put_under = models.ForeignKey(Post, models.PROTECT, related_name="+")
    put_at = models.DateTimeField()

    class Meta:
        ordering = ["put_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["issue", "digest"], name="issue_file_is_kept_once_an_issue"
            )
        ]

    def __str__(self) -> str:
        return self.name
