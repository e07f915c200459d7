from django.db import models


class DayBegun(models.Model):
    """A day whose dated facts were told. The newest says from where the next one goes on."""

    day = models.DateField(primary_key=True)

    def __str__(self) -> str:
        return self.day.isoformat()
