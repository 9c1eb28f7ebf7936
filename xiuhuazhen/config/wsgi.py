"""The WSGI application that granian serves."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from xiuhuazhen.web.turns import InTurn

os.umask(0o077)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xiuhuazhen.config.settings.local")

application = InTurn(get_wsgi_application())
# All pages are loaded before the first is asked for, and before the job processes need the processor.
_pages = get_resolver().url_patterns
