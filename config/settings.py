"""The settings, all of them. What the environment may say is read in `config.environment`.

Importing this file starts nothing: the private servers' sockets are computed, not opened.
"""

import sys

import dj_database_url
import pghistory
import pgtrigger
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from config import environment as env
from config.servers.places import ROOT

BASE_DIR = ROOT
DATA_DIR = env.DATA

# pytest-django loads the settings before any conftest could say so.
TESTING = env.yes("DOORSTEP_TESTING", default="pytest" in sys.modules)
DEBUG = env.yes("DOORSTEP_DEBUG", default=False)
ORIGIN = env.text("DOORSTEP_ORIGIN")  # the public address, as https://doorstep.example.cn
OWN_HTTPS = env.https()
HTTPS = ORIGIN.startswith("https://") or OWN_HTTPS is not None
if ORIGIN and not ORIGIN.startswith(("https://", "http://")):
    raise ImproperlyConfigured("DOORSTEP_ORIGIN must begin with https:// or http://.")
if OWN_HTTPS and ORIGIN.startswith("http://"):
    raise ImproperlyConfigured("DOORSTEP_ORIGIN must begin with https://: DOORSTEP_CERT is set.")

SECRET_KEY = env.secret_key(DATA_DIR)
FIELD_KEYS_FILE = DATA_DIR / "keys.json"
PHOTOS_ROOT = DATA_DIR / "photos"

ALLOWED_HOSTS = env.words("DOORSTEP_HOSTS", "localhost,127.0.0.1,[::1]")
if ORIGIN:
    ALLOWED_HOSTS.append(ORIGIN.split("://")[1].split("/")[0].split(":")[0])
if TESTING:
    ALLOWED_HOSTS.append("testserver")

INSTALLED_APPS = [
    "config",
    "office",
    "dashboards",
    "phone",
    "reminders",
    "issues",
    "visits",
    "households",
    "photos",
    "cadres",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_htmx",
    "pgtrigger",
    "pghistory",
]

MIDDLEWARE = [
    "config.middleware.SaysWhoAnswers",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.middleware.Compressed",
    "config.middleware.PrivatePages",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "config.middleware.ChosenLanguage",
    "config.middleware.GrantsAskedOnce",
    "config.middleware.WordsForAnAddressOfAForm",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "config.middleware.WholePageLogin",
    "config.typed.TypedSurvives",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.navigation.navigation",
                "config.navigation.filing",
            ],
        },
    },
]
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# Database, cache, tasks

DATABASES = {"default": dj_database_url.parse(env.database_url(), conn_health_checks=True)}
# Only the few statements of `cadres.statements` that are asked often are planned once.
DATABASES["default"].setdefault("OPTIONS", {})["prepare_threshold"] = 1
if TESTING:  # a test that is lost with the machine is no loss
    DATABASES["default"]["OPTIONS"]["options"] = "-c synchronous_commit=off"
POOL = env.whole_number("DOORSTEP_POOL", 0, most=200)
if POOL:  # the web server's threads share connections; workers keep plain ones
    DATABASES["default"]["OPTIONS"] = {
        **DATABASES["default"].get("OPTIONS", {}),
        "pool": {"min_size": 1, "max_size": POOL, "timeout": 10},
    }
elif not TESTING:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS = env.RedisUrls(testing=TESTING)
REDIS_PREFIX = f"{env.text('PYTEST_XDIST_WORKER', 'test')}:" if TESTING else ""
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS.cache,
        "KEY_PREFIX": REDIS_PREFIX,
    }
}

CELERY_BROKER_URL = REDIS.broker
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 600,  # longer than the longest task
    # A killed worker's task comes back within seconds after that, not minutes.
    "unacked_restore_throttle": 1,
    "unacked_restore_interval": 5,
    "global_keyprefix": REDIS_PREFIX,
}
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SOFT_TIME_LIMIT = 240
CELERY_TASK_TIME_LIMIT = 300
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = False
CELERY_TIMEZONE = "Asia/Shanghai"
CELERY_BEAT_SCHEDULER = "config.beat.LeasedScheduler"

# People and their log-in

AUTH_USER_MODEL = "cadres.Cadre"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
if TESTING:  # a real hash costs a third of a second, on purpose
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "config.accounts.DoorstepAccounts"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_RATE_LIMITS = {
    # The key is address and account together (config.accounts): who guesses locks out himself,
    # not the cadre. The limit per address is wide, a whole town hall may sit behind one.
    "login": "300/m/ip",
    "login_failed": "100/m/ip,8/300s/key",
    "change_password": "5/m/user",
    "reauthenticate": "10/m/user",
    "keep_typed": "60/m/ip",  # config.typed
}
MFA_ADAPTER = "config.accounts.DoorstepSecondStep"
MFA_TOTP_ISSUER = "家家到"
MFA_TOTP_TOLERANCE = 1  # a phone that is half a minute off
ALLAUTH_TRUSTED_PROXY_COUNT = env.whole_number("DOORSTEP_PROXIES", 0, most=9)

# Language, time

# Government apps show the number they are filed under; empty: none is shown (DOMAIN 2).
FILING_NUMBER = env.text("DOORSTEP_FILING_NUMBER")

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LANGUAGE_COOKIE_AGE = 60 * 60 * 24 * 365
LANGUAGE_COOKIE_SAMESITE = "Lax"
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

# Nothing is sent outside these hours (DOMAIN 7: never between 21:00 and 07:30).
REMINDER_HOURS = env.hours("DOORSTEP_REMINDER_HOURS", "07:30-21:00")

# Mail: files in the data folder, or a server (EMAIL_URL). Its links are whole addresses.

MAIL = env.mail(DATA_DIR, origin=ORIGIN)
DEFAULT_FROM_EMAIL = SERVER_EMAIL = MAIL.sender
EMAIL_BACKEND = MAIL.backend
EMAIL_FILE_PATH = MAIL.folder
EMAIL_HOST, EMAIL_PORT = MAIL.host, MAIL.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = MAIL.user, MAIL.word
EMAIL_USE_SSL, EMAIL_USE_TLS = MAIL.uses_ssl, MAIL.uses_tls
EMAIL_TIMEOUT = 20  # seconds; a delivery is lent to a worker for longer
SITE_URL = ORIGIN.rstrip("/") or (
    f"{'https' if HTTPS else 'http'}://localhost:{env.whole_number('PORT', 8000, least=1)}"
)

# Static files

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG or TESTING
        else "config.statics.HashedModules"
    },
}
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = DEBUG or TESTING

# Security

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS and ALLAUTH_TRUSTED_PROXY_COUNT else None
)
# Only under a public address: for localhost it would shut every other program's plain HTTP out.
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if ORIGIN.startswith("https://") else 0
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_TRUSTED_ORIGINS = [ORIGIN] if ORIGIN else []
CSRF_FAILURE_VIEW = "config.errors.csrf_failure"
# Photos come one at a time and shrunk by the phone; a roster is the largest thing sent.
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

# Of one person and one process of the server; a phone that runs wild is told to wait.
API_REQUESTS_A_MINUTE = 1_000_000 if TESTING else 600

# Logs

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        "celery": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        # Who looked at the rows of which roster (DOMAIN 10).
        "doorstep": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
    },
}

# History by triggers: append-only, one statement a change, who and why beside each row

PGHISTORY_APPEND_ONLY = True
PGHISTORY_LEVEL = pgtrigger.Statement
PGHISTORY_CONTEXT_FIELD = pghistory.ContextJSONField()
