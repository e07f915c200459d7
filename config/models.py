from django.db import models


class BeatLease(models.Model):
    """Which beat may send tasks, and until when. A row, so that it works behind PgBouncer."""

    name = models.CharField(max_length=20, primary_key=True)
    owner = models.CharField(max_length=100)
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name}: {self.owner}"


class TaskRun(models.Model):
    """What one task did the last time it ran, for whoever operates the house. One row a task."""

    name = models.CharField(max_length=100, primary_key=True)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)  # empty: under way, or broken off
    counted = models.IntegerField(null=True)  # what it says it did
    error = models.CharField(max_length=200, blank=True)
    failed_at = models.DateTimeField(null=True)  # the last time it failed, also when mended since

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="task_ends_after_it_started",
                condition=models.Q(ended_at__isnull=True)
                | models.Q(ended_at__gte=models.F("started_at")),
            ),
        ]

    def __str__(self) -> str:
        return self.name
