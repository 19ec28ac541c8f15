"""Settings. Everything an installation may change comes from the environment or from the database."""

import os
from pathlib import Path

import django_stubs_ext
from csp.constants import SELF
from django.utils.translation import gettext_lazy as _

from joren.foundation.database.connection import django_database_settings
from joren.foundation.database.home import joren_home, secret_key, serving_url

# Makes Field[...], ModelForm[...] and the like subscriptable at run time, as the type checker wants them.
django_stubs_ext.monkeypatch()

HOME = joren_home()
SECRET_KEY = secret_key()
DEBUG = os.environ.get("JOREN_DEBUG") == "1"
BASE_URL = os.environ.get("JOREN_BASE_URL") or serving_url()
QUIET_BY_DEFAULT = os.environ.get("JOREN_QUIET_HOURS") != "off"
"""Whether a channel keeps the quiet hours it declares until the business decides about them."""
"""The address people reach this installation at, without a slash at its end; mails link to it."""

ALLOWED_HOSTS = os.environ.get("JOREN_ALLOWED_HOSTS", "localhost 127.0.0.1 [::1] testserver").split()
CSRF_TRUSTED_ORIGINS = [BASE_URL] if BASE_URL.startswith("https://") else []
_HTTPS = BASE_URL.startswith("https://")

APPS_OF_THE_HOUSE = [
    "joren.foundation.ui",
    "joren.foundation.changes",
    "joren.foundation.accounts",
    "joren.foundation.business",
    "joren.foundation.audit",
    "joren.foundation.jobs",
    "joren.foundation.importing",
    "joren.foundation.exporting",
    "joren.record.shops",
    "joren.record.products",
    "joren.record.customers",
    "joren.record.consents",
    "joren.record.timeline",
    "joren.record.merging",
    "joren.record.households",
    "joren.record.duplicates",
    "joren.touchpoints.imports",
    "joren.touchpoints.exports",
    "joren.touchpoints.purchases",
    "joren.segments.mirror",
    "joren.segments.engine",
    "joren.segments.catalogue",
    "joren.segments.lists",
    "joren.segments.library",
    "joren.insight.loyalty",
    "joren.insight.reports",
    "joren.insight.health",
    "joren.insight.predictions",
    "joren.outreach.delivery",
    "joren.outreach.content",
    "joren.outreach.responses",
    "joren.outreach.mail",
    "joren.outreach.line",
    "joren.outreach.sms",
    "joren.outreach.post",
    "joren.outreach.calls",
    "joren.outreach.coupons",
    "joren.outreach.journeys",
    "joren.outreach.campaigns",
    "joren.measurement.experiments",
    "joren.measurement.kpis",
    "joren.planning.goals",
    "joren.site.demo",
    "joren.site",
]
INSTALLED_APPS = [
    *APPS_OF_THE_HOUSE,
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.usersessions",
    "csp",
    "django_htmx",
    "template_partials",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "joren.site.middleware.LogInEverywhere",
    "joren.site.middleware.ApiMethods",
    "joren.foundation.ui.language.LanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "joren.foundation.ui.toasts.ToastMiddleware",
    "joren.foundation.ui.problems.ProblemMiddleware",
]

ROOT_URLCONF = "joren.site.urls"
WSGI_APPLICATION = "joren.site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "joren.foundation.ui.context.page",
            ],
            "builtins": ["template_partials.templatetags.partials", "joren.foundation.ui.templatetags.ui"],
        },
    }
]

DATABASES = {"default": django_database_settings()}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "joren_cache"}}

AUTH_USER_MODEL = "accounts.Staff"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "joren.foundation.accounts.adapters.allauth.ClosedAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_RATE_LIMITS = {"login_failed": "20/m/ip,5/5m/key"}
ACCOUNT_LOGOUT_ON_GET = False
USERSESSIONS_TRACK_ACTIVITY = True

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_HSTS_SECONDS = 31_536_000 if _HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _HTTPS else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        # Tabler and the charts set styles on elements.
        "style-src": [SELF, "'unsafe-inline'"],
        "img-src": [SELF, "data:"],
        "font-src": [SELF, "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
    }
}

LANGUAGE_CODE = "ja"
LANGUAGES = [("ja", _("Japanese")), ("en", _("English"))]
LANGUAGE_COOKIE_NAME = "joren_language"
USE_I18N = True
# Folders of the foundation that are no apps have words too.
LOCALE_PATHS = sorted(Path(__file__).parents[1].glob("foundation/*/locale"))
TIME_ZONE = "Asia/Tokyo"
USE_TZ = True

STATIC_URL = "/static/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "joren.foundation.ui.static_files.VersionedStaticFiles"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_MAX_AGE = 31_536_000
MEDIA_ROOT = HOME / "files"
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_TEMP_DIR = None

WEBHOOKS_MAY_BE_PRIVATE = os.environ.get("JOREN_WEBHOOKS_PRIVATE") == "1"
LINE_API_URL = os.environ.get("JOREN_LINE_API", "https://api.line.me")
LINE_DATA_URL = os.environ.get("JOREN_LINE_DATA_API", "https://api-data.line.me")
"""Where LINE's Messaging API is asked, and where its pictures come from; tests put a server on loopback here."""

IMPORT_INBOX = Path(os.environ.get("JOREN_INBOX", HOME / "inbox"))
"""The folder whose files are imported by themselves (see `joren.touchpoints.imports.pickup`)."""

MIRROR_HOME = Path(os.environ.get("JOREN_MIRROR", HOME / "mirror"))
"""The folder of the columnar mirror."""

SPARK_URL = os.environ.get("JOREN_SPARK", "")
"""Where rules about everybody are asked of Apache Spark (sc://…, spark://…, local[2]); empty: of DuckDB, here."""

EMAIL_BACKEND = "joren.outreach.mail.adapters.django_mail.AccountBackend"

MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SILENCED_SYSTEM_CHECKS: list[str] = []

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {
        "file": {
            "class": "logging.handlers.RotatingFileHandler",
            "filename": HOME / "log" / "joren.log",
            "maxBytes": 5_000_000,
            "backupCount": 3,
            "formatter": "line",
            "delay": True,
        }
    },
    "root": {"handlers": ["file"], "level": "INFO"},
}
(HOME / "log").mkdir(parents=True, exist_ok=True)
