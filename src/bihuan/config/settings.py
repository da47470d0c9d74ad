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
BIHUAN_PROXIES   how many reverse proxies of your own stand before it (default 0); their word is believed
BIHUAN_REQUIRE_MFA  0 = roles that assign, close, export or administer may do without a second step
BIHUAN_URL       how people reach it, https://duban.example.gov.cn: the links of messages begin with it
BIHUAN_MAIL      smtp+tls://user:password@host:587 (or smtps://, smtp://): messages may go out by mail
BIHUAN_MAIL_FROM the sender's address of that mail
BIHUAN_OUTSIDE   hosts that robots and webhooks may reach, separated by commas; without it none
BIHUAN_PRIVATE   1 = these hosts may have private addresses, and http will do for them
BIHUAN_TITLES    channels whose messages may name titles (default: mail); the others say only how many
BIHUAN_LLM_URL   OpenAI-compatible endpoint in the house, http://llm.intranet/v1; without it nothing is sent
BIHUAN_LLM_MODEL the model's name there; both are needed
BIHUAN_LLM_KEY   its key, where it wants one
BIHUAN_TSA_CA    certificates (PEM) of a time-stamp authority: one stamp of the record a day is asked for
BIHUAN_TSA       its address, on a host of BIHUAN_OUTSIDE; without it the requests are carried out by hand
BIHUAN_SM2_KEY   private SM2 key (PEM): checkpoints of the record are signed by SM2 with SM3 besides
BIHUAN_OC4IDS    the prefix that the registry of OC4IDS has given the city; without it no such file is written
"""

import os
from datetime import timedelta
from pathlib import Path

from bihuan.config import database, mail, secret

DEMO = os.environ.get("BIHUAN_DEMO") == "1"
DEBUG = os.environ.get("BIHUAN_DEBUG") == "1"
HTTPS = os.environ.get("BIHUAN_HTTPS") == "1"
TRUSTED_PROXIES = int(os.environ.get("BIHUAN_PROXIES", "0"))
REQUIRE_MFA = not DEMO and os.environ.get("BIHUAN_REQUIRE_MFA", "1") == "1"

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
    "bihuan.breakdown",
    "bihuan.projects",
    "bihuan.spotcheck",
    "bihuan.fiscal",
    "bihuan.conduct",
    "bihuan.indicators",
    "bihuan.standings",
    "bihuan.reports",
    "bihuan.trace",
    "bihuan.home",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "bihuan.ui.middleware.ContentSecurityMiddleware",
    "bihuan.journal.middleware.OneDayMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "bihuan.people.middleware.SessionLimitsMiddleware",
    "bihuan.people.middleware.ArrivalMiddleware",
    "bihuan.people.middleware.DenialMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "bihuan.ui.middleware.HtmxRedirectMiddleware",
    "bihuan.ui.middleware.RefusalMiddleware",
    "bihuan.people.middleware.SecondStepMiddleware",
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

# Name and password, then the second step. Accounts are made inside; nothing is sent by mail.
ACCOUNT_ADAPTER = "bihuan.people.sign_in.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_REDIRECT_URL
# Failed sign-ins are counted below, in the database, for all processes together.
ACCOUNT_RATE_LIMITS = {"login": None, "login_failed": None}
MFA_ADAPTER = "bihuan.people.sign_in.SecondStepAdapter"
MFA_FORMS = {
    "authenticate": "bihuan.people.sign_in.SecondStepForm",
    "reauthenticate": "bihuan.people.sign_in.SecondStepAgainForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = f"闭环 {CITY}".strip()
MFA_TOTP_TOLERANCE = 1  # a phone's clock may be half a minute off

# Five failures lock an account for a quarter of an hour; a network is locked by more of them together.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = ["username", "ip_address"]
AXES_HANDLER = "bihuan.people.sign_in.LockoutHandler"
AXES_CLIENT_IP_CALLABLE = "bihuan.people.sign_in.client_network"
AXES_USERNAME_CALLABLE = "bihuan.people.sign_in.tried_name"
AXES_LOCKOUT_TEMPLATE = "429.html"
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_ENABLE_ACCESS_FAILURE_LOG = True
AXES_SENSITIVE_PARAMETERS = ["password", "code"]
AXES_VERBOSE = False

# Seconds: half an hour idle or twelve hours in all end a session, as protection level 3 asks.
SESSION_COOKIE_AGE = 30 * 60
SESSION_LASTS = 12 * 3600
SESSION_SAVE_EVERY_REQUEST = False
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS and TRUSTED_PROXIES else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
# Our own words before those of Django and of the libraries, whose catalogues hold some of the same English.
LOCALE_PATHS = sorted((ROOT / "src" / "bihuan").glob("*/locale"))

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
    # One may wait for a slow answer from the language model; the other keeps the clocks.
    "workers": 2,
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
# Without the first nothing can be linked to; without the others nothing leaves.
PUBLIC_URL = os.environ.get("BIHUAN_URL", "http://127.0.0.1:8000" if DEMO else "").rstrip("/")
OUTSIDE_HOSTS = frozenset(filter(None, os.environ.get("BIHUAN_OUTSIDE", "").lower().split(",")))
PRIVATE_HOSTS = os.environ.get("BIHUAN_PRIVATE") == "1"
TITLES_IN = frozenset(os.environ.get("BIHUAN_TITLES", "mail").split(","))
MAIL = mail.read(os.environ.get("BIHUAN_MAIL", ""))
MAIL_IS_OPEN = DEMO or bool(MAIL.host)
# The demo sends nothing: its mail lies in a folder, to be looked at.
EMAIL_BACKEND = f"django.core.mail.backends.{'filebased' if DEMO else 'smtp'}.EmailBackend"
EMAIL_FILE_PATH = DATA_DIR / "mail"
EMAIL_HOST, EMAIL_PORT = MAIL.host, MAIL.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = MAIL.user, MAIL.password
EMAIL_USE_TLS, EMAIL_USE_SSL = MAIL.scheme == "smtp+tls", MAIL.scheme == "smtps"
EMAIL_TIMEOUT = 15
DEFAULT_FROM_EMAIL = os.environ.get("BIHUAN_MAIL_FROM", "bihuan@localhost")
OC4IDS_PREFIX = os.environ.get("BIHUAN_OC4IDS", "oc4ids-bihuan" if DEMO else "")
LLM_URL = os.environ.get("BIHUAN_LLM_URL", "")
LLM_MODEL = os.environ.get("BIHUAN_LLM_MODEL", "")
LLM_KEY = os.environ.get("BIHUAN_LLM_KEY", "")
# Seconds for one answer, well within the worker's own limit.
LLM_SECONDS = 120
# Whose time stamps are believed, and where they are asked for. Without the first there are none.
TSA_CERTIFICATES = os.environ.get("BIHUAN_TSA_CA", "")
TSA_URL = os.environ.get("BIHUAN_TSA", "")
# A second signature under each checkpoint, where a key for it lies.
SM2_KEY = os.environ.get("BIHUAN_SM2_KEY", "")
# In the memory of each process. An overview is eight parts, a trace a dozen more, for each reader and
# language: the 300 entries that Django keeps unasked would be those of fifteen readers.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 3000},
    }
}
MEDIA_ROOT = DATA_DIR / "files"
# Bytes. An upload above this is cut off while it comes in, and refused.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
FILE_MAX_SIZE = 20_000_000
DATA_UPLOAD_MAX_NUMBER_FILES = 20
FILE_UPLOAD_HANDLERS = [
    "bihuan.files.receiving.CutOff",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
# What one person may hand in on one day, in bytes and in files: enough for a year's end, too little
# to fill a disk.
FILE_DAY_SIZE = 500_000_000
FILE_DAY_COUNT = 500
