from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from cadres.encryption import EncryptedField


class CadreManager(BaseUserManager["Cadre"]):
    def create_user(self, username: str, password: str | None = None, **fields: object) -> "Cadre":
        """Make a cadre who logs in as `username`; without a password nobody can."""
        cadre = self.model(username=username, **fields)
        cadre.set_password(password)
        cadre.save(using=self._db)
        return cadre


class Cadre(AbstractBaseUser):
    """A person with an account. Duties hang on posts, never on the person."""

    class Language(models.TextChoices):
        CHINESE = "zh-hans", "简体中文"
        ENGLISH = "en", "English"

    username = models.CharField(_("account"), max_length=50, unique=True)
    name = models.CharField(_("name"), max_length=50)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = EncryptedField(_("phone"), blank=True)
    language = models.CharField(
        max_length=10, choices=Language, default=Language.CHINESE, verbose_name=_("language")
    )
    is_active = models.BooleanField(_("may log in"), default=True)
    joined_at = models.DateTimeField(auto_now_add=True)
    # A link was given at this time and is not used yet (cadres.invitations).
    invited_at = models.DateTimeField(_("invited"), null=True, blank=True)
    session_epoch = models.PositiveSmallIntegerField(default=0)  # one more ends all sessions
    last_login = None  # nobody's log-ins are kept (DOMAIN 2)

    objects = CadreManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_session_auth_hash(self) -> str:
        """What a session must agree with: another password or another epoch ends it."""
        told = f"{self.password}:{self.session_epoch}"
        return salted_hmac("cadres.session", told, algorithm="sha256").hexdigest()

    def get_full_name(self) -> str:
        """The name as the screens say it."""
        return self.name
