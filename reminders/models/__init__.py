from reminders.models.digest import Channel, Delivery, Digest, Preference
from reminders.models.reason import Group, Reason
from reminders.models.reminder import Reminder, ReminderQuerySet, Snooze

__all__ = [
    "Channel",
    "Delivery",
    "Digest",
    "Group",
    "Preference",
    "Reason",
    "Reminder",
    "ReminderQuerySet",
    "Snooze",
]
