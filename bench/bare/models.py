from django.db import models


class Row(models.Model):
    """Five fields; no key to anything, no history."""

    outcome = models.CharField(max_length=12, choices=[("met", "met"), ("moved", "moved")])
    mode = models.CharField(max_length=6)
    note = models.TextField(blank=True, max_length=2000)
    phone_at = models.DateTimeField()
    others_live_here = models.BooleanField(default=False)

    class Meta:
        app_label = "bare"  # the bench itself has not installed it

    def __str__(self) -> str:
        return self.outcome
