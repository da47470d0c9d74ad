"""The real settings under a log name of their own: the clock may move, and no record is a city's."""

import os
import tempfile

os.environ.setdefault("BIHUAN_SECRET", "a-key-for-tests-only")
os.environ.setdefault("BIHUAN_DATA", tempfile.mkdtemp(prefix="bihuan-test-"))
os.environ["BIHUAN_LOG"] = "test"

from bihuan.config.settings import *  # noqa: F403

# Tests sign in thousands of times; a real hash would be most of their time.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# Static files straight from the rooms, as no test has collected them.
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
