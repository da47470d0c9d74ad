"""The door for the web server."""

import gc
import os

# What is loaded here stays for ever: looking through it for garbage costs a start a sixth of its time,
# and every request a little.
gc.disable()

from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.urls import get_resolver  # noqa: E402

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bihuan.config.settings")
application = get_wsgi_application()
# Loaded now and not in the face of the first visitor.
_ = get_resolver().url_patterns
gc.freeze()
gc.enable()
