"""Settings that hold everywhere. What differs from machine to machine comes from the environment alone."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from xiuhuazhen.web.observing.logs import configuration

PACKAGE_DIR = Path(__file__).resolve().parents[2]
PROJECT_DIR = PACKAGE_DIR.parent


def flag(name: str, *, default: bool = False) -> bool:
    """Read a yes/no setting: ``1``, ``true``, ``yes`` and ``on`` mean yes."""
    return os.environ.get(name, "1" if default else "").strip().lower() in {"1", "true", "yes", "on"}


def words(name: str, default: str = "") -> list[str]:
    """Read a comma-separated setting as a list without blanks."""
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def rate(name: str, default: str) -> str:
    """Read how many requests an hour are let in: ``600`` or ``600/h``, or ``off``. Gives the number or ``off``."""
    given = os.environ.get(name, default).strip()
    number = given.removesuffix("/h").strip()
    if given != "off" and not (number.isascii() and number.isdigit() and int(number)):
        raise ImproperlyConfigured(
            f"{name} cannot be read: {given!r}. Write how many requests an hour are let in, 600 or 600/h, or off for "
            "no limit."
        )
    return "off" if given == "off" else number


DATA_DIR = Path(os.environ.get("XHZ_DATA_DIR", PROJECT_DIR / "data")).resolve()
DEMO = False
DEBUG = False
SECRET_KEY = os.environ.get("XHZ_SECRET_KEY", "")
ALLOWED_HOSTS = words("XHZ_HOSTS", "127.0.0.1,localhost,[::1]")
CSRF_TRUSTED_ORIGINS = words("XHZ_ORIGINS")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "ninja",
    "axes",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "xiuhuazhen.core.jobs",
    "xiuhuazhen.core.audit",
    "xiuhuazhen.core.files",
    "xiuhuazhen.core.areas",
    "xiuhuazhen.core.norms",
    "xiuhuazhen.core.people",
    "xiuhuazhen.core.messages",
    "xiuhuazhen.core.procedures",
    "xiuhuazhen.domains.grid",
    "xiuhuazhen.domains.cases",
    "xiuhuazhen.domains.duty",
    "xiuhuazhen.web",
    "xiuhuazhen.api",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "xiuhuazhen.web.observing.middleware.Observed",
    "csp.middleware.CSPMiddleware",
    "xiuhuazhen.api.middleware.ProblemMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "xiuhuazhen.web.middleware.ClosedByDefault",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
    "xiuhuazhen.web.middleware.RefusalMiddleware",
]

ROOT_URLCONF = "xiuhuazhen.config.urls"
WSGI_APPLICATION = "xiuhuazhen.config.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["django.templatetags.i18n", "django.templatetags.static"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "xiuhuazhen.web.context.shell",
            ],
        },
    },
]


def database() -> dict[str, Any]:
    """PostgreSQL when there is a ``DATABASE_URL``, otherwise SQLite in the data directory.

    SQLite runs with WAL, synchronous FULL and ``BEGIN IMMEDIATE``: with deferred transactions two of three
    requests that read before they write fail with "database is locked".
    """
    if os.environ.get("DATABASE_URL"):
        # a server that was away is noticed before a request, and not by one that fails
        return {**dj_database_url.parse(os.environ["DATABASE_URL"], conn_max_age=600, conn_health_checks=True)}
    DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": DATA_DIR / "xiuhuazhen.sqlite3",
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
        },
    }


DATABASES = {"default": database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
LOGIN_URL = "people:sign-in"
LOGIN_REDIRECT_URL = "web:desk"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
AXES_DISABLE_ACCESS_LOG = True  # nobody's comings and goings are kept
# Administering and opening sensitive data ask for a code beside the password.
SECOND_FACTOR_REQUIRED = True
SECOND_FACTOR_WAITS = timedelta(minutes=10)  # for the code, after the password was right
AXES_LOCKOUT_CALLABLE = "xiuhuazhen.web.faults.locked"

# How long a link is good with which somebody sets their password.
INVITATION_LASTS = timedelta(days=7)

SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_SAVE_EVERY_REQUEST = False
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "xiuhuazhen.web.faults.csrf_refused"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese"))]
LOCALE_PATHS = [PACKAGE_DIR / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "staticfiles"
FILES_DIR = DATA_DIR / "files"

# What lies under maps. Without tiles and without the file they are plain.
TILE_URL = os.environ.get("XHZ_TILE_URL", "")
TILE_ATTRIBUTION = os.environ.get("XHZ_TILE_ATTRIBUTION", "")
TILE_NEAREST = int(os.environ.get("XHZ_TILE_NEAREST", "18"))
GROUND_FILE = DATA_DIR / "ground.geojson"


def tile_origins(url: str) -> list[str]:
    """Where the browser may load tiles from; ``{s}`` stands for the names of several servers."""
    if not url:
        return []
    parts = urlsplit(url)
    name, dot, domain = parts.netloc.partition(".")
    return [f"{parts.scheme}://{'*' if '{' in name else name}{dot}{domain}"]


CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", "blob:", *tile_origins(TILE_URL)],
        "media-src": [SELF, "blob:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    },
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "prompt", "files"]}}

# Keys for sealed fields and query codes: "id:base64,id:base64", newest first; else the file, mode 0600.
KEYS = os.environ.get("XHZ_KEYS", "")
KEYS_FILE = Path(os.environ.get("XHZ_KEYS_FILE", DATA_DIR / "keys"))

# What the page for complaints says of other places to go, in one sentence; empty: nothing.
COMPLAINTS_ELSEWHERE = os.environ.get("XHZ_COMPLAINTS_ELSEWHERE", "")

# Where reports go whose place is not known; empty: the highest area with a dispatch desk.
HOME_AREA = os.environ.get("XHZ_AREA", "")

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},  # counts of public doors: each address and device in an hour is one
    }
}

# Public doors: requests an hour from one address, or "off".
PUBLIC_RATE = rate("XHZ_PUBLIC_RATE", "600")
PUBLIC_DEVICE_RATE = rate("XHZ_PUBLIC_DEVICE_RATE", "120")
TRUSTED_PROXIES = words("XHZ_TRUSTED_PROXIES")

# Uploads: bytes and pixels a photo, bytes and seconds a voice clip, bytes a document (packed and unpacked), files a
# report, bytes a spreadsheet (packed and unpacked), rows.
PHOTO_MAX_BYTES = 15 * 1024 * 1024
PHOTO_MAX_PIXELS = 60_000_000
VOICE_MAX_BYTES = 10 * 1024 * 1024
VOICE_MAX_SECONDS = 5 * 60
DOCUMENT_MAX_BYTES = 20 * 1024 * 1024
DOCUMENT_MAX_UNPACKED_BYTES = 200 * 1024 * 1024
FILES_PER_REPORT = 9
SHEET_MAX_BYTES = 20 * 1024 * 1024
SHEET_MAX_UNPACKED_BYTES = 200 * 1024 * 1024
SHEET_MAX_ROWS = 20_000
RESULT_PICTURES_MAX_BYTES = 100 * 1024 * 1024
NOTICE_MAX_BYTES = 256 * 1024
NOTICE_MAX_UNPACKED_BYTES = 8 * 1024 * 1024
NOTICE_MAX_ROWS = 400

# The duty roster: how long one shift may be, how many weeks are repeated at once; a mistyped date goes no further.
ROSTER_LONGEST_SHIFT = timedelta(days=31)
ROSTER_WEEKS_AT_ONCE = 13
# Matters that one hand-over lists; beyond them it says how many more are open.
HAND_OVER_ITEMS_MAX = 300
# Matters that can be handed over at once when somebody leaves; each takes some twenty statements.
LEAVING_MATTERS_MAX = 50

# Lines of a register that are brought in at once, while somebody waits.
REGISTER_MAX_ROWS = 50

# Filters that one person keeps, rows of a spreadsheet that is written, matters on which one action is taken at once.
SAVED_FILTERS_MAX = 20
EXPORT_MAX_ROWS = 200_000
BULK_MAX_MATTERS = 5_000

# How long a job that writes a lot pauses, now and then, for those who wait for the write lock of SQLite.
JOBS_GIVE_WAY_SECONDS = 0.03

DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

# Messages to people outside the product. An empty address switches that way of sending off.
SITE_URL = os.environ.get("XHZ_SITE_URL", "")
EMAIL_URL = os.environ.get("XHZ_EMAIL_URL", "")
EMAIL_FROM = os.environ.get("XHZ_EMAIL_FROM", "xiuhuazhen@localhost")
SMS_URL = os.environ.get("XHZ_SMS_URL", "")
SMS_TOKEN = os.environ.get("XHZ_SMS_TOKEN", "")
MESSAGE_TIMEOUT = float(os.environ.get("XHZ_MESSAGE_TIMEOUT", "10"))
MESSAGES_KEPT_DAYS = int(os.environ.get("XHZ_MESSAGES_KEPT_DAYS", "180"))

# Logs in a folder, a file for each day; "off": on standard error alone. Network logs are kept for at least six months
# (网络安全法 2016, 第二十一条第三项); six months in a row have at most 184 days.
LOG_LEAST_DAYS = 184
LOG_DIR = os.environ.get("XHZ_LOG_DIR", str(DATA_DIR / "logs"))
LOG_DAYS = int(os.environ.get("XHZ_LOG_DAYS", "190"))
LOG_LEVEL = os.environ.get("XHZ_LOG_LEVEL", "INFO")
if LOG_DAYS < LOG_LEAST_DAYS:
    raise ImproperlyConfigured(f"XHZ_LOG_DAYS must be at least {LOG_LEAST_DAYS}: logs are kept for six months by law.")
LOGGING = configuration("" if LOG_DIR == "off" else LOG_DIR, LOG_DAYS, LOG_LEVEL, json_on_stderr=False)

# Figures for Prometheus at /metrics: addresses or networks that may read them, and a token. Without both: closed.
METRICS_FROM = words("XHZ_METRICS_FROM")
METRICS_TOKEN = os.environ.get("XHZ_METRICS_TOKEN", "")
