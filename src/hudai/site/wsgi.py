"""The entry point of web servers: ``granian --interface wsgi hudai.site.wsgi:application``."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hudai.site.settings")

application = get_wsgi_application()
