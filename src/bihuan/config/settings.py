"""All settings, in one file, read from the environment.

BIHUAN_DATA      where the SQLite file, uploads and keys lie (default: var/city or var/demo beside the code)
BIHUAN_DATABASE  postgres://user:password@host/name; without it, SQLite in BIHUAN_DATA
BIHUAN_SECRET    the signing key; without it, one is made in BIHUAN_DATA on first use
BIHUAN_BIND      the address to listen on (default: 127.0.0.1, behind a proxy on the same machine)
BIHUAN_HOSTS     names this installation answers to, separated by commas
BIHUAN_DEMO      1 = the demo city with one-click sign-in; refused with a real key or beyond this machine
BIHUAN_DEBUG     1 = Django's debug pages, for development only
BIHUAN_CITY      the city's name as the pages show it
BIHUAN_HTTPS     1 = cookies only over TLS, HSTS on; set it in production
"""

import os
from pathlib import Path

from bihuan.config import database, secret

DEMO = os.environ.get("BIHUAN_DEMO") == "1"
DEBUG = os.environ.get("BIHUAN_DEBUG") == "1"
HTTPS = os.environ.get("BIHUAN_HTTPS") == "1"

ROOT = Path(__file__).resolve().parents[3]
DATA_DIR = Path(os.environ.get("BIHUAN_DATA") or ROOT / "var" / ("demo" if DEMO else "city"))
SECRET_KEY = secret.key(os.environ.get("BIHUAN_SECRET", ""), DATA_DIR, demo=DEMO)
BIND_ADDRESS = os.environ.get("BIHUAN_BIND", "127.0.0.1")
ALLOWED_HOSTS = os.environ.get("BIHUAN_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
CITY = os.environ.get("BIHUAN_CITY", "云岭市" if DEMO else "")
LOG_ORIGIN = "demo" if DEMO else os.environ.get("BIHUAN_LOG", "city")

INSTALLED_APPS = [
    "bihuan.ui",  # before allauth, whose templates it replaces
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "django_q",
    "django_htmx",
    "bihuan.config",
    "bihuan.journal",
    "bihuan.people",
    "bihuan.calendar",
    "bihuan.files",
    "bihuan.notices",
    "bihuan.intake",
    "bihuan.supervision",
    "bihuan.home",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "bihuan.ui.middleware.ContentSecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "bihuan.ui.middleware.RefusalMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "bihuan.config.urls"
WSGI_APPLICATION = "bihuan.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "bihuan.ui.context.shell",
            ],
            "builtins": ["django.templatetags.i18n", "bihuan.ui.templatetags.parts"],
        },
    }
]

DATABASES = {"default": database.settings(os.environ.get("BIHUAN_DATABASE", ""), DATA_DIR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"

# Seconds: idle for half an hour ends a session, as classified protection level 3 asks.
SESSION_COOKIE_AGE = 30 * 60
SESSION_SAVE_EVERY_REQUEST = False
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# One worker is enough: jobs are short, idempotent and few. Seconds.
Q_CLUSTER = {"name": "bihuan", "orm": "default", "workers": 1, "timeout": 60, "retry": 120, "poll": 2}

USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]

STATIC_URL = "static/"
STATIC_ROOT = ROOT / "build" / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
# Seconds. One process works off jobs and timers and asks the database every two seconds, which neither
# database notices. A job past its timeout is killed; one whose worker died is taken up again after `retry`.
Q_CLUSTER = {
    "name": "bihuan",
    "orm": "default",
    "workers": 1,
    "poll": 2,
    "timeout": 300,
    "retry": 360,
    "max_attempts": 5,
    "queue_limit": 8,
    "save_limit": 500,
    "catch_up": False,
    "label": "Bihuan",
    "log_level": "WARNING",
}
MEDIA_ROOT = DATA_DIR / "files"
# Bytes. An upload above this is refused before it is read.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
FILE_MAX_SIZE = 20_000_000
