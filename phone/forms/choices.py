"""What the visit forms offer: the words of a door, beside the codes of the log."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from visits.models import Help, Mode, Outcome, VisitorRole

OTHERS_LIVE_HERE = "others_live_here"

OUTCOMES = [
    (Outcome.MET.value, _("Met somebody")),
    (Outcome.NOBODY_HOME.value, _("Nobody home")),
    (Outcome.REFUSED.value, _("Would not see us")),
    (Outcome.MOVED.value, _("Moved away")),
    (Outcome.POSTPONED.value, _("Another day")),
    (OTHERS_LIVE_HERE, _("Others live here")),
]
# A shut company agrees no other day: its next appointment is a promise of its own.
AT_A_COMPANY = [
    (Outcome.MET.value, _("Met somebody")),
    (Outcome.NOBODY_HOME.value, pgettext_lazy("company", "Nobody there")),
    (Outcome.REFUSED.value, _("Would not see us")),
    (Outcome.MOVED.value, _("Moved or closed")),
]
HELP = [
    (Help.EXPLAINED.value, _("Explained a policy")),
    (Help.SOLVED.value, _("Solved on the spot")),
    (Help.CONTACTED.value, _("Made contact")),
    (Help.GOODS.value, pgettext_lazy("help", "Goods")),
    (Help.CASH.value, pgettext_lazy("help", "Cash")),
]
ROLES = [
    (VisitorRole.MAIN.value, _("I led it")),
    (VisitorRole.ACCOMPANYING.value, _("I came along")),
    (VisitorRole.LEADER.value, _("I came as leader")),
    (VisitorRole.PROXY.value, _("I came for somebody")),
]
FOR_OTHERS = "for_others"  # did not go: writes it down for those who did
ROLES_OF_A_LOG = [*ROLES, (FOR_OTHERS, _("I did not go, I write it for others"))]
MODES = [
    (Mode.DOOR.value, _("At the door")),
    (Mode.PHONE.value, _("By phone")),
    (Mode.VIDEO.value, _("By video")),
]
NOW, LATER = "now", "later"
TIMINGS = [(NOW, _("Just now")), (LATER, _("Earlier, from my notebook"))]
