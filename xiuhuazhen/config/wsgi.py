"""The WSGI application that granian serves."""

import os

from django.core.wsgi import get_wsgi_application

from xiuhuazhen.web.turns import InTurn

os.umask(0o077)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xiuhuazhen.config.settings.local")

application = InTurn(get_wsgi_application())
