"""A street's own server. Refuses to start with anything that only a demonstration may have."""

import sys

from django.core.exceptions import ImproperlyConfigured

from xiuhuazhen.config.settings.base import *
from xiuhuazhen.web.observing.logs import configuration

if flag("XHZ_DEMO"):
    raise ImproperlyConfigured("XHZ_DEMO cannot be set with production settings.")
# What Django's own check asks for, which nobody runs; "<" begins the line of the example that was not filled in.
if len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 5 or SECRET_KEY.startswith(("django-insecure-", "<")):
    raise ImproperlyConfigured(
        "Set XHZ_SECRET_KEY to a random text of at least 50 characters and keep it. This makes one: "
        'python3 -c "import secrets; print(secrets.token_urlsafe(50))"'
    )
if not KEYS and not KEYS_FILE.exists() and sys.argv[1:2] not in (["keys"], ["restore"]):  # these bring them
    raise ImproperlyConfigured(f"Set XHZ_KEYS, or put the keys into {KEYS_FILE} (mode 0600).")

LOGGING = configuration("" if LOG_DIR == "off" else LOG_DIR, LOG_DAYS, LOG_LEVEL, json_on_stderr=True)
# Collected files are compressed once and named after what is in them, so that a phone fetches each of them one time.
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SECURE_SSL_REDIRECT = flag("XHZ_SSL_REDIRECT", default=True)
# Probes and Prometheus ask on the machine itself, where there is no TLS; what they are told is for anybody, or closed.
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
SECURE_HSTS_SECONDS = 31_536_000
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
