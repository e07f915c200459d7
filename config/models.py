from django.db import models


class BeatLease(models.Model):
    """Which beat may send tasks, and until when. A row, so that it works behind PgBouncer."""

    name = models.CharField(max_length=20, primary_key=True)
    owner = models.CharField(max_length=100)
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name}: {self.owner}"
